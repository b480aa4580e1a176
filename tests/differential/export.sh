#!/usr/bin/env bash
# What export and replay write, held against others: every pcapng that a folder holds against walk_pcapng.py (import and
# export), 20 filters over each capture of a folder against "tshark -Y FILTER -w", pcap and pcapng.
# Usage: tests/differential/export.sh FOLDER_OF_THE_PROGRAMS [FOLDER_OF_CAPTURES]; without a second one: the sample.
# Last line: N passed, N failed, N skipped.
set -u
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
program=$(realpath "${1:?the folder of the programs}")/packetrecorder
captures=$(realpath "${2:-$here/../../resources}")
[ -x "$program" ] || { echo "$program is not there." >&2; exit 2; }
command -v python3 >/dev/null || { echo "[  SKIPPED ] export (python3 is not installed)"; echo "0 passed, 0 failed, 1 skipped"; exit 0; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export LC_ALL=C.UTF-8 TZ=UTC HOME=$work XDG_DATA_HOME=$work XDG_CONFIG_HOME=$work XDG_STATE_HOME=$work
passed=0 failed=0 skipped=0
verdict() {  # verdict NAME STATUS
    if [ "$2" -eq 0 ]; then
        passed=$((passed + 1))
        echo "[       OK ] export.$1"
    else
        failed=$((failed + 1))
        echo "[  FAILED  ] export.$1"
    fi
}

again() {  # again FILE: imported and exported again, it says the same
    rm -f "$work"/case*
    "$program" import "$1" --database "$work/case" --log-level error 2>/dev/null
    "$program" export -w "$work/again.pcapng" --database "$work/case" --log-level error || return 1
    python3 "$here/walk_pcapng.py" "$1" "$work/again.pcapng" >"$work/told" || { tail -n 3 "$work/told"; return 1; }
}
list=$work/list
find "$captures" -name '*.pcapng' ! -path '*malformed*' | sort >"$list"
while read -r file; do
    again "$file"
    verdict "again_$(basename "$file")" $?
done <"$list"

if ! command -v tshark >/dev/null; then
    echo "[  SKIPPED ] export.filters (tshark is not installed)"
    echo "$passed passed, $failed failed, $((skipped + 1)) skipped"
    exit $((failed > 0))
fi
filters=('tcp' 'udp' 'dns' 'tls' 'http' 'arp' 'icmp' 'ipv6' 'not tcp' 'tcp.flags.syn == 1' 'tcp.flags.reset == 1'
    'udp.port == 53' 'tcp.port in {80, 443}' 'frame.len > 1000' 'frame.number <= 50' 'ip.ttl < 64' 'tcp.len == 0'
    'dns.flags.response == 1' 'tls.handshake.type == 1' 'ip.proto == 17 || arp')
find "$captures" \( -name '*.pcap' -o -name '*.pcapng' \) ! -path '*malformed*' ! -path '*formats*' | sort >"$list"
while read -r file; do
    rm -f "$work"/case*
    "$program" import "$file" --database "$work/case" --log-level error 2>/dev/null || continue
    wrong=0 count=0
    for filter in "${filters[@]}"; do
        tshark -r "$file" -n -Y "$filter" -w "$work/theirs" 2>/dev/null || continue
        count=$((count + 1))
        for form in pcapng pcap; do
            "$program" export "$filter" --format $form -w "$work/ours" --database "$work/case" --log-level error 2>"$work/err"
            python3 "$here/walk_pcapng.py" --packets "$work/theirs" "$work/ours" >"$work/told" || {
                echo "$(basename "$file"), $form, $filter: $(head -c 300 "$work/told" | tr '\n' ' ')"
                head -n 1 "$work/err"
                wrong=$((wrong + 1))
            }
        done
    done
    verdict "filters_of_$(basename "$file")_($count)" $wrong
done <"$list"
echo "$passed passed, $failed failed, $skipped skipped"
[ $failed -eq 0 ]
