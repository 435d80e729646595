#!/bin/sh
# SPDX-License-Identifier: MIT
# Dependencies run one way, and each third-party library has one door.
set -eu
. "$(dirname "$0")/tap.sh"
cd "$srcdir"

# folder: folders that its files may include from (besides their own)
cat >"$work/allowed" <<'END'
src/base
src/model src/base
src/cel src/base
src/engine src/base src/model src/cel
src/dns src/base src/model
src/report src/base src/model src/cel src/engine
src/cli src/base src/model src/cel src/engine src/dns src/report formats/import formats/diagram formats/report
src/tools
formats/import src/base src/model
formats/diagram src/base src/model src/report
formats/report src/base src/model src/cel src/engine src/report formats/diagram
END

for file in $(sources); do
    folder=$(dirname "$file")
    line=$(grep -E "^$folder( |\$)" "$work/allowed") || { echo "$file: folder has no layer"; continue; }
    sed -n 's/^#include "\([^"]*\)".*/\1/p' "$file" | while read -r include; do
        case $include in
        config.h) continue ;;
        formats/*) target=formats/$(echo "$include" | cut -d/ -f2) ;;
        */*) target=src/${include%%/*} ;;
        *) target=$folder ;;
        esac
        case " $line " in
        *" $target "*) ;;
        *) echo "$file: includes $include" ;;
        esac
    done
done >"$work/layers"
check "includes follow the layers" "$work/layers"

# library header: files that may include it
while read -r pattern doors; do
    for file in $(grep -lE "#include <$pattern" $(sources) || true); do
        case " $doors " in
        *" $file "*) ;;
        *) echo "$file: includes <$pattern>, whose door is $doors" ;;
        esac
    done
done >"$work/doors" <<'END'
libxml/ formats/import/xml.c
openssl/ src/model/cert.c src/model/cert_file.c src/model/cert_names.c
pcre2 src/cel/regex.c
yaml src/engine/yaml.c
jansson src/dns/recording.c src/report/json_get.h src/report/read.c src/report/read_environment.c src/report/read_state.c
ares src/dns/resolve.c
libpsl src/model/public.c
idn2 src/model/host.c
archive formats/import/archive.c
zlib formats/import/gzip.c
pthread src/base/pool.c src/base/map.c
END
check "each library has one door" "$work/doors"

grep -nE '\b(strcpy|strcat|strncpy|strncat|sprintf|vsprintf|strtok|sscanf|atoi|atol|atof|gets|tmpnam|mktemp|gmtime|localtime|ctime|asctime|setlocale|alloca)\(' \
    $(sources) >"$work/banned" || true
check "no banned function is called" "$work/banned"

# archive.c sets a locale for its library, so that the user's does not count.
grep -nE '#include <(ctype|locale|wctype)\.h>' \
    $(sources | grep -v '^formats/import/archive\.c$') >"$work/locale" || true
check "nothing depends on the locale" "$work/locale"

grep -nE '\b(TODO|FIXME|XXX|HACK)\b' $(sources) >"$work/unfinished" || true
check "nothing is left unfinished" "$work/unfinished"

grep -LF 'SPDX-License-Identifier: MIT' $(sources) >"$work/licence" || true
check "every file names its licence" "$work/licence"

for file in $(sources | grep '\.c$'); do
    grep -qF "$file" Makefile.am || echo "$file is not in Makefile.am"
done >"$work/listed"
check "every source is built" "$work/listed"
done_testing
