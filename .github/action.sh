#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The steps of action.yml.
#
#     action.sh install     takes the exlint that is there, or builds it (Debian, Ubuntu)
#     action.sh check       runs it: annotations in the log, a summary, files and outputs
#
# Variables: those of GitHub Actions, and the inputs as INPUT_...
set -euo pipefail

install() {
    if command -v exlint >/dev/null; then
        exlint --version
        return
    fi
    local build=$RUNNER_TEMP/exlint-build
    echo "::group::Build exlint"
    BUILD_DIR=$build "$(dirname "${BASH_SOURCE[0]}")/../bootstrap.sh"
    echo "::endgroup::"
    echo "$build" >>"$GITHUB_PATH"
    "$build/exlint" --version
}

output() {
    echo "$1=$2" >>"$GITHUB_OUTPUT"
}

check() {
    local summary=$RUNNER_TEMP/exlint-summary.md result=$RUNNER_TEMP/exlint-result.json
    local arguments=(check --format=github "--output=markdown=$summary" "--output=json=$result")
    local path word status=0
    [ -z "$INPUT_CONFIG" ] || arguments+=("--config=$INPUT_CONFIG")
    [ -z "$INPUT_FAIL_ON" ] || arguments+=("--fail-on=$INPUT_FAIL_ON")
    [ -z "$INPUT_SARIF" ] || arguments+=("--output=sarif=$INPUT_SARIF" --sarif-profile=github)
    [ -z "$INPUT_REPORT" ] || arguments+=("--output=html=$INPUT_REPORT")
    while IFS= read -r -d '' word; do
        arguments+=("$word")
    done < <(xargs -r printf '%s\0' <<<"$INPUT_ARGS")
    arguments+=(--)
    while IFS= read -r path; do
        [ -z "$path" ] || arguments+=("$path")
    done <<<"$INPUT_PATH"

    rm -f "$summary" "$result"
    exlint "${arguments[@]}" || status=$?
    output status "$status"
    [ ! -f "$summary" ] || head -c 1000000 "$summary" >>"$GITHUB_STEP_SUMMARY" # at most 1 MiB
    [ ! -f "$result" ] || output result "$result"
    [ -z "$INPUT_SARIF" ] || [ ! -f "$INPUT_SARIF" ] || output sarif "$INPUT_SARIF"
    [ -z "$INPUT_REPORT" ] || [ ! -f "$INPUT_REPORT" ] || output report "$INPUT_REPORT"
    return "$status"
}

"$1"
