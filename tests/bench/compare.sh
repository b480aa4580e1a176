#!/usr/bin/env bash
# Import and filters beside tshark, measured from outside in one run: CPU is user + system seconds of all processes.
#   F  tshark -r X -n -T fields -e frame.number       dissects everything, prints one number a packet
#   P  tshark -r X -n -q -z conv,tcp                  dissects what conversations need
# Usage: tests/bench/compare.sh CAPTURE [FOLDER_OF_THE_PROGRAMS]
# With a number instead of a capture: a mix of so many packets, made from the project's sample (tests/bench/mix.py).
# Bytes written are what the programs handed to write(), and what of it went to a disk.
# The case is written below $TMPDIR; a memory file system there takes the disk out of the figures.
# With FILTERS=FILE the filters are the lines of that file.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
capture=${1:?a capture file to measure with, or a number of packets}
bin=$(realpath "${2:-$(dirname "${BASH_SOURCE[0]}")/../../build/release/bin}")
program=$bin/packetrecorder
export LC_ALL=C.UTF-8 TZ=UTC
[ -x "$program" ] || { echo "$program is not there: build it first." >&2; exit 2; }
[ -x /usr/bin/time ] || { echo "GNU time is not installed: apt-get install time" >&2; exit 2; }
have_tshark=$(command -v tshark || true)

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export HOME=$work XDG_STATE_HOME=$work/state XDG_CONFIG_HOME=$work/config XDG_DATA_HOME=$work/data
case_file=$work/compare.prcase
if [[ $capture =~ ^[0-9]+$ ]]; then
    "$here/mix.py" "$here/../../resources/sample.pcapng" "$work/mix.pcap" "$capture"
    capture=$work/mix.pcap
fi
capture=$(realpath "$capture")

