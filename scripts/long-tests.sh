#!/usr/bin/env bash
# The checks that take longer than a landing may. Without words all of them, else those that are named:
#
#     filters   10,000 generated filters, planned and not; PR_CAPTURES names more captures for them, separated by colons
#     tsan      the tests under the thread sanitizer, and a planted race that it must find
#     faults    killed writers, lost power, full disks, changed bytes: the full counts
#     capture   the capture helper and the injector: every count in full, 100 kills of either side, 1,000,000 packets 5 times
#                 in each case by each back end
#     package   the package in a Debian of its own that is booted (needs root, mmdebstrap and systemd-nspawn)
#     tidy      clang-tidy; a source that was clean and did not change is not looked at again
#     fuzz      every fuzz target to its full count (tests/fuzz/totals.sh), which goes on where an earlier call stopped
set -uo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/environment.sh"
cd "$root" || exit 1
steps=("$@")
[ $# -gt 0 ] || steps=(filters tsan faults capture package tidy fuzz)
for step in "${steps[@]}"; do
    case $step in filters | tsan | faults | capture | package | tidy | fuzz) ;; *) say "There is no step \"$step\"."; exit 2 ;; esac
done
scripts/install-dependencies.sh --checks || exit $?

built() { cmake --preset "$1" -DPR_TESTS=ON && cmake --build --preset "$1" "${@:2}"; }
filters() {
    built release --target query_plan_test &&
        PR_EXPRESSIONS="${PR_EXPRESSIONS:-10000}" build/release/bin/query_plan_test --gtest_filter='-*SeveralSegments' &&
        PR_EXPRESSIONS=1000 build/release/bin/query_plan_test --gtest_filter='*SeveralSegments'
}
tsan() {
    built tsan && tests/planted_race.sh && ctest --preset tsan
}
faults() {
    local program status=0
    built release || return 1
    for program in faults_test program_faults_test core_store_test; do
        FAULTS_LONG=1 "build/release/bin/$program" || status=1
    done
    return $status
}
capture() {
    local program status=0 bin=build/release/bin
    built release || return 1
    for program in capture_helper_test capture_inject_test capture_live_test; do
        CAPTURE_LONG=1 "$bin/$program" || status=1
    done
    BACKENDS="libpcap xdp" tests/cli/live_kills.py "$bin" "${KILLS:-100}" || status=1
    tests/cli/inject.py "$bin" "${PACKETS:-1000000}" || status=1
    BACKENDS="libpcap xdp" tests/cli/live_account.py "$bin" "${PACKETS:-1000000}" 5 || status=1
    return $status
}
package() {
    scripts/package.sh && tests/package/installed.sh build/release/package/*.deb
}
tidy() {
    # Nothing is compiled: clang-tidy reads the sources by itself, and what Qt generates of some of them.
    cmake --preset tidy || return 1
    local generated
    while read -r generated; do
        cmake -E cmake_autogen "$generated" Debug || return 1
    done < <(find build/tidy -name AutogenInfo.json)
    scripts/tidy.py
}
fuzz() {
    built asan && tests/fuzz/totals.sh
}

status=0
for step in "${steps[@]}"; do
    if $step; then say "$step: done"; else say "$step: FAILED"; status=1; fi
done
exit $status
