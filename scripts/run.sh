#!/usr/bin/env bash
# Builds packetrecorder and opens the sample; with arguments: the command line. `scripts/run.sh --help` lists its commands.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/environment.sh"
cd "$root"

scripts/install-dependencies.sh
bin=$root/build/release/bin
build() {
    cmake --preset release -DPR_TESTS=OFF
    cmake --build --preset release
}
mkdir -p build
if ! build >build/build.log 2>&1; then
    tail -n 40 build/build.log >&2
    say "The build failed; the whole output is in build/build.log."
    exit 1
fi

# The capture helper needs one right, and only the group packetrecorder may use it. Root needs no file with rights: the
# helper gives them up by itself. Asked once; the answer is kept.
helper=/usr/local/libexec/packetrecorder/packetrecorder-capture
asked=${XDG_CONFIG_HOME:-$HOME/.config}/packetrecorder/helper-asked
if [ "$(id -u)" -ne 0 ] && [ -t 0 ] && [ ! -e "$asked" ] && command -v sudo >/dev/null; then
    mkdir -p "$(dirname "$asked")"
    read -r -p "Install the capture helper with the right to record packets, for members of the group packetrecorder? [y/N] " answer
    printf '%s\n' "$answer" >"$asked"
    if [ "$answer" = y ] || [ "$answer" = Y ]; then
        sudo groupadd --system --force packetrecorder
        sudo usermod -aG packetrecorder "$(id -un)"
        sudo install -D -o root -g packetrecorder -m 0750 "$bin/packetrecorder-capture" "$helper"
        sudo setcap cap_net_raw+ep "$helper"
        say "Done. Log in again (or run: newgrp packetrecorder) so that the new group counts."
    fi
fi

if [ $# -gt 0 ]; then
    exec "$bin/packetrecorder" "$@"
fi

data=${XDG_DATA_HOME:-$HOME/.local/share}/packetrecorder
case_file=$data/sample.prcase
mkdir -p "$data"
if [ ! -e "$case_file" ]; then
    "$bin/packetrecorder" import "$root/resources/sample.pcapng" --name "Sample" --database "$case_file"
fi

if [ -n "${DISPLAY:-}" ] || [ -n "${WAYLAND_DISPLAY:-}" ]; then
    exec "$bin/packetrecorder-gui" "$case_file"
fi

say "There is no display, so the window cannot be shown. The sample is in $case_file:"
"$bin/packetrecorder" sessions --database "$case_file"
picture=$data/sample.png
QT_QPA_PLATFORM=offscreen "$bin/packetrecorder-gui" --picture "$picture" "$case_file"
say "A picture of the window is in $picture"
