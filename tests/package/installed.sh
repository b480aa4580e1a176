#!/usr/bin/env bash
# Installs the package into a Debian 12 of its own and boots that: what an ordinary user may do there and what not, by the
# file capability and by the socket of systemd, and what removing the package leaves. Takes the package.
#
# Needs root, mmdebstrap, systemd-nspawn and the machine's own sources of packages; takes two minutes.
set -uo pipefail
package=$(realpath "$1")
for needed in mmdebstrap systemd-nspawn; do
    command -v "$needed" >/dev/null || { echo "[  SKIPPED ] package.installed (there is no $needed)"; exit 0; }
done
[ "$(id -u)" = 0 ] || { echo "[  SKIPPED ] package.installed (needs root)"; exit 0; }

tree=$(mktemp -d -t packetrecorder-installed.XXXXXX)
trap 'rm -rf --one-file-system "$tree"' EXIT
sources=$(find /etc/apt/sources.list.d -name '*.sources' -size +0)
mmdebstrap --quiet --variant=minbase --include=ca-certificates,systemd,systemd-sysv,iproute2,iputils-ping,procps \
    bookworm "$tree" ${sources:-/etc/apt/sources.list} >"$tree.log" 2>&1 &&
    cp "$package" "$tree/root/packetrecorder.deb" && cp -L /etc/resolv.conf "$tree/etc/resolv.conf" &&
    DEBIAN_FRONTEND=noninteractive chroot "$tree" sh -c \
        'apt-get update && apt-get install -y --no-install-recommends /root/packetrecorder.deb' >>"$tree.log" 2>&1 || {
    tail -n 3 "$tree.log"
    echo "[  SKIPPED ] package.installed (no Debian could be made, or the package not be installed: $tree.log)"
    exit 0
}
rm -f "$tree.log"

cat >"$tree/root/check" <<'CHECK'
#!/bin/bash
# Within the container. Says one line for each check.
helper=/usr/libexec/packetrecorder/packetrecorder-capture
check() { if "${@:2}"; then echo "[       OK ] package.$1"; else echo "[  FAILED  ] package.$1"; fi; }
as() { su "$1" -c "cd; $2"; }
# Ten packets of ping on lo are recorded by the analyst, and the helper has no right while it records.
records() {
    rm -f /home/analyst/*.prcase
    as analyst "timeout 30 packetrecorder capture -i lo --filter icmp --count 10 --duration 20 -d case.prcase" 2>&1 &
    sleep 2
    local helper_process
    helper_process=$(pgrep -f packetrecorder-capture | head -n 1)
    grep -q '^CapPrm:.*0000000000000000$' "/proc/$helper_process/status" &&
        grep -q '^Seccomp:.*2$' "/proc/$helper_process/status" ||
        { echo "the helper has rights, or is not there"; wait; return 1; }
    ping -q -c 5 -i 0.2 127.0.0.1 >/dev/null
    wait
    [ "$(as analyst "packetrecorder query --count -d case.prcase icmp")" = 10 ] && as analyst "packetrecorder verify -d case.prcase"
}
# The ten packets go out of a virtual cable by the one whom the administrator let send, and by nobody else.
sends() {
    cp /home/analyst/case.prcase /home/sender/ && chown sender /home/sender/case.prcase
    as sender "packetrecorder replay -i pr0 --top-speed -d case.prcase" 2>&1 | grep -q "Of 10 packets: 10 sent, 0 refused, 0 failed"
}
may_not_send() {
    local said
    said=$(as analyst "packetrecorder replay -i pr0 --top-speed -d case.prcase" 2>&1)
    [ $? = 5 ] && grep -q 'usermod -aG packetrecorder-inject' <<<"$said"
}
refused() {
    local said
    said=$(as stranger "timeout 10 packetrecorder capture -i lo --duration 1 -d case.prcase" 2>&1)
    [ $? = 5 ] && grep -q 'usermod -aG packetrecorder' <<<"$said"
}
nothing_left() {
    apt-get purge -y packetrecorder >/dev/null 2>&1
    local left
    left=$(find / -xdev -ipath '*packetrecorder*' -not -path '/home/*' -not -path '/root/*' -not -path '/var/log/*' \
        -not -path '/proc/*')
    echo -n "$left"
    [ -z "$left" ] && [ -s /home/analyst/case.prcase ]
}
no_unit_failed() {
    local failed
    failed=$(systemctl list-units --failed --quiet --no-legend 'packetrecorder*')
    echo -n "$failed"
    [ -z "$failed" ]
}

ip link set lo up
useradd -m stranger
useradd -m -G packetrecorder analyst
useradd -m -G packetrecorder-inject sender
ip link add pr0 type veth peer name pr1
ip link set pr0 up
ip link set pr1 up
check a_member_of_the_group_records records
check another_user_is_told_what_to_do refused
check who_may_record_may_not_send_for_that may_not_send
check a_member_of_the_group_for_it_sends sends
setcap -r "$helper"  # from here on by the socket alone
systemctl --quiet enable --now packetrecorder-capture.socket
check the_service_records_for_a_member records
check another_user_is_refused_by_the_socket refused
check no_unit_failed no_unit_failed
check removing_leaves_nothing_but_the_cases nothing_left
CHECK
chmod +x "$tree/root/check"
cat >"$tree/etc/systemd/system/check.service" <<'UNIT'
[Service]
Type=oneshot
ExecStart=/root/check
ExecStopPost=/usr/bin/systemctl poweroff --force
StandardOutput=append:/root/said
StandardError=append:/root/said
TimeoutStartSec=120

[Install]
WantedBy=multi-user.target
UNIT
chroot "$tree" systemctl --quiet enable check.service
timeout 180 systemd-nspawn --quiet --directory="$tree" --register=no --keep-unit --private-network --boot \
    </dev/null >"$tree/root/console" 2>&1
if ! grep -q '^\[' "$tree/root/said" 2>/dev/null; then
    tail -n 3 "$tree/root/console"
    echo "[  SKIPPED ] package.installed (this machine boots no container)"
    exit 0
fi
cat "$tree/root/said"
! grep -q '^\[  FAILED' "$tree/root/said" && grep -q 'removing_leaves' "$tree/root/said"
