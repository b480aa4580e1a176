#!/usr/bin/env bash
# What the sample's packets say, field by field and filter by filter, compared with tshark 4.0, whose names, forms and
# order of values this program keeps. Usage: tests/differential/fields.sh FOLDER_OF_THE_PROGRAMS
# Last line: N passed, N failed, N skipped. fields.txt: the fields that the sample has; filters.txt: filters, of which
# some are refused by both.
set -u
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
program=$(realpath "${1:?the folder of the programs}")/packetrecorder
sample=$here/../../resources/sample.pcapng
passed=0 failed=0

version=$(tshark --version 2>/dev/null | head -n 1)
case $version in
*" 4.0."*) ;;
*)
    echo "[  SKIPPED ] differential.fields (needs tshark 4.0, found: ${version:-none})"
    echo "0 passed, 0 failed, 1 skipped"
    exit 0
    ;;
esac

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
export LC_ALL=C.UTF-8 TZ=UTC HOME=$work XDG_DATA_HOME=$work XDG_CONFIG_HOME=$work XDG_STATE_HOME=$work
verdict() {  # verdict NAME FILE: passed if the file is empty, else shows it
    if [ ! -s "$2" ]; then
        passed=$((passed + 1))
        echo "[       OK ] differential.$1"
    else
        failed=$((failed + 1))
        head -n 5 "$2" | cut -c 1-200
        echo "[  FAILED  ] differential.$1"
    fi
}

"$program" import "$sample" --database sample.prcase --log-level error >/dev/null || exit 1
fields=()
while read -r field; do fields+=(-e "$field"); done <"$here/fields.txt"
# Packets of protocols that are not dissected yet: their PDUs are cut otherwise.
others='ssh'
tshark -n -r "$sample" -T fields -e frame.number -Y "$others" 2>/dev/null >others
tshark -n -r "$sample" -T fields -e frame.number "${fields[@]}" 2>/dev/null >theirs
"$program" query --database sample.prcase -T fields -e frame.number "${fields[@]}" >ours || exit 1

# compare OURS: writes FIELD.PROTOCOL files with what differs, one line a cell.
compare() {
    awk -F '\t' -v OFS='\t' '
        FILENAME == ARGV[1] { names[++count] = $1; next }
        FILENAME == ARGV[2] { left[$1] = 1; next }
        FILENAME == ARGV[3] { theirs[$1] = $0; rows++; next }
        { seen++ }
        $1 in left || theirs[$1] == $0 { next }
        {
            split(theirs[$1], cells, "\t")
            for (i = 1; i <= count; ++i)
                if (cells[i + 1] != $(i + 1))
                    print names[i], "packet " $1, "tshark: " cells[i + 1], "ours: " $(i + 1)
        }
        END { if (seen != rows) print "rows", seen " of " rows }' "$here/fields.txt" others theirs "$1"
}
compare ours >differences
for protocol in $(cut -d . -f 1 "$here/fields.txt" | sort -u); do
    awk -F '\t' -v protocol="$protocol" '{ split($1, parts, ".") } parts[1] == protocol' differences >some
    verdict "fields.$protocol" some
done
awk '$1 == "rows"' differences >some
verdict rows some

# The comparison itself: one changed cell must be found, and named.
awk -F '\t' -v OFS='\t' 'NR == 10 { $2 = "planted" } { print }' ours >planted
compare planted >found
if [ "$(wc -l <found)" -eq $(($(wc -l <differences) + 1)) ]; then : >some; else echo "not found" >some; fi
verdict planted_difference_is_found some

number=0
while IFS= read -r filter; do
    number=$((number + 1))
    if tshark -n -r "$sample" -Y "$filter" -T fields -e frame.number >theirs 2>/dev/null; then theirs_status=0; else theirs_status=1; fi
    if "$program" query --database sample.prcase "$filter" -T fields -e frame.number >ours 2>/dev/null; then ours_status=0; else ours_status=1; fi
    : >some
    [ "$theirs_status" -eq "$ours_status" ] || echo "$filter: tshark's status is $theirs_status, ours $ours_status" >some
    cmp -s theirs ours || { echo "$filter"; diff theirs ours; } >>some
    verdict "filters.$number" some
done <"$here/filters.txt"

echo "$passed passed, $failed failed, 0 skipped"
[ "$failed" -eq 0 ]
