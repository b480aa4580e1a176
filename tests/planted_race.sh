#!/usr/bin/env bash
# The thread sanitizer finds a race that is there: the worker threads of an import as they are, and without their locks.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
source=core/pipeline/workers.cpp
sanitizer=$(sed -n '/"name": "tsan"/,/}/s/.*"PR_SANITIZE": "\([a-z,]*\)".*/\1/p' CMakePresets.json)

built() {  # built SOURCE PROGRAM: the test of the workers, with this source in place of theirs
    c++ -std=c++20 -g -O1 "-fsanitize=$sanitizer" -I . "$1" core/pipeline/workers_test.cpp -lgtest_main -lgtest -o "$2"
}
verdict() {  # verdict NAME STATUS
    if [ "$2" -eq 0 ]; then
        echo "[       OK ] tsan.$1"
    else
        tail -n 20 "$work/out"
        echo "[  FAILED  ] tsan.$1"
        exit 1
    fi
}

built "$source" "$work/sound"
status=0
"$work/sound" >"$work/out" 2>&1 || status=1
verdict sound_workers_pass $status

grep -v 'std::lock_guard lock{m_mutex};' "$source" >"$work/planted.cpp"
status=0
cmp -s "$source" "$work/planted.cpp" && status=1  # there was no lock to leave out
built "$work/planted.cpp" "$work/planted"
"$work/planted" >"$work/out" 2>&1 && status=1
grep -q 'WARNING: ThreadSanitizer: data race' "$work/out" || status=1
verdict a_planted_race_is_found $status
