# fish completion of exlint @VERSION@, written by `exlint completions fish`.
#
#     exlint completions fish | source
#
# in ~/.config/fish/config.fish, or as the file exlint.fish in ~/.config/fish/completions.

# The command of the line; none before there is an argument, check when that is no command.
function __exlint_command
    set -l value no
    for word in (commandline -opc)[2..-1]
        if test $value = yes
            set value no
            continue
        end
        switch $word
#@valued
                set value yes
            case '-*'
#@names
                echo $word
                return
            case '*'
                echo check
                return
        end
    end
    echo none
end

function __exlint_is
    contains -- (__exlint_command) $argv
end

function __exlint_rules
    printf '%s\t%s\n' \
#@rules

end

function __exlint_terms
    printf '%s\t%s\n' \
#@terms

end

#@commands
#@arguments
#@options
