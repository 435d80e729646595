# bash completion of exlint @VERSION@, written by `exlint completions bash`.
#
#     source <(exlint completions bash)
#
# in ~/.bashrc, or as the file `exlint` in ~/.local/share/bash-completion/completions.

# The options of a command.
_exlint_options()
{
    case $1 in
#@options
    esac
}

# What belongs behind `COMMAND OPTION`, or behind `COMMAND ` alone. What is left out here is
# completed with names of files.
_exlint_values()
{
    case $1 in
#@values
    esac
}

_exlint_rules='
#@rules
'
_exlint_terms='
#@terms
'

# No names of files where none belong.
_exlint_nothing()
{
    compopt +o default +o bashdefault 2>/dev/null
}

_exlint_words()
{
    _exlint_nothing
    COMPREPLY=($(compgen -P "$head" -W "$1" -- "$cur"))
}

# Words with commas between them.
_exlint_list()
{
    [[ $cur == *,* ]] && head=$head${cur%,*},
    cur=${cur##*,}
    _exlint_words "$1"
    compopt -o nospace 2>/dev/null
}

# Words that a value begins with.
_exlint_starts()
{
    _exlint_words "$1"
    compopt -o nospace 2>/dev/null
}

_exlint_formats()
{
    COMPREPLY=($(compgen -P "$head" -W "$1" -- "$cur"))
    compopt -o nospace 2>/dev/null
}

_exlint_folders()
{
    compopt +o default +o bashdefault -o dirnames 2>/dev/null
}

# A command or a dump. Without a command the shell looks for the dump itself, which knows more of
# quotes and tildes.
_exlint_first()
{
    local file
    COMPREPLY=($(compgen -W "$commands" -- "$cur"))
    [[ $cur && ${COMPREPLY[0]} ]] || return
    compopt -o filenames 2>/dev/null
    while IFS= read -r file; do
        COMPREPLY+=("$file")
    done < <(compgen -f -- "$cur")
}

# Sets option, the one whose value is completed, and first, the first argument, by what stands
# before the cursor. `=` is a word of its own when COMP_WORDBREAKS has it.
_exlint_scan()
{
    local i word valued='
#@valued
'
    for ((i = 1; i < COMP_CWORD; i++)); do
        word=${COMP_WORDS[i]}
        if [[ $word == '=' ]]; then
            ((++i >= COMP_CWORD)) && option='='
        elif [[ ! $ended && $word == -- ]]; then
            ended=yes
        elif [[ ! $ended && $word == -* ]]; then
            [[ $valued == *" $word "* ]] || continue
            [[ ${COMP_WORDS[i + 1]} == '=' ]] && ((i++))
            ((++i >= COMP_CWORD)) && option=$word
        elif [[ ! $first ]]; then
            first=$word
        fi
    done
    return 0
}

_exlint()
{
    local IFS=$' \t\n' cur=${COMP_WORDS[COMP_CWORD]} head= first= option= ended= options= command
    local commands='
#@commands
'
    COMPREPLY=()
    _exlint_scan
    [[ $cur == '=' ]] && cur=
    command=check
    [[ $first && $commands == *" $first "* ]] && command=$first
    if [[ ! $option && ! $ended && $cur == --*=* ]]; then
        option=${cur%%=*}
        head=$option=
        cur=${cur#*=}
    fi
    if [[ $option ]]; then
        _exlint_values "$command $option"
    elif [[ ! $ended && $cur == -* ]]; then
        _exlint_options "$command"
        _exlint_words "$options"
        [[ ${COMPREPLY[0]} == *= ]] && compopt -o nospace 2>/dev/null
    elif [[ $first ]]; then
        _exlint_values "$command "
    elif [[ ! $ended ]]; then
        _exlint_first
    fi
    return 0
}

complete -o bashdefault -o default -F _exlint exlint
