# SPDX-License-Identifier: MIT
#Requires -Version 3.0
<#
.SYNOPSIS
    Exports the configuration of a Microsoft Exchange organization for exlint.

.DESCRIPTION
    Made by exlint @VERSION@ (exlint collect).

    Run it in the Exchange Management Shell of Exchange Server 2013, 2016, 2019 or SE, or in any
    PowerShell that holds a remote session to one of them. It runs cmdlets that only read (Get-*
    and Test-ServiceHealth) and writes what they return below one new folder, one file for each
    cmdlet and server, with a manifest that says what was run, what failed and why. Nothing else
    on this computer or in Exchange is changed. `exlint collect --cmdlets` lists the cmdlets.

    The recipient scope of the session is set to the whole forest while the script runs, since
    the recipients of other domains would be missing otherwise (Set-ADServerSettings: it holds
    for this session only, and is set back at the end).

    Passwords, credentials and private keys are not exported. Of recipients only the properties
    that rules read are.

    A member of View-Only Organization Management can run it. What you may not see, and what fails,
    is recorded in the manifest, and exlint says what could not be assessed for want of it.

.PARAMETER OutputPath
    The folder to write to. It must be empty or not exist yet. Default: a new folder in the
    current one, named after the organization and the time (UTC).

.PARAMETER Server
    Ask only these servers what each server is asked by itself (names or FQDNs). Default: all.

.PARAMETER SkipRecipients
    Leave out mailboxes and other recipients.

.PARAMETER AllRecipients
    Also run the cmdlets about recipients that no rule needs, for questions of one's own.

.PARAMETER NoZip
    Do not make a ZIP file of the folder.

.OUTPUTS
    The path of the ZIP file, or of the folder when there is none.

.EXAMPLE
    .\collect.ps1

.EXAMPLE
    .\collect.ps1 -OutputPath D:\Dump -Server EX01, EX02 -SkipRecipients
#>
[CmdletBinding()]
param(
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty()]
    [string] $OutputPath,

    [string[]] $Server = @(),

    [switch] $SkipRecipients,

    [switch] $AllRecipients,

    [switch] $NoZip
)

# One cmdlet that fails does not stop the others.
$ErrorActionPreference = 'Continue'
$WarningPreference = 'Continue'

# What no file needs: the object once more as a blob of bytes, and traces of the session.
$always = @('SerializationData', 'RunspaceId', 'PSShowComputerName')
$most = 20 # messages that are kept of one cmdlet
$notThere = 'the cmdlet does not exist in this version of Exchange, or you may not run it'
$notHere = 'an Edge Transport server can be asked only on itself: run the script there'
$entries = New-Object -TypeName System.Collections.ArrayList

function Test-Cmdlet {
    param([string] $Name)

    $null -ne (Get-Command -Name $Name -ErrorAction SilentlyContinue)
}

function Get-Now {
    [DateTime]::UtcNow.ToString('yyyy-MM-ddTHH:mm:ssZ', [Globalization.CultureInfo]::InvariantCulture)
}

# A value as text, numbers and dates as they are, a list as a list of texts. "$value" does not
# depend on the culture.
function ConvertTo-Plain {
    param($Value)

    if ($null -eq $Value -or $Value -is [string]) {
        return $Value
    }
    if ($Value -is [ValueType] -and $Value.GetType().Namespace -eq 'System') {
        return $Value
    }
    if ($Value -is [System.Collections.IEnumerable]) {
        $items = New-Object -TypeName System.Collections.ArrayList
        foreach ($item in $Value) {
            [void] $items.Add("$item")
        }
        return , $items
    }
    return "$Value"
}

# The properties of an object as notes of a new one. Unlike with Select-Object, a property that
# does not exist or cannot be read is left out, so that it is unknown and not empty.
function Copy-Object {
    param($Object, [string[]] $Property, [string[]] $Exclude)

    $members = [ordered] @{}
    $names = $Property
    if ($Property.Count -eq 0) {
        $names = @(foreach ($member in $Object.PSObject.Properties) { $member.Name })
    }
    foreach ($name in $names) {
        $member = $Object.PSObject.Properties[$name]
        if ($null -eq $member -or $Exclude -contains $name) {
            continue
        }
        try {
            $value = $member.Value
        } catch {
            continue
        }
        if ($value -is [System.Management.Automation.PSCredential] -or
            $value -is [System.Security.SecureString]) {
            continue
        }
        if ($Property.Count -gt 0) {
            $value = ConvertTo-Plain -Value $value
        }
        $members[$member.Name] = $value
    }
    $copy = [pscustomobject] $members
    $copy.PSObject.TypeNames.Insert(0, 'Selected.' + $Object.PSObject.TypeNames[0])
    $copy
}

