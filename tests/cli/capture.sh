# Part of run.sh, which reads it: captures on lo, where they are allowed.
# shellcheck shell=bash disable=SC2154
captured() {
    rm -f live.prcase* live.pcapng
    { for _ in $(seq 100); do ping -c 1 -W 1 127.0.0.1 >/dev/null 2>&1 || echo x >/dev/udp/127.0.0.1/9; sleep 0.05; done; } &
    local talk=$!
    gives 0 capture -i lo -f "icmp or udp port 9" -c 4 -t 30 -s 200 -b 1M --promisc false --name lab --threads 1 --memory 64M -p live.pcapng --database live.prcase
    local status=$?
    kill $talk 2>/dev/null
    [ $status -eq 0 ] && says lab sessions --database live.prcase && same "$(count "" --database live.prcase)" 4 &&
        gives 0 verify --database live.prcase && gives 0 import live.pcapng --database live_copy.prcase &&
        same "$(count "" --database live_copy.prcase)" 4
}
flood_port=$((20000 + $$ % 20000))  # runs beside this one have another
floods() { # sends datagrams of 1 KiB to a port of this machine until it is ended
    exec python3 -c 'import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
import os, sys, time
while True:
    for _ in range(100):
        s.sendto(os.urandom(1024), ("127.0.0.1", int(sys.argv[1])))
    time.sleep(0.01)' "$flood_port"
}
while_flooding() { # while_flooding FUNCTION: runs it while datagrams come
    floods &
    local talk=$! status=0
    "$@" || status=1
    kill $talk
    wait $talk 2>/dev/null
    return $status
}
bytes_stop_now() {
    complains 0 "MiB of packets were captured" capture -i lo -f "udp port $flood_port" --filesize 1M -t 60 --database bytes.prcase &&
        [ "$(count "" --database bytes.prcase)" -ge 983 ] && gives 0 verify --database bytes.prcase
}
bytes_stop() { while_flooding bytes_stop_now; }
fills_a_disk_now() {
    complains 4 "Stopped before the disk is full" capture -i lo -f "udp port $flood_port" --min-free 40M -t 120 --database disk/x.prcase &&
        [ "$(df --output=avail -k disk | tail -1)" -gt 10000 ] && gives 0 verify --database disk/x.prcase &&
        gives 0 query --count --database disk/x.prcase
}
fills_a_disk() {
    mount -t tmpfs -o size=64m tmpfs disk || return 1
    while_flooding fills_a_disk_now
    local status=$?
    umount disk
    return $status
}
ringed_now() {
    gives 0 capture -i lo -f "udp port $flood_port" --ring-size 4M --filesize 24M -t 60 --database ring.prcase || return 1
    says "rings of captures dropped" verify --database ring.prcase || return 1
    local packets left first
    packets=$(pr sessions --database ring.prcase --format json 2>/dev/null | sed -n 's/.*"packets": *\([0-9]*\).*/\1/p' | head -1)
    left=$(count "" --database ring.prcase)
    first=$(pr query --database ring.prcase -T fields -e frame.number --limit 1 2>/dev/null)
    [ "$packets" -gt 20000 ] && [ "$left" -gt 2000 ] && [ "$left" -lt 4300 ] && same "$((first - 1 + left))" "$packets" || return 1
    gives 3 show 1 --database ring.prcase && grep -q "first packet that is there is $first" err || return 1
    says "Frame Number: $first" show "$first" --database ring.prcase || return 1
    gives 0 follow udp,raw,0 --database ring.prcase && gives 0 flows --database ring.prcase || return 1
    gives 2 query --two-pass --database ring.prcase && gives 2 reanalyze --session 1 --database ring.prcase || return 1
    gives 0 export -w ring.pcapng --database ring.prcase && gives 0 import ring.pcapng --database left.prcase || return 1
    same "$(count "" --database left.prcase)" "$left" && [ "$(stat -c %s ring.prcase)" -lt $((9 << 20)) ]
}
ringed() { while_flooding ringed_now; }
# of a capture that keeps a second: seconds that it has in the end
kept_seconds() {
    pr query --database "$1" -T fields -e frame.time_relative 2>/dev/null | awk 'NR == 1 { a = $1 } { b = $1 } END { printf "%d\n", b - a }'
}
triggers() { # triggers DATABASE OPTIONS: records 6 s of a flood, and runs trigger_it in the 4th
    local database=$1
    shift
    timeout 60 "$program" capture -i lo -f "udp port $flood_port or tcp" --pre-trigger 1 -t 6 --database "$database" "$@" >out 2>said &
    local recorder=$!
    sleep 3.5
    trigger_it $recorder
    wait $recorder || return 1
    gives 0 verify --database "$database"
}
asked_for() {
    trigger_it() { kill -USR1 "$(pgrep -P "$1" -f packetrecorder)"; }
    while_flooding triggers asked.prcase || return 1
    grep -q "somebody asked" said || { cat said; return 1; }
    [ "$(kept_seconds asked.prcase)" -ge 2 ] && [ "$(kept_seconds asked.prcase)" -le 4 ]
}
asked_in_silence() { # what was asked for is written, and the case not held, though no packet comes
    timeout 60 "$program" capture -i lo -f "tcp port 1" --pre-trigger 1 -t 4 --database silent.prcase >out 2>said &
    local recorder=$! written
    sleep 1.5
    kill -USR1 "$(pgrep -P $recorder -f packetrecorder)"
    sleep 1
    written=$(python3 -c 'import sqlite3
case = sqlite3.connect("silent.prcase", timeout=0.5)
case.execute("BEGIN IMMEDIATE")
print(case.execute("SELECT count(*) FROM audit WHERE action = ?", ("keep",)).fetchone()[0])')
    wait $recorder && same "$written" 1 && gives 0 verify --database silent.prcase
}
nobody_asked() { # all would be 5 s; a machine with other work is late in dropping what is older than one
    trigger_it() { :; }
    while_flooding triggers unasked.prcase && grep -q "Nothing triggered" said && [ "$(kept_seconds unasked.prcase)" -le 3 ]
}
scanned() {
    trigger_it() {
        python3 -c 'import socket
for port in range(40000, 40400):
    s = socket.socket()
    s.connect_ex(("127.0.0.1", port))
    s.close()'
    }
    while_flooding triggers scanned.prcase --trigger-on scan-vertical || return 1
    says scan-vertical alerts --database scanned.prcase && [ "$(kept_seconds scanned.prcase)" -ge 2 ]
}
scheduled() {
    local from to
    from=$(date -u -d "+2 seconds" +%FT%TZ) to=$(date -d "+4 seconds" +%FT%T)
    while_flooding complains 0 "--stop-at" capture -i lo -f "udp port $flood_port" --start-at "$from" --stop-at "$to" --database when.prcase || return 1
    local first
    first=$(pr query --database when.prcase -T fields -e frame.time_epoch --limit 1 2>/dev/null)
    [ "${first%%.*}" -ge "$(date -d "$from" +%s)" ]
}
if [ "$(id -u)" -eq 0 ]; then
    check capture_records_and_stops_at_its_count captured
    check capture_stops_after_its_duration gives 0 capture -i lo -t 1 -f "tcp port 1" --database live2.prcase
    check capture_refuses_a_wrong_filter gives 2 capture -i lo -t 1 -f "tcp port (" --database live3.prcase
    check capture_stops_at_its_size bytes_stop
    check capture_does_not_begin_on_a_full_disk eval 'complains 4 "--min-free" capture -i lo -t 5 --min-free 9999999G --database full.prcase && [ ! -e full.prcase ]'
    mkdir -p disk
    if mount -t tmpfs -o size=64m tmpfs disk 2>/dev/null && umount disk; then
        check capture_stops_before_the_disk_is_full fills_a_disk
    else
        skip capture_stops_before_the_disk_is_full "needs the right to mount a small file system"
    fi
    check capture_keeps_to_its_schedule scheduled
    check capture_as_a_ring_keeps_its_last_packets ringed
    check capture_keeps_all_once_somebody_asks asked_for
    check capture_keeps_all_once_an_alert_is_raised scanned
    check capture_notes_what_was_asked_though_no_packet_comes asked_in_silence
    check capture_that_nothing_triggers_keeps_its_last_second nobody_asked
    interrupted() {
        env --default-signal=INT "$program" capture -i lo --database live4.prcase >out 2>err &
        local recorder=$!
        sleep 2
        kill -INT $recorder
        wait $recorder
        same $? 0 && gives 0 verify --database live4.prcase
    }
    check capture_stops_at_an_interrupt interrupted
else
    skip capture_records "needs the right to record"
fi
