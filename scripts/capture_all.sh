#!/usr/bin/env bash
# Records everything on every interface into the default case, until Ctrl+C. Options of `capture` may follow.
exec "$(dirname "${BASH_SOURCE[0]}")/run.sh" capture --interface any "$@"