# Passes objects on; counts them, and keeps errors and warnings out of the file.
function Copy-Result {
    param(
        [Parameter(ValueFromPipeline = $true)]
        $InputObject,
        [hashtable] $State,
        [string[]] $Property,
        [string[]] $Exclude,
        [switch] $Whole
    )

    process {
        if ($InputObject -is [System.Management.Automation.ErrorRecord]) {
            if ($State.Errors.Count -lt $most) {
                [void] $State.Errors.Add($InputObject.Exception.Message)
            }
        } elseif ($InputObject -is [System.Management.Automation.WarningRecord]) {
            if ($State.Warnings.Count -lt $most) {
                [void] $State.Warnings.Add($InputObject.Message)
            }
        } elseif ($null -ne $InputObject) {
            $State.Objects++
            if ($Whole) {
                $InputObject
            } else {
                Copy-Object -Object $InputObject -Property $Property -Exclude $Exclude
            }
        }
    }
}

function Add-Entry {
    param(
        [string] $Cmdlet,
        [string] $Server,
        [string] $File,
        [string] $Started,
        [int] $Objects,
        [double] $Seconds,
        [string] $Failure,
        [string[]] $Warnings = @()
    )

    [void] $entries.Add([pscustomobject] @{
        Cmdlet   = $Cmdlet
        Server   = $Server
        File     = $File
        Started  = $Started
        Objects  = $Objects
        Seconds  = $Seconds
        Error    = $Failure
        Warnings = @($Warnings)
    })
}

