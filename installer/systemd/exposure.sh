#!/bin/sh
# What systemd thinks of the capture service's confinement: at most 1.5, where 10 is a service that may do anything.
set -eu
unit=$(dirname "$0")/packetrecorder-capture@.service
if ! command -v systemd-analyze >/dev/null; then
    echo "[  SKIPPED ] capture_unit.exposure (there is no systemd-analyze)"
    exit 0
fi
said=$(systemd-analyze security --offline=true --no-pager "$unit" 2>&1 | grep 'Overall exposure') || said=
level=$(echo "$said" | sed -n 's/.*: \([0-9.]*\) .*/\1/p')
if [ -n "$level" ] && awk "BEGIN { exit !($level <= 1.5) }"; then
    echo "[       OK ] capture_unit.exposure: $level"
else
    echo "[  FAILED  ] capture_unit.exposure (${said:-systemd-analyze gave no level})"
    exit 1
fi
