#!/usr/bin/env bash
# The local API from outside, with curl: over a case, and during a capture of a known number of packets.
# Usage: tests/cli/api.sh FOLDER_OF_THE_PROGRAMS. Last line: N passed, N failed, N skipped.
set -u
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
bin=$(realpath "${1:?the folder of the programs}")
program=$bin/packetrecorder
sample=$here/../../resources/sample.pcapng
[ -x "$program" ] || { echo "$program is not there." >&2; exit 2; }

work=$(mktemp -d)
serving=
trap '[ -z "$serving" ] || kill $serving 2>/dev/null; rm -rf "$work"' EXIT
cd "$work" || exit 1
export LC_ALL=C.UTF-8 TZ=UTC HOME=$work XDG_DATA_HOME=$work/data XDG_CONFIG_HOME=$work/config XDG_STATE_HOME=$work/state
export XDG_RUNTIME_DIR=$work/run
mkdir -m 700 run
unset PACKETRECORDER_DATABASE PACKETRECORDER_LOG PACKETRECORDER_API_KEY API_PORT API_BIND

passed=0 failed=0 skipped=0
check() {
    local name=$1
    shift
    if ("$@") >verdict 2>&1; then
        passed=$((passed + 1))
        echo "[       OK ] api.$name"
    else
        failed=$((failed + 1))
        head -n 20 verdict
        echo "[  FAILED  ] api.$name"
    fi
}
skip() {
    skipped=$((skipped + 1))
    echo "[  SKIPPED ] api.$1 ($2)"
}
finish() {
    echo "$passed passed, $failed failed, $skipped skipped"
    [ $failed -eq 0 ]
    exit
}
same() { [ "$1" = "$2" ] || { echo "\"$1\" is not \"$2\""; return 1; }; }
refused() {  # refused WORD ARGUMENTS…: status 2, one sentence
    local word=$1
    shift
    timeout 20 "$program" "$@" >out 2>err
    same $? 2 && grep -qF -- "$word" err && [ "$(wc -l <err)" -eq 1 ]
}

"$program" import "$sample" --name "a \"name\"" --database case.prcase 2>/dev/null || exit 1
check serve_refuses_other_addresses refused "ssh -L" serve --database case.prcase --api-bind 0.0.0.0
check serve_refuses_other_addresses_of_the_environment eval 'API_BIND=192.0.2.1 refused "ssh -L" serve --database case.prcase'
check serve_refuses_other_addresses_in_one eval 'refused "ssh -L" serve --database case.prcase --http-addr "[::]:8080"'
check capture_refuses_other_addresses eval 'API_PORT=0 refused "ssh -L" capture -i lo -t 1 --database new.prcase --api-bind 0.0.0.0; s=$?; [ ! -e new.prcase ] && return $s'
check a_port_is_a_port refused "65536" serve --database case.prcase --api-port 65536
check a_port_is_a_number refused "api-port" serve --database case.prcase --api-port http
check an_address_has_a_port refused "ADDRESS:PORT" serve --database case.prcase --http-addr localhost
check a_port_of_the_environment_is_a_number eval 'API_PORT=http refused "api-port" serve --database case.prcase'
check a_short_key_is_refused eval 'PACKETRECORDER_API_KEY=short refused "16 characters" serve --database case.prcase --api-port 0'
check serve_needs_a_case eval 'timeout 20 "$program" serve --database nosuch.prcase 2>err; same $? 4 && grep -q nosuch err'

command -v curl >/dev/null || { skip "answers" "curl is not installed"; finish; }

start() {  # start WORDS…: runs the program in the background until its API listens; sets port and token
    "$program" "$@" 2>log &
    serving=$!
    for _ in $(seq 100); do
        port=$(sed -n 's/.*http:\/\/127\.0\.0\.1:\([0-9]*\).*/\1/p' log)
        [ -n "$port" ] && break
        kill -0 $serving 2>/dev/null || { cat log; return 1; }
        sleep 0.1
    done
    token=$(cat "$XDG_RUNTIME_DIR/packetrecorder/api-token-$port")
    [ -n "$token" ]
}
stop() {
    kill -TERM "$serving"
    wait "$serving"
    local status=$?
    serving=
    return $status
}
get() { curl -sS --max-time 20 -H "Authorization: Bearer $token" "http://127.0.0.1:$port$1"; }
status() { curl -s --max-time 20 -o /dev/null -w '%{http_code}' "$@"; }
metric() { get /metrics | sed -n "s/^packetrecorder_$1 //p"; }
clean() {  # the judge of metrics, where it is installed
    get /metrics >metrics && promtool check metrics <metrics
}