# Runs one cmdlet and writes its file. The file gets its name when it is complete: when the
# script is stopped, what remains begins with ~$ and is not taken for an export. A cmdlet that
# returned nothing leaves a file without objects, one that failed leaves none.
function Export-Cmdlet {
    param(
        [string] $Cmdlet,
        [scriptblock] $Command,
        [string] $Server = '',
        [string[]] $Property = @(),
        [string[]] $Exclude = @(),
        [switch] $Whole
    )

    $started = Get-Now
    if (-not (Test-Cmdlet -Name $Cmdlet)) {
        Add-Entry -Cmdlet $Cmdlet -Server $Server -Started $started -Failure $notThere
        return
    }
    Write-Progress -Activity 'Exporting the Exchange configuration' -Status "$Cmdlet $Server"
    $file = "$Cmdlet.xml"
    if ($Server) {
        $file = '{0}_{1}.xml' -f $Cmdlet, $Server
    }
    $part = Join-Path -Path $folder -ChildPath ('~$' + $file)
    # The notes of a copy are as deep as the copy: 1 is what 2, the default, is for other objects.
    $depth = 1
    if ($Whole) {
        $depth = 2
    }
    $state = @{
        Objects  = 0
        Errors   = New-Object -TypeName System.Collections.ArrayList
        Warnings = New-Object -TypeName System.Collections.ArrayList
    }
    $watch = [System.Diagnostics.Stopwatch]::StartNew()
    try {
        & $Command 2>&1 3>&1 |
            Copy-Result -State $state -Property $Property -Exclude ($always + $Exclude) -Whole:$Whole |
            Export-Clixml -LiteralPath $part -Depth $depth -Encoding UTF8 -ErrorAction Stop
    } catch {
        [void] $state.Errors.Add($_.Exception.Message)
    }
    $seconds = [Math]::Round($watch.Elapsed.TotalSeconds, 1)
    $failure = $state.Errors -join '; '
    if (-not (Test-Path -LiteralPath $part)) {
        $file = ''
    } elseif ($failure -and $state.Objects -eq 0) {
        Remove-Item -LiteralPath $part
        $file = ''
    } else {
        Move-Item -LiteralPath $part -Destination (Join-Path -Path $folder -ChildPath $file)
    }
    Add-Entry -Cmdlet $Cmdlet -Server $Server -File $file -Started $started -Seconds $seconds `
        -Objects $state.Objects -Failure $failure -Warnings $state.Warnings
}

function Export-Organization {
    #@organization
}

function Export-Server {
    param([string] $ServerName)

    #@server
}

function Export-Recipient {
    #@recipient
}

# Recipients that no rule needs.
function Export-OtherRecipient {
    #@other
}

function Test-Named {
    param($ExchangeServer, [string[]] $Names)

    $Names -contains "$($ExchangeServer.Name)" -or $Names -contains "$($ExchangeServer.Fqdn)"
}

# An Edge Transport server keeps its configuration to itself: it is asked on itself only.
function Test-Remote {
    param($ExchangeServer)

    $role = "$($ExchangeServer.ServerRole)"
    $role -match 'Edge' -and $ExchangeServer.Name -ne [Environment]::MachineName
}

function Export-Manifest {
    param([string] $Started, [string] $Organization, [string] $ExchangeVersion, [bool] $WholeForest)

    $path = Join-Path -Path $folder -ChildPath 'exlint-manifest.xml'
    [pscustomobject] @{
        ExlintManifest   = 1
        Exlint           = '@VERSION@'
        Started          = $Started
        Finished         = Get-Now
        Computer         = [Environment]::MachineName
        PSVersion        = "$($PSVersionTable.PSVersion)"
        ExchangeVersion  = $ExchangeVersion
        Organization     = $Organization
        ViewEntireForest = $WholeForest
        Cmdlets          = $entries.ToArray()
    } | Export-Clixml -LiteralPath $path -Depth 4 -Encoding UTF8
}

function Compress-Dump {
    $zip = "$folder.zip"
    try {
        Add-Type -AssemblyName System.IO.Compression.FileSystem -ErrorAction Stop
        [System.IO.Compression.ZipFile]::CreateFromDirectory($folder, $zip)
        return $zip
    } catch {
        Write-Warning -Message "The folder was not compressed: $($_.Exception.Message)"
        return $folder
    }
}

function Write-Summary {
    param([string] $Path)

    $objects = 0
    $files = 0
    foreach ($entry in $entries) {
        $objects += $entry.Objects
        if ($entry.File) {
            $files++
        }
        if ($entry.Error) {
            Write-Warning -Message (('{0} {1}: {2}' -f $entry.Cmdlet, $entry.Server, $entry.Error).Trim())
        }
    }
    Write-Host -Object "$objects objects in $files files: $Path"
}

if (-not (Test-Cmdlet -Name 'Get-ExchangeServer')) {
    throw 'There are no cmdlets of Exchange Server here. Run the script in the Exchange Management Shell.'
}

$started = Get-Now
$organization = ''
$exchangeVersion = ''
$servers = @()
try {
    $organization = "$((Get-OrganizationConfig -ErrorAction Stop).Name)"
} catch {
    $organization = ''
}
try {
    $servers = @(Get-ExchangeServer -ErrorAction Stop | Sort-Object -Property Name)
} catch {
    Write-Warning -Message "The servers cannot be listed: $($_.Exception.Message)"
}
foreach ($wanted in $Server) {
    if (-not @($servers | Where-Object -FilterScript { Test-Named -ExchangeServer $_ -Names $wanted })) {
        throw "There is no Exchange server '$wanted'."
    }
}
foreach ($one in $servers) {
    if ($one.Name -eq [Environment]::MachineName) {
        $exchangeVersion = "$($one.AdminDisplayVersion)"
    }
}

if (-not $OutputPath) {
    $stamp = $started -replace '[-:Z]', '' -replace 'T', '-'
    $OutputPath = 'ExchangeDump-{0}-{1}' -f ($organization -replace '[^A-Za-z0-9._-]', '_'), $stamp
}
$folder = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($OutputPath)
if ((Test-Path -LiteralPath $folder) -and @(Get-ChildItem -LiteralPath $folder -Force).Count -gt 0) {
    throw "'$folder' is not empty. Name another folder."
}
[void] [System.IO.Directory]::CreateDirectory($folder)

$view = $null
$changed = $false
$wholeForest = $false
try {
    if ((Test-Cmdlet -Name 'Get-ADServerSettings') -and (Test-Cmdlet -Name 'Set-ADServerSettings')) {
        try {
            $view = Get-ADServerSettings -ErrorAction Stop
            if (-not $view.ViewEntireForest) {
                Set-ADServerSettings -ViewEntireForest $true -ErrorAction Stop
                $changed = $true
            }
            $wholeForest = $true
        } catch {
            Write-Warning -Message "Recipients of other domains may be missing: $($_.Exception.Message)"
        }
    } elseif (-not $SkipRecipients) {
        Write-Warning -Message 'Recipients of other domains may be missing: Set-ADServerSettings is not there.'
    }
    Export-Organization
    foreach ($one in $servers) {
        if ($Server.Count -gt 0 -and -not (Test-Named -ExchangeServer $one -Names $Server)) {
            continue
        }
        if (Test-Remote -ExchangeServer $one) {
            Add-Entry -Server $one.Name -Started (Get-Now) -Failure $notHere
            continue
        }
        Export-Server -ServerName $one.Name
    }
    if (-not $SkipRecipients) {
        Export-Recipient
        if ($AllRecipients) {
            Export-OtherRecipient
        }
    }
} finally {
    if ($changed) {
        if ($view.RecipientViewRoot) {
            Set-ADServerSettings -RecipientViewRoot "$($view.RecipientViewRoot)"
        } else {
            Set-ADServerSettings -ViewEntireForest $false
        }
    }
    Write-Progress -Activity 'Exporting the Exchange configuration' -Completed
    Export-Manifest -Started $started -Organization $organization -WholeForest $wholeForest `
        -ExchangeVersion $exchangeVersion
}

$result = $folder
if (-not $NoZip) {
    $result = Compress-Dump
}
Write-Summary -Path $result
$result
