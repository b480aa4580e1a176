#!/usr/bin/env bash
# Who may include whom (ARCHITECTURE.md): reads every #include of the tree and refuses an arrow that is not in the table.
# --self-test plants a forbidden include in a copy of one file and expects to be told.
set -u
self=$(realpath "${BASH_SOURCE[0]}")
cd "${STRUCTURE_ROOT:-$(dirname "${BASH_SOURCE[0]}")/..}" || exit 1

allowed() {  # allowed FROM TO: status 0 when FROM may include TO
    local from=$1 to=$2
    [ "$from" = "$to" ] && return 0
    local list
    case $from in
    core/base) list="" ;;
    core/fields | core/source) list="core/base" ;;
    core/decode) list="core/base core/fields" ;;
    core/flow) list="core/base core/fields core/decode" ;;
    core/protocols/*) list="core/base core/fields core/flow ${carries[$from]:-}" ;;
    core/dissect) list="core/base core/fields core/decode core/flow core/protocols/*" ;;
    core/store) list="core/base core/fields core/source core/dissect" ;;
    core/query | core/detect | core/correlate | core/reconstruct) list="core/base core/fields core/dissect core/store" ;;
    core/report) list="core/base core/fields core/source core/store core/query" ;;
    capture/wire) list="core/base" ;;
    capture/helper) list="core/base capture/wire" ;;
    capture/xdp) list="core/base capture/wire capture/helper capture/client" ;;  # client: its tests
    capture/inject) list="core/base capture/wire capture/helper" ;;
    capture/client) list="core/base core/source capture/wire capture/inject" ;;
    core/pipeline) list="core/* capture/client" ;;
    models) list="core/*" ;;
    app/cli) list="core/* models capture/client app/api" ;;
    app/*) list="core/* models capture/client" ;;
    tests/*) list="*" ;;
    *) return 1 ;;
    esac
    local pattern
    for pattern in $list; do
        # shellcheck disable=SC2254
        case $to in $pattern) return 0 ;; esac
    done
    return 1
}

# Protocols that a protocol carries.
declare -A carries=([core/protocols/tls]="core/protocols/x509" [core/protocols/http]="core/protocols/x509")

folder_of() {  # sets `folder`
    local first=${1%%/*} rest=${1#*/} second
    second=${rest%%/*}
    folder=$first
    case $1 in
    core/protocols/*/*) rest=${rest#*/} folder=core/protocols/${rest%%/*} ;;
    core/* | capture/* | app/* | tests/*) folder=$first/$second ;;
    esac
}

check() {  # prints every forbidden arrow
    local folder from file line target
    grep -rnoE --include='*.h' --include='*.cpp' '^#include "[^"]+"' core capture models app 2>/dev/null |
        while IFS=: read -r file line target; do
            target=${target#*\"}
            target=${target%\"}
            case $target in core/* | capture/* | models/* | app/*) ;; *) continue ;; esac
            folder_of "$file" && from=$folder
            folder_of "$target"
            allowed "$from" "$folder" || echo "$file:$line: $from may not include $folder ($target)"
        done
}

no_qt() {  # below core/store there is no Qt
    grep -rnE --include='*.h' --include='*.cpp' '^#include <Q' core/base core/fields core/source core/decode core/flow core/protocols core/dissect capture 2>/dev/null
}

# The privileged helper stays small enough to be read: its lines and the wire's, without tests, comments and blank ones.
helper_lines=$(find capture/helper capture/wire \( -name '*.h' -o -name '*.cpp' \) ! -name '*_test.cpp' ! -name '*_fuzz.cpp' \
    ! -name started_helper.h ! -name confined_process.h ! -name rights_suite.h -exec cat {} + 2>/dev/null)
code=$(grep -vcE '^[[:space:]]*(//.*)?$' <<<"$helper_lines")
[ -n "${STRUCTURE_ROOT:-}" ] || echo "capture helper and wire: $code lines of code, $(wc -l <<<"$helper_lines") with comments and blank lines"
helper_is_small() { [ "$code" -le 1500 ] || echo "the capture helper has $code lines of code, and may have 1500"; }

# A detector that --trigger-on does not offer can trigger nothing by its name.
detectors_are_listed() {
    diff <(grep -rhA1 'DetectorText' core/detect --include='*.cpp' --include='*.h' | grep -oE '\{"[a-z-]+"' | tr -d '{"' | sort -u) \
        <(sed -n '/kDetectorNames/,/;/p' core/detect/detectors.h 2>/dev/null | grep -oE '"[a-z|-]+"' | tr -d '"' | tr '|' '\n' | sort -u)
}

status=0
result() {  # result NAME PROBLEMS
    if [ -z "$2" ]; then
        echo "[       OK ] structure.$1"
    else
        echo "$2"
        echo "[  FAILED  ] structure.$1"
        status=1
    fi
}
result includes "$(check)"
result no_qt_below_store "$(no_qt)"
result helper_is_small "$(helper_is_small)"
[ -n "${STRUCTURE_ROOT:-}" ] || result detectors_are_listed "$(detectors_are_listed)"

if [ -z "${STRUCTURE_ROOT:-}" ]; then
    planted=$(mktemp -d)
    mkdir -p "$planted/core/base"
    echo '#include "core/store/case.h"' >"$planted/core/base/planted.h"
    if STRUCTURE_ROOT=$planted bash "$self" >/dev/null; then result planted_include_is_found "a forbidden include passed"; else result planted_include_is_found ""; fi
    rm -rf "$planted"
fi
exit $status