measure() {  # measure COMMAND…: sets cpu, elapsed (s), peak (MiB), written, on_disk (bytes); standard output in $work/out
    local status=0
    # the kernel adds what children did to the account of who waited for them
    /usr/bin/time -v -o "$work/time" bash -c '"$@"; status=$?; cat /proc/$$/io >"$0"; exit $status' "$work/io" "$@" \
        >"$work/out" 2>"$work/err" </dev/null || status=$?
    if [ $status -ne 0 ]; then
        echo "status $status: $*" >&2
        tail -n 5 "$work/err" >&2
        return 1
    fi
    written=$(awk '/^wchar/ { print $2 }' "$work/io")
    on_disk=$(awk '/^write_bytes/ { print $2 }' "$work/io")
    read -r cpu elapsed peak < <(awk -F': ' '
        /User time/ { cpu += $2 }  /System time/ { cpu += $2 }
        /Elapsed/ { n = split($2, part, ":"); for (i = 1; i <= n; ++i) seconds = seconds * 60 + part[i] }
        /Maximum resident/ { peak = $2 / 1024 }
        END { printf "%.2f %.2f %.0f\n", cpu, seconds, peak }' "$work/time")
}
ratio() { awk -v a="$1" -v b="$2" 'BEGIN { if (b > 0) printf "%.1f", a / b; else printf "-" }'; }
row() { printf '%-34s %10s %12s %10s %14s %14s\n' "$@"; }

size=$(stat -c %s "$capture")
echo "capture $capture"
echo "bytes   $size"
echo "file system of the case: $(stat -f -c %T "$work"), cores: $(nproc), load: $(cut -d' ' -f1 /proc/loadavg)"
echo
row "" "CPU s" "elapsed s" "peak MiB" "bytes written" "on the disk"
measure "$program" import "$capture" --database "$case_file" --log-level error
own_cpu=$cpu own_elapsed=$elapsed
row "packetrecorder import" "$cpu" "$elapsed" "$peak" "$written" "$on_disk"
if [ "$have_tshark" ]; then
    measure tshark -r "$capture" -n -T fields -e frame.number
    f_cpu=$cpu f_elapsed=$elapsed
    tshark_packets=$(wc -l <"$work/out")
    row "F: tshark -T fields" "$cpu" "$elapsed" "$peak" "$written" "$on_disk"
    measure tshark -r "$capture" -n -q -z conv,tcp
    p_cpu=$cpu p_elapsed=$elapsed
    row "P: tshark -q -z conv,tcp" "$cpu" "$elapsed" "$peak" "$written" "$on_disk"
else
    echo "F and P left out: tshark is not installed"
fi
if command -v ndpiReader >/dev/null; then
    measure ndpiReader -i "$capture" -q
    row "ndpiReader -q" "$cpu" "$elapsed" "$peak" "$written" "$on_disk"
else
    echo "ndpiReader left out: it is not installed"
fi
echo
if [ "$have_tshark" ]; then
    echo "CPU:     F / import $(ratio "$f_cpu" "$own_cpu"), P / import $(ratio "$p_cpu" "$own_cpu")"
    echo "elapsed: F / import $(ratio "$f_elapsed" "$own_elapsed"), P / import $(ratio "$p_elapsed" "$own_elapsed")"
fi
case_size=$(stat -c %s "$case_file")
packets=$("$program" query --count --database "$case_file")
echo "case:    $case_size bytes, $(awk -v a="$case_size" -v b="$size" 'BEGIN { printf "%.3f", a / b }') of the capture, $(ratio "$case_size" "$packets") bytes a packet"
"$program" verify --quiet --database "$case_file" && echo "verify:  passed"
echo

# What was found, and the same counted by tshark where it counts such things: packets that show it, streams, certificates.
table() { "$program" "$1" --database "$case_file" --format tsv "${@:2}" 2>/dev/null | tail -n +2; }
flows() { table flows --filter "transport == \"$1\"" | wc -l; }
showing() { "$program" query "$1" --count --database "$case_file"; }
chain() { "$program" query "$field" -T fields -e "$field" --database "$case_file" | tr ',' '\n' | grep -c . || true; }
gaps() { "$program" flows --database "$case_file" --format tsv | awk -F '\t' '
    NR == 1 { for (i = 1; i <= NF; ++i) if ($i == "gaps") column = i; next } { n += $column } END { print n + 0 }'; }
field=tls.handshake.certificate_length
theirs=(- - - - - - - -)
if [ "$have_tshark" ]; then
    measure tshark -r "$capture" -n -T fields -e tcp.stream -e udp.stream -e dns.id -e http.request \
        -e tls.handshake.type -e $field -e tcp.analysis.lost_segment -e tcp.analysis.retransmission
    read -ra theirs < <(awk -F '\t' '
        function most(list, m,  n, part, i) { n = split(list, part, ","); for (i = 1; i <= n; ++i) if (part[i] + 1 > m) m = part[i] + 1; return m }
        { tcp = most($1, tcp); udp = most($2, udp); dns += $3 != ""; http += $4 != ""; hello += $5 ~ /(^|,)1(,|$)/
          certificates += split($6, part, ","); lost += $7 != ""; again += $8 != "" }
        END { print tcp + 0, udp + 0, dns + 0, http + 0, hello + 0, certificates + 0, lost + 0, again + 0 }' "$work/out")
fi
found() { printf '%-34s %10s %12s %10s\n' "$@"; }
found found rows "as packets" tshark
found packets "$packets" "" "${tshark_packets:--}"
found "flows, TCP: streams" "$(flows tcp)" "" "${theirs[0]}"
found "flows, UDP: streams" "$(flows udp)" "" "${theirs[1]}"
found "flows, all" "$(table flows | wc -l)" "" -
found DNS "$(table dns | wc -l)" "$(showing dns)" "${theirs[2]}"
found "HTTP requests" "$(table http | wc -l)" "$(showing http.request)" "${theirs[3]}"
found "TLS client hellos" "$(table tls | wc -l)" "$(showing 'tls.handshake.type == 1')" "${theirs[4]}"
found "certificates, in chains" "$(table certificates | wc -l)" "$(chain)" "${theirs[5]}"
found "gaps, lost segments" "$(gaps)" "$(showing tcp.analysis.lost_segment)" "${theirs[6]}"
found "retransmissions" "" "$(showing tcp.analysis.retransmission)" "${theirs[7]}"
found alerts "$(table alerts | wc -l)" "" -
echo

filters() {
    if [ -n "${FILTERS:-}" ]; then
        grep -v '^[[:space:]]*\(#\|$\)' "$FILTERS"
        return
    fi
    local address
    address=$("$program" flows --database "$case_file" --format tsv --limit 50 2>/dev/null |
        awk -F'\t' 'NR > 1 && $4 ~ /^[0-9.]+$/ && !done { print $4; done = 1 }')
    echo "ip.addr == ${address:-192.0.2.1}"
    cat <<'LINES'
tcp.port == 443
dns
dns.qry.name contains "example"
tls.handshake.extensions_server_name contains "example"
http.host contains "example"
tcp.options.mss_val == 1460
ip.id == 0x1234
tcp.window_size_value > 60000
dns.id == 0x1234
http.user_agent contains "curl"
LINES
}
printf '%-52s %8s %8s %8s %8s %9s %9s\n' filter "CPU s" "elapsed" hits "tshark" "CPU s" "CPU ratio"
while IFS= read -r filter; do
    measure "$program" query "$filter" --count --database "$case_file" || continue
    own_cpu=$cpu own_elapsed=$elapsed hits=$(cat "$work/out")
    if [ "$have_tshark" ] && measure tshark -r "$capture" -n -Y "$filter" -T fields -e frame.number; then
        printf '%-52s %8s %8s %8s %8s %9s %9s\n' "$filter" "$own_cpu" "$own_elapsed" "$hits" "$(wc -l <"$work/out")" "$cpu" "$(ratio "$cpu" "$own_cpu")"
    else
        printf '%-52s %8s %8s %8s\n' "$filter" "$own_cpu" "$own_elapsed" "$hits"
    fi
done < <(filters)
