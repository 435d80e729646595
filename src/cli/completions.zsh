#compdef exlint
# zsh completion of exlint @VERSION@, written by `exlint completions zsh`.
#
#     source <(exlint completions zsh)
#
# in ~/.zshrc behind compinit, or as the file `_exlint` in a folder of $fpath.

_exlint_commands()
{
    local -a commands=(
#@commands
    )
    _describe -t commands command commands "$@"
}

_exlint_rules()
{
    local -a rules=(
#@rules
    )
    _describe -t rules rule rules "$@"
}

_exlint_term()
{
    local -a terms=(
#@terms
    )
    _describe -t terms 'rule, area or tag' terms "$@"
}

_exlint_terms()
{
    _sequence _exlint_term
}

# FORMAT=FILE, or FILE alone.
_exlint_output()
{
    if compset -P '*='; then
        _files
    else
        _alternative "formats:format:compadd -S = - $*" 'files:file:_files'
    fi
}

_exlint_first()
{
    _alternative 'commands:command:_exlint_commands' 'files:dump:_files'
}

# Sets specs to the options and arguments of a command.
_exlint_specs()
{
    case $1 in
#@specs
    esac
}

_exlint()
{
    local -a specs
    local word first=
    integer i
    for ((i = 2; i < CURRENT; i++)); do
        word=$words[i]
        case $word in
#@valued
            (( i++ )) ;;
        (--)
            _exlint_specs check
            _arguments -s -S $specs
            return ;;
        (-*) ;;
        (*)
            first=$word
            break ;;
        esac
    done
    _exlint_specs "$first"
    if (( $#specs )); then
        words[i]=()
        (( CURRENT-- ))
    else
        _exlint_specs check
        [[ -n $first ]] || specs=(${specs:#\*:*} '1: :_exlint_first' '*:dump:_files')
    fi
    _arguments -s -S $specs
}

if [[ $funcstack[1] == _exlint ]]; then
    _exlint "$@"
else
    compdef _exlint exlint
fi
