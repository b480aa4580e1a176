#!/usr/bin/env bash
# Makes the picture of README.md again, from the sample, without a display. Needs a release build with tests.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/environment.sh"
cd "$root"
bin=build/release/bin
work=$(mktemp -d)
"$bin/packetrecorder" import resources/sample.pcapng --name Sample --database "$work/Sample.prcase" --log-level error
mkdir -p resources/screenshots
"$bin/ui_picture" "$work/Sample.prcase" resources/screenshots/packets.png dark 1440x900 "" 15
rm -rf "$work"
