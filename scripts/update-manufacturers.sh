#!/bin/sh
# Makes resources/manufacturers.tsv, the names behind eth.addr.oui_resolved, from a `manuf` file of Wireshark 4.0 (the
# IEEE's registry with the names that analysts know beside it): lines of six hexadecimal digits, a tab and the name,
# sorted. Longer prefixes than 24 bits have no field and are left out.
#
#     scripts/update-manufacturers.sh /usr/share/wireshark/manuf
set -eu
LC_ALL=C
export LC_ALL
here=$(cd "$(dirname "$0")/.." && pwd)
awk -F '\t' 'length($1) == 8 && $1 ~ /^[0-9A-F][0-9A-F]:[0-9A-F][0-9A-F]:[0-9A-F][0-9A-F]$/ {
    prefix = tolower($1)
    gsub(":", "", prefix)
    print prefix "\t" (NF > 2 ? $3 : $2)
}' "$1" | sort -u -t '	' -k 1,1 > "$here/resources/manufacturers.tsv"
wc -l "$here/resources/manufacturers.tsv"
