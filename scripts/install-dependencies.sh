#!/usr/bin/env bash
# Installs the Debian 12 packages that building and running need; with --checks those that only the tests need, too.
# Does nothing when all are there. Status 5: packages are missing and there is no right to install them.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/environment.sh"

build=(g++ cmake ninja-build ccache mold pkg-config ca-certificates git
    libpcap-dev libbpf-dev clang-14 libseccomp-dev libcap-dev libcap2-bin libsqlite3-dev libssl-dev
    libzstd-dev liblz4-dev zlib1g-dev libbrotli-dev libpcre2-dev libgtest-dev libgmock-dev
    prometheus-cpp-dev
    qt6-base-dev qt6-declarative-dev qt6-declarative-dev-tools qt6-httpserver-dev qt6-websockets-dev libgl-dev)
run=(libqt6sql6-sqlite libgl1-mesa-dri iproute2
    qml6-module-qtquick qml6-module-qtquick-controls qml6-module-qtquick-templates qml6-module-qtquick-layouts
    qml6-module-qtquick-window qml6-module-qtquick-dialogs qml6-module-qtquick-shapes qml6-module-qtqml
    qml6-module-qtqml-models qml6-module-qtqml-workerscript qml6-module-qt-labs-settings
    qml6-module-qt-labs-folderlistmodel qml6-module-qtcore)
checks=(libclang-rt-14-dev clang-tidy-14 clang-format-14 libbenchmark-dev qml6-module-qttest
    xvfb xauth xdotool curl python3 sqlite3 openssl strace time zstd lz4)

wanted=("${build[@]}" "${run[@]}")
[ "${1:-}" = --checks ] && wanted+=("${checks[@]}")

missing=()
for package in "${wanted[@]}"; do
    dpkg-query -W -f='${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0

line="apt-get update && apt-get install -y --no-install-recommends ${missing[*]}"
if [ "$(id -u)" -eq 0 ]; then
    as_root=()
elif command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
    as_root=(sudo)
else
    say "${#missing[@]} Debian packages are missing and there is no right to install them; as root, run: $line"
    exit 5
fi

say "Installing ${#missing[@]} Debian packages."
apt() {
    # A package manager that is busy elsewhere (a fresh machine updates itself) is waited for, up to five minutes.
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 -q "$@" </dev/null >&2
}
apt update
apt install -y --no-install-recommends "${missing[@]}"
