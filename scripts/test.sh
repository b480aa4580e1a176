#!/usr/bin/env bash
# All checks of a landing: release build and tests, then the same under address and undefined-behaviour sanitizers with
# 20 seconds of each fuzz target. Last line: N passed, N failed, N skipped.
set -uo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/environment.sh"
cd "$root" || exit 1
logs=$root/build/logs
mkdir -p "$logs"
failed_steps=0
started=$SECONDS

step() {  # step NAME COMMAND…: runs it into a log, prints its minutes, shows the end of the log if it fails
    local name=$1 from=$SECONDS status
    shift
    "$@" >"$logs/$name.log" 2>&1
    status=$?
    printf '%-22s %3d:%02d  %s\n' "$name" $(((SECONDS - from) / 60)) $(((SECONDS - from) % 60)) \
        "$([ $status -eq 0 ] && echo done || echo "FAILED (status $status)")"
    if [ $status -ne 0 ]; then
        failed_steps=$((failed_steps + 1))
        grep -nE 'error:|FAILED|Failure|ERROR: |SUMMARY: ' "$logs/$name.log" | head -n 30
        tail -n 25 "$logs/$name.log"
    fi
    return $status
}

scripts/install-dependencies.sh --checks || exit $?

fuzz_all() {
    local target status=0
    tests/fuzz/seeds.py resources/sample.pcapng build/asan/seeds || return 1
    for target in build/asan/fuzz/*_fuzz; do
        [ -x "$target" ] || continue
        local corpus=build/asan/corpus/$(basename "$target")
        local known=tests/fuzz/$(basename "$target")  # inputs that once failed, each named for what went wrong
        local folders=("$corpus" "build/asan/seeds/$(basename "$target")")
        mkdir -p "${folders[@]}"
        [ -d "$known" ] && folders+=("$known")
        if "$target" -max_total_time=20 -timeout=5 -print_funcs=0 -rss_limit_mb=1024 -artifact_prefix="$logs/" "${folders[@]}" >"$logs/$(basename "$target").log" 2>&1; then
            echo "[       OK ] fuzz.$(basename "$target")"
        else
            echo "[  FAILED  ] fuzz.$(basename "$target")"
            tail -n 30 "$logs/$(basename "$target").log"
            status=1
        fi
    done
    return $status
}

export CTEST_OUTPUT_ON_FAILURE=1 QT_QPA_PLATFORM=offscreen
tests() { ctest --preset "$1" --verbose; }

step structure tests/structure.sh
step release-configure cmake --preset release -DPR_TESTS=ON &&
    step release-build cmake --build --preset release &&
    step release-tests tests release
step asan-configure cmake --preset asan &&
    step asan-build cmake --build --preset asan &&
    { step asan-tests tests asan; step fuzz fuzz_all; }

# Every test program prints a line a case; scripts print the same lines. What did not run is counted as skipped.
count() { cat "$logs"/structure.log "$logs"/*-tests.log "$logs"/fuzz.log 2>/dev/null | grep -cE "^([0-9]+: )?\[ *$1 *\] [A-Za-z]"; }
failures() { cat "$logs"/structure.log "$logs"/*-tests.log "$logs"/fuzz.log 2>/dev/null | grep -E "^([0-9]+: )?\[ *FAILED *\] [A-Za-z].*(\(|$)" | sed 's/^[0-9]*: //; s/ (.*//; s/,.*//' | sort -u | wc -l; }
passed=$(count OK)
skipped=$(cat "$logs"/structure.log "$logs"/*-tests.log 2>/dev/null | grep -cE "^([0-9]+: )?\[ *SKIPPED *\] [A-Za-z].*\(")
failed=$(failures)
grep -hE "^([0-9]+: )?\[ *SKIPPED *\] [A-Za-z].*\(" "$logs"/*-tests.log 2>/dev/null | sed 's/^[0-9]*: //' | sort | uniq -c
[ "$failed" -lt "$failed_steps" ] && failed=$failed_steps
printf 'whole run %d:%02d\n' $(((SECONDS - started) / 60)) $(((SECONDS - started) % 60))
printf '%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
