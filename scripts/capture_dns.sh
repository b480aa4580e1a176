#!/usr/bin/env bash
# Records DNS, its encrypted form on port 853, mDNS and LLMNR on every interface, until Ctrl+C. Options of `capture` may
# follow.
exec "$(dirname "${BASH_SOURCE[0]}")/run.sh" capture --interface any \
    --filter "port 53 or port 853 or udp port 5353 or udp port 5355" "$@"
