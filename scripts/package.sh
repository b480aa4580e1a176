#!/usr/bin/env bash
# Makes the Debian package of a release build, names it, and shows what lintian says of it where lintian is installed.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/environment.sh"
cd "$root"

scripts/install-dependencies.sh
mkdir -p build
{
    cmake --preset release -DPR_TESTS=OFF
    cmake --build --preset release
    rm -rf build/release/package
    (cd build/release && cpack -G DEB)
} >build/package.log 2>&1 || {
    tail -n 30 build/package.log >&2
    say "The package could not be made; the whole output is in build/package.log."
    exit 1
}
package=$(ls build/release/package/*.deb)
if command -v lintian >/dev/null; then
    lintian --fail-on error --no-tag-display-limit "$package"
else
    say "lintian is not installed, so nobody looked for mistakes."
fi
say "Install it with: sudo apt install ./$package"
