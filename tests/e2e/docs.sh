#!/bin/sh
# SPDX-License-Identifier: MIT
#
# docs/rules is what the program writes of its rules, the links in docs lead
# somewhere, and no text of a rule becomes markup of its page.
#
# output: TAP; EXLINT names the program, EXLINT_SRCDIR the source tree

. "${EXLINT_SRCDIR:-.}/tests/e2e/program.sh"
: >err

# ---- current ----------------------------------------------------------------------
mkdir rules
echo stray >rules/EXL9999.md
echo mine >rules/notes.txt
sh "$src/docs/generate.sh" "$exlint" rules >out 2>err
say $? "the pages can be written"
[ ! -e rules/EXL9999.md ] && [ -e rules/notes.txt ]
say $? "the page of a rule that is gone is removed, and nothing else"
rm -f rules/notes.txt
diff -r "$src/docs/rules" rules >out 2>&1
say $? "docs/rules is current (make -C build docs writes it anew)"
pages=$(ls "$src/docs/rules" | grep -c '^EXL[0-9]*\.md$')
"$exlint" rules >list
[ "$pages" -gt 0 ] && grep -q "^$pages rules\." list
say $? "each rule has a page"

# ---- links ------------------------------------------------------------------------
# prose FILE: all but its blocks of code
prose()
{
    awk '/^```/ { code = !code; next } !code' "$1"
}

# anchors FILE: the fragments by which GitHub finds its headings
anchors()
{
    prose "$1" | sed -n 's/^#\{1,6\} //p' | tr 'A-Z' 'a-z' | sed 's/[^a-z0-9 _-]//g; s/ /-/g'
}

links=0
: >out
for page in "$src"/docs/*.md "$src"/docs/rules/*.md; do
    for link in $(prose "$page" | sed 's/](/\n](/g' | sed -n 's/^](\([^)]*\)).*/\1/p' | sort -u); do
        case $link in
        http://* | https://*) continue ;;
        esac
        links=$((links + 1))
        file=$page
        [ -z "${link%%#*}" ] || file=$(dirname "$page")/${link%%#*}
        [ -e "$file" ] || { echo "${page#"$src"/}: $link: no such file" >>out; continue; }
        case $link in
        *#*) anchors "$file" | grep -qxF -e "${link#*#}" || echo "${page#"$src"/}: $link: no such heading" >>out ;;
        esac
    done
done
[ "$links" -gt "$pages" ] && [ ! -s out ]
say $? "links between files lead somewhere"

# ---- escaping ---------------------------------------------------------------------
mkdir mine
cat >mine/rule.yaml <<'END'
id: ACME0001
name: hostile-rule
title: "A | b <script>alert(1)</script> [x](javascript:y) `c` *d* _e_"
severity: low
area: mail-flow
each: SendConnector as c
# Comments above a condition belong to it, also with ``` in them.
assert: >-
  c.Enabled
message: "<b>'{c.Name}'</b> is | off"
why: "# No heading. EXL1002 is another rule, **bold** is not."
impact: 1. is no list <img src=x>.
fix: |
  # ``` ends nothing
  Set-SendConnector -Identity {c.Identity} -Enabled $true
references: [{title: "](http://x) <i>", url: "https://example.com/a(b)<c>|d\\e f"}]
tags: ["a|b"]
tests:
  - name: off | <u>
    given:
      # The only one.
      SendConnector: [{Name: "a`b", Enabled: false}]
    expect: finding
END
status "a page of a rule with markup in its texts" 0 explain --rules mine ACME0001 --format markdown
has "the title" out '# ACME0001: A \| b \<script>alert(1)\</script> \[x\](javascript:y) \`c\` \*d\* \_e\_'
has "a text that looks like a heading, and a link to a rule" out \
    '\# No heading. [EXL1002](EXL1002.md) is another rule, \*\*bold\*\* is not.'
has "a text that looks like a list" out '1\. is no list \<img src=x>.'
has "the message" out "> \\<b>'a\\\`b'\\</b> is \\| off"
has "a code block with fences inside" out '````powershell'
has "a reference" out '- [\](http://x) \<i>](https://example.com/a%28b%29%3Cc%3E%7Cd%5Ce%20f)'
has "a cell of a table" out '| off \| \<u> | finding |'
has "the comment of a condition" out '# Comments above a condition belong to it, also with ``` in them.'
has "the comment of an object" out '  # The only one.'
status "a list with that rule" 0 rules --rules mine --select ACME0001 --format markdown
has "its row" out '| [ACME0001](ACME0001.md) | low | A \| b \<script>alert(1)\</script>'
! grep -q '[^\\]<' out
say $? "no markup of the rule"
has "what the rule does not say" out '| unknown | unknown |'
status "a list by steps" 0 rules --document --format markdown
has "its headings" out '### Step 5: Configure internal URLs'
lacks "no areas" out '### client-access'
echo "1..$n"
