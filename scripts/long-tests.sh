#!/usr/bin/env bash
# The checks that take longer than a landing may: 10,000 generated filters, thread sanitizer, full counts of faults,
# clang-tidy, ten minutes of each fuzz target. PR_CAPTURES names more captures for the filters, separated by colons.
set -uo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/environment.sh"
cd "$root" || exit 1
scripts/install-dependencies.sh --checks || exit $?
status=0
cmake --preset release && cmake --build --preset release --target query_plan_test || status=1
PR_EXPRESSIONS="${PR_EXPRESSIONS:-10000}" build/release/bin/query_plan_test --gtest_filter='-*SeveralSegments' || status=1
PR_EXPRESSIONS=1000 build/release/bin/query_plan_test --gtest_filter='*SeveralSegments' || status=1
cmake --preset tsan && cmake --build --preset tsan && ctest --preset tsan || status=1
# killed writers, lost power, full disks, changed bytes: the full counts, under a release build
cmake --preset release && cmake --build --preset release || status=1
for program in faults_test program_faults_test core_store_test; do
    FAULTS_LONG=1 "build/release/bin/$program" || status=1
done
cmake --preset tidy && cmake --build --preset tidy || status=1
cmake --preset asan && cmake --build --preset asan || status=1
for target in build/asan/fuzz/*_fuzz; do
    corpus=build/asan/corpus/$(basename "$target")
    mkdir -p "$corpus"
    "$target" -max_total_time="${FUZZ_SECONDS:-600}" -timeout=5 -rss_limit_mb=1024 "$corpus" || status=1
done
exit $status