if start serve --database case.prcase --api-port 0; then
    url=http://127.0.0.1:$port
    check no_token_is_401 eval 'same "$(status $url/health)" 401'
    check another_host_is_421 eval 'same "$(status -H "Host: evil.example" -H "Authorization: Bearer $token" $url/health)" 421'
    check another_origin_is_403 eval 'same "$(status -H "Origin: http://evil.example" -H "Authorization: Bearer $token" $url/health)" 403'
    check health_says_what_it_serves eval 'get /health | grep -qx "{\"status\":\"ok\",\"version\":\"[0-9.]*\",\"case\":\"case.prcase\",\"uptime_seconds\":[0-9]*}"'
    check sessions_are_those_of_the_command eval '"$program" sessions --database case.prcase --format json >wanted && get /api/v1/sessions | cmp - wanted'
    packets=$("$program" sessions --database case.prcase --format tsv | sed -n 2p | cut -f6)
    flows=$("$program" flows --database case.prcase --format tsv | tail -n +2 | wc -l)
    check stats_count_packets_and_flows eval 'get /api/v1/stats | grep -q "^{\"packets\":$packets,\"bytes\":[0-9]*,\"dropped\":0,\"flows\":$flows,"'
    dns=$("$program" flows --database case.prcase --filter 'service == "dns"' --format tsv | tail -n +2 | awk -F'\t' '{ n += $10; b += $11; f++ } END { printf "\"dns\":{\"packets\":%d,\"bytes\":%d,\"dropped\":null,\"flows\":%d,", n, b, f }')
    check stats_count_by_protocol eval 'get /api/v1/stats | grep -qF "$dns"'
    check metrics_of_a_case eval 'same "$(metric packets_total)" "$packets" && same "$(metric active_sessions)" 0'
    if command -v promtool >/dev/null; then check promtool_finds_nothing_in_a_case clean; else skip promtool_finds_nothing_in_a_case "promtool is not installed"; fi
    check a_case_that_went_away_is_503 eval 'mv case.prcase gone && same "$(status -H "Authorization: Bearer $token" $url/health)" 503; s=$?; mv gone case.prcase; return $s'
    stop
    check serve_stops_when_asked same $? 0
    check the_token_goes_with_the_server eval '[ -z "$(ls run/packetrecorder)" ]'
else
    check serve_listens false
fi
check a_key_of_the_user_is_the_token eval 'export PACKETRECORDER_API_KEY=0123456789abcdef; start serve --database case.prcase --http-addr localhost:0 2>/dev/null; token=$PACKETRECORDER_API_KEY; get /health | grep -q ok; s=$?; stop; return $s'

readme() {  # the lines of the README as they stand there
    sed -n '/^    packetrecorder serve/,/^$/s/^    //p' "$here/../../README.md" >lines
    [ "$(grep -c ^curl lines)" -ge 4 ] || return 1
    mkdir -p path && ln -sf "$program" path/packetrecorder
    sed -i 's/^curl/\ncurl -fsS/; s/&$/\& sleep 2/' lines
    PATH=$PWD/path:$PATH bash -e -c '. ./lines; kill %1; wait %1' >out 2>err || { cat out err; return 1; }
    grep -q '"status":"ok"' out && grep -q ^packetrecorder_packets_total out && grep -q '"protocols"' out && grep -q '"state":"finished"' out
}
if (exec 3<>/dev/tcp/127.0.0.1/8080) 2>/dev/null; then
    skip the_readme_works "port 8080 is taken"
else
    check the_readme_works readme
fi

# A thousand datagrams to nobody over loopback, in a network namespace of their own where that is allowed.
if [ "$(id -u)" -ne 0 ]; then
    skip metrics_of_a_thousand_packets "needs the right to record"
    finish
fi
live() {
    export API_PORT=0
    start capture -i lo -f "udp dst port 9" --promisc false --database live.prcase --name live || return 1
    for i in $(seq 100); do grep -q recording log 2>/dev/null; [ -s live.prcase ] && break; sleep 0.1; done
    sleep 1
    for i in $(seq 1000); do printf '%0100d' "$i" >/dev/udp/127.0.0.1/9; done
    for i in $(seq 50); do [ "$(metric packets_total)" = 1000 ] && break; sleep 0.2; done
    local bad=0
    same "$(metric packets_total)" 1000 || bad=1
    same "$(metric bytes_total)" 142000 || bad=1  # 14 Ethernet, 20 IP, 8 UDP, 100
    same "$(metric packets_dropped_total)" 0 || bad=1
    same "$(metric active_sessions)" 1 || bad=1
    same "$(metric packet_processing_seconds_count)" 1000 || bad=1
    [ "$(metric db_write_seconds_count)" -ge 1 ] || bad=1
    local flows
    flows=$(metric flow_table_size)
    [ "$flows" -ge 900 ] && [ "$flows" -le 1000 ] || { echo "$flows flows: ports may repeat, but not often"; bad=1; }
    get /api/v1/stats | grep -q "^{\"packets\":1000,\"bytes\":142000,\"dropped\":0,\"flows\":$flows,\"alerts\":[0-9]*,\"protocols\":{" || { get /api/v1/stats; bad=1; }
    get /api/v1/stats | grep -q "{\"packets\":1000,\"bytes\":142000,\"dropped\":null,\"flows\":$flows," || { get /api/v1/stats; bad=1; }
    if command -v promtool >/dev/null; then clean || bad=1; fi
    "$program" sessions --database live.prcase --format json >wanted
    get /api/v1/sessions | cmp - wanted || bad=1
    stop || bad=1
    "$program" verify --database live.prcase || bad=1
    same "$("$program" query --count --database live.prcase)" 1000 || bad=1
    return $bad
}
export -f live start stop get metric clean same
export program work serving=
if unshare --net true 2>/dev/null; then
    inside() { unshare --net bash -c 'ip link set lo up 2>/dev/null || ifconfig lo up; live'; }
else
    inside() { live; }
fi
check metrics_of_a_thousand_packets inside
finish
