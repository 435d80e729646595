# PowerShell completion of exlint @VERSION@, written by `exlint completions powershell`.
#
#     exlint completions powershell | Out-String | Invoke-Expression
#
# in the file that $PROFILE names. For Windows PowerShell 5.1 and PowerShell 7.
Register-ArgumentCompleter -Native -CommandName 'exlint' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commands = @(
#@commands
    )
    $rules = @(
#@rules
    )
    $terms = @(
#@terms
    )
    # Behind which options a value stands.
    $valued = @(
#@valued
    )
    $options = @{
#@options
    }
    # What belongs behind 'COMMAND OPTION', or behind 'COMMAND ' alone.
    $values = @{
#@values
    }

    # What stands before the cursor: the command, and the option whose value is completed.
    $command = ''
    $option = ''
    foreach ($element in $commandAst.CommandElements | Select-Object -Skip 1) {
        $text = $element.Extent.Text
        if ($element.Extent.EndOffset -ge $cursorPosition) {
            break
        }
        if ($option) {
            $option = ''
        } elseif ($valued -ccontains $text) {
            $option = $text
        } elseif (-not $text.StartsWith('-') -and -not $command) {
            $command = 'check'
            foreach ($known in $commands) {
                if ($known[0] -ceq $text) {
                    $command = $text
                }
            }
        }
    }

    $word = "$wordToComplete"
    $head = ''
    if (-not $option -and $word -cmatch '^(--[a-z-]+)=(.*)$') {
        $option = $Matches[1]
        $head = "$option="
        $word = $Matches[2]
    }
    $of = if ($command) { $command } else { 'check' }
    if ($option) {
        $found = $values["$of $option"]
        $comma = $word.LastIndexOf(',') + 1
        $head += $word.Substring(0, $comma)
        $word = $word.Substring($comma)
    } elseif ($word.StartsWith('-')) {
        $found = $options[$of]
    } elseif ($command) {
        $found = $values["$of "]
    } else {
        $found = $commands
    }
    foreach ($entry in $found) {
        if ($entry[0].StartsWith($word, [StringComparison]::Ordinal)) {
            [System.Management.Automation.CompletionResult]::new(
                $head + $entry[0], $entry[0], 'ParameterValue', $entry[1])
        }
    }
}
