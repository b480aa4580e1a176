#!/usr/bin/env bash
# Runs the fuzz targets until each has had its number of executions, whatever number of calls that takes: what was
# executed is added to build/fuzz-counts.tsv after every minute, so the work can be stopped and taken up at any time.
# Runs of inputs that are known already do not count. Usage: tests/fuzz/totals.sh [TARGET…], by default all.
#
#     FUZZ_MINUTES=60   stop after so long
#     FUZZ_SECONDS=60   how long one target has its turn
#     FUZZ_PROGRAMS=build/asan/fuzz
set -u
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
programs=${FUZZ_PROGRAMS:-$root/build/asan/fuzz}
work=$root/build/fuzz
counts=$root/build/fuzz-counts.tsv
mkdir -p "$work/crashes"
touch "$counts"
"$here/seeds.py" "$root/resources/sample.pcapng" "$work/seeds" || exit 1

targets=("$@")
[ $# -gt 0 ] || mapfile -t targets < <(cd "$programs" && ls | grep '_fuzz$')
[ ${#targets[@]} -gt 0 ] || { echo "There are no fuzz targets in $programs." >&2; exit 2; }
ends=$((SECONDS + ${FUZZ_MINUTES:-1000000} * 60))

wanted() {
    case $1 in
    case_open_fuzz) echo 200000 ;;
    x509_fuzz | wire_fuzz | inject_fuzz) echo 2000000 ;;
    *) echo 10000000 ;;
    esac
}
executed() { awk -F '\t' -v target="$1" '$1 == target { n += $2 } END { printf "%d", n }' "$counts"; }
turn() {  # turn TARGET: one slice of its executions; status 1 when it found something
    local target=$1 corpus=$work/corpus/$1 folders left log=$work/$1.log status=0
    mkdir -p "$corpus" "$work/seeds/$target"
    folders=("$corpus" "$work/seeds/$target")
    [ -d "$here/$target" ] && folders+=("$here/$target")  # inputs that once failed
    left=$(($(wanted "$target") - $(executed "$target") + $(find "${folders[@]}" -type f | wc -l) + 10))  # and the empty one
    "$programs/$target" -runs=$left -max_total_time="${FUZZ_SECONDS:-60}" -timeout=60 -rss_limit_mb=1024 \
        -print_final_stats=1 -print_funcs=0 -artifact_prefix="$work/crashes/$target-" "${folders[@]}" >"$log" 2>&1 || status=1
    # the line of INITED says how many runs the known inputs took
    awk -v target="$target" '/INITED/ && !known { known = substr($1, 2) + 0 }
        /^stat::number_of_executed_units/ { all = $2 }  /^stat::average_exec_per_sec/ { rate = $2 }
        END { if (all > known) printf "%s\t%d\t%d\n", target, all - known, rate }' "$log" >>"$counts"
    return $status
}

failed=()
while :; do
    busy=0
    for target in "${targets[@]}"; do
        [[ " ${failed[*]} " == *" $target "* ]] && continue
        [ "$(executed "$target")" -ge "$(wanted "$target")" ] && continue
        [ $SECONDS -ge $ends ] && continue
        busy=1
        turn "$target" || { failed+=("$target"); grep -E 'ERROR|SUMMARY|Test unit written' "$work/$target.log"; }
    done
    [ $busy -eq 1 ] || break
done
for target in "${targets[@]}"; do
    printf '%-22s %9d of %9d executions%s\n' "$target" "$(executed "$target")" "$(wanted "$target")" \
        "$([[ " ${failed[*]} " == *" $target "* ]] && echo ", FAILED: $work/$target.log")"
done
[ ${#failed[@]} -eq 0 ]
