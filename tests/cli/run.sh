#!/usr/bin/env bash
# The command line from outside: every option of every command with a right and a wrong value, exit statuses, formats,
# export and import, damage, cancelling. Usage: tests/cli/run.sh FOLDER_OF_THE_PROGRAMS [NAME_PATTERN]
# Last line: N passed, N failed, N skipped. sqlite3 judges JSON and finds bytes to damage; without it those are skipped.
set -u
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
bin=$(realpath "${1:?the folder of the programs}")
pattern=${2:-*}
sample=$here/../../resources/sample.pcapng
program=$bin/packetrecorder
[ -x "$program" ] || { echo "$program is not there." >&2; exit 2; }

work=$(mktemp -d)
trap 'jobs -p | xargs -r kill 2>/dev/null; rm -rf "$work"' EXIT
cd "$work" || exit 1
export LC_ALL=C.UTF-8 TZ=UTC HOME=$work XDG_DATA_HOME=$work/data XDG_CONFIG_HOME=$work/config XDG_STATE_HOME=$work/state
unset PACKETRECORDER_DATABASE PACKETRECORDER_LOG
mkdir -p data config state

passed=0 failed=0 skipped=0
check() {  # check NAME COMMAND…: the command's status is the verdict; what it printed is shown when it fails
    local name=$1
    shift
    # shellcheck disable=SC2254
    case $name in $pattern) ;; *) return ;; esac
    if ("$@") >verdict 2>&1; then
        passed=$((passed + 1))
        echo "[       OK ] cli.$name"
    else
        failed=$((failed + 1))
        head -n 20 verdict | cat -v
        echo "[  FAILED  ] cli.$name"
    fi
}
skip() {
    skipped=$((skipped + 1))
    echo "[  SKIPPED ] cli.$1 ($2)"
}

pr() { timeout 60 "$program" "$@"; }
gives() {  # gives STATUS ARGUMENTS…: out and err hold what was printed
    local wanted=$1 status
    shift
    pr "$@" >out 2>err </dev/null
    status=$?
    [ "$status" -eq "$wanted" ] && return 0
    echo "status $status instead of $wanted: packetrecorder $*"
    head -n 5 err out
    return 1
}
complains() {  # complains STATUS WORD ARGUMENTS…: nothing on standard output, the word on standard error
    local status=$1 word=$2
    shift 2
    gives "$status" "$@" || return 1
    [ ! -s out ] || { echo "standard output: $(head -n 3 out)"; return 1; }
    grep -qF -- "$word" err || { echo "no \"$word\" in: $(cat err)"; return 1; }
}
says() {  # says WORD ARGUMENTS…: status 0 and the word on standard output
    local word=$1
    shift
    gives 0 "$@" || return 1
    grep -qF -- "$word" out || { echo "no \"$word\" in what packetrecorder $* prints"; head -n 5 out; return 1; }
}
same() { [ "$1" = "$2" ] || { echo "\"$1\" is not \"$2\""; return 1; }; }
is_json() { same "$(sqlite3 :memory: "SELECT json_valid(readfile('$1'))")" 1; }
no_controls() {  # a terminal would not be told to do anything by this file
    ! LC_ALL=C grep -n -a '[^[:print:][:space:]'$'\x80''-'$'\xff'']' "$1" && ! LC_ALL=C grep -q $'\xc2[\x80-\x9f]' "$1"
}
if command -v sqlite3 >/dev/null; then have_sqlite=1; else have_sqlite=; fi
json_check() { if [ $have_sqlite ]; then check "$@"; else skip "$1" "sqlite3 is not installed"; fi; }

export case_file=$work/sample.prcase
D=(--database "$case_file")
total() { pr sessions "${@:-${D[@]}}" --format tsv 2>/dev/null | tail -n 1 | cut -f6; }  # packets of the newest session
count() { pr query --count "${@:2}" "$1" 2>err; }

# --- words and help -------------------------------------------------------------------------------------------------
commands=$(pr --help | sed -n '/^Commands:/,/^$/p' | sed -n 's/^  \([a-z][a-z-]*\) .*/\1/p')
lists_all() { for c in list-interfaces capture serve extcap import sessions flows dns http tls certificates alerts query show fields follow export replay mark verify reanalyze migrate info completion; do grep -qx "$c" <<<"$commands" || { echo "$c"; return 1; }; done; }
check help_lists_every_command lists_all
check no_command_is_a_usage_error complains 2 "Usage:"
check unknown_command_is_named complains 2 "frobnicate" frobnicate
check version_is_printed says "packetrecorder 0." --version
for c in $commands; do
    check "help_of_$c" says "Usage: packetrecorder $c" "$c" --help
    check "unknown_option_of_$c" complains 2 "--frobnicate" "$c" --frobnicate
done
check control_characters_of_arguments_are_escaped eval 'complains 2 "\\x1b[31m" "$(printf "\033[31m")" && no_controls err'
completes() { pr completion >script && bash -n script && bash -c 'source ./script; COMP_WORDS=(packetrecorder query --ti); COMP_CWORD=2; _packetrecorder; [ "${COMPREPLY[*]}" = --timing ]'; }
check completion_works_in_bash completes

# --- every option -----------------------------------------------------------------------------------------------------
# shellcheck source=tests/cli/options.sh
. "$here/options.sh"

# --- settings: option, environment, configuration file ----------------------------------------------------------------
check database_from_the_environment eval 'PACKETRECORDER_DATABASE=$case_file says Sample sessions'
check database_defaults_to_the_data_folder eval 'gives 0 import "$sample" && [ -s data/packetrecorder/default.prcase ]'
configured() {
    printf '# settings\ndatabase = "%s"\n[dns]\nformat = "tsv"\nlimit = 2 # rows\n' "$case_file" >settings.toml
    gives 0 dns --config settings.toml && same "$(wc -l <out)" 3 && gives 0 dns --config settings.toml --limit 1 && same "$(wc -l <out)" 2
}
check configuration_file_is_read_and_options_win configured
check a_wrong_line_of_the_configuration_is_named eval 'echo "format" >bad.toml; complains 2 "bad.toml, line 1" sessions --config bad.toml'
check a_wrong_value_of_the_configuration_is_refused eval 'echo "format = xml" >bad.toml; complains 2 "" sessions --config bad.toml "${D[@]}"'
check info_says_where_settings_come_from eval 'PACKETRECORDER_LOG=warning says "warning (environment)" info --config && says "(default)" info --config'
check log_level_error_is_silent eval 'gives 0 import "$sample" --log-level error --database quiet.prcase && same "$(cat err)" ""'
check log_level_is_one_of_four complains 2 "error|warning|info|debug" sessions --log-level loud

# --- exit statuses ----------------------------------------------------------------------------------------------------
check missing_operand_is_usage complains 2 "FILE" import
check operand_too_many_is_usage complains 2 "extra" verify extra "${D[@]}"
check missing_file_is_input complains 3 "nosuch.pcap" import nosuch.pcap --database x3.prcase
check a_text_file_is_input eval 'echo "not a capture" >text.pcap; gives 3 import text.pcap --database x3.prcase'
check an_empty_file_is_input eval ': >empty.pcap; gives 3 import empty.pcap --database x3.prcase'
check a_cut_file_keeps_whole_packets eval 'head -c 100000 "$sample" >cut.pcapng; gives 3 import cut.pcapng --database cut.prcase; gives 0 verify --database cut.prcase && [ "$(pr query --count --database cut.prcase)" -gt 100 ]'
check a_folder_as_case_is_storage gives 4 import "$sample" --database "$work"
check a_failure_is_said_once eval 'gives 4 import "$sample" --database "$work"; same "$(wc -l <err)" 1'
check a_case_below_a_file_is_storage gives 4 import "$sample" --database "$sample/x.prcase"
check a_missing_case_is_said eval 'gives 3 sessions --database nosuch.prcase || gives 4 sessions --database nosuch.prcase; test ! -s out -a ! -e nosuch.prcase && grep -q nosuch.prcase err'
check a_foreign_file_is_no_case eval 'cp "$sample" foreign.prcase; gives 3 sessions --database foreign.prcase || gives 4 sessions --database foreign.prcase; cmp -s "$sample" foreign.prcase && grep -q foreign.prcase err'
as_nobody() {
    mkdir -p nobody && chmod 777 "$work" nobody
    setpriv --reuid=65534 --regid=65534 --clear-groups --no-new-privs "$program" capture -i lo -t 1 --database "$work/nobody/x.prcase" >out 2>err
    same $? 5 && test -s err
}
if [ "$(id -u)" -eq 0 ] && setpriv --reuid=65534 --regid=65534 --clear-groups "$program" --version >/dev/null 2>&1; then
    check capture_without_the_right_is_permission as_nobody
else
    skip capture_without_the_right_is_permission "needs root and a program that another user may run"
fi

# --- tables -----------------------------------------------------------------------------------------------------------
rows() { pr "$1" "${D[@]}" --format tsv 2>/dev/null | tail -n +2 | wc -l; }
formats_agree() {  # every format has as many rows
    local n
    n=$(rows "$1")
    [ "$n" -gt 0 ] || { echo "no rows"; return 1; }
    gives 0 "$1" "${D[@]}" --format csv && same "$(wc -l <out)" $((n + 1)) || return 1
    gives 0 "$1" "${D[@]}" --format ndjson && same "$(wc -l <out)" "$n" || return 1
    gives 0 "$1" "${D[@]}" --format table && same "$(wc -l <out)" $((n + 1)) || return 1
    gives 0 "$1" "${D[@]}" --format json && same "$(grep -c '^  {' out)" "$n"
}
json_is_valid() {
    gives 0 "$1" "${D[@]}" --format json && is_json out || return 1
    gives 0 "$1" "${D[@]}" --format ndjson && sed 's/^/,/; 1s/^,/[/; $s/$/]/' out >array && is_json array
}
for table in sessions flows dns http tls certificates alerts; do
    check "formats_of_${table}_agree" formats_agree $table
    json_check "json_of_${table}_is_valid" json_is_valid $table
    check "limit_of_$table" eval "gives 0 $table \"\${D[@]}\" --limit 1 --format tsv && same \"\$(wc -l <out)\" 2"
done
check sessions_know_name_and_packets eval 'says Sample sessions "${D[@]}" && [ "$(total)" -gt 500 ]'
check dns_answers_are_there says www.example.org dns "${D[@]}" --format tsv
check http_requests_are_there says /large.txt http "${D[@]}" --format tsv
check tls_names_are_there says old.example.org tls "${D[@]}" --format tsv
check certificates_are_there says mail.example.net certificates "${D[@]}" --format tsv
for detector in tls-certificate-time tls-name-mismatch scan-vertical scan-horizontal; do
    check "alert_of_${detector}_is_there" says "$detector" alerts "${D[@]}" --format tsv
done
evidence_is_exact() {  # the filter of each alert yields the packets that it counted, its evidence among them
    gives 0 alerts "${D[@]}" --format tsv && cp out alerts.tsv || return 1
    local seen=0 name packets filter evidence number columns
    columns=$(head -n 1 alerts.tsv | tr '\t' '\n')
    number() { grep -nx "$1" <<<"$columns" | cut -d: -f1; }
    while IFS= read -r row; do
        cell() { cut -f"$(number "$1")" <<<"$row"; }
        name=$(cell rollup) packets=$(cell packets) filter=$(cell evidence_filter) evidence=$(cell evidence)
        same "$name: $(count "$filter" "${D[@]}")" "$name: $packets" || return 1
        same "$name: $(count "($filter) && frame.number in {${evidence//,/, }}" "${D[@]}")" "$name: $(tr ',' '\n' <<<"$evidence" | wc -l)" || return 1
        seen=$((seen + 1))
    done < <(tail -n +2 alerts.tsv)
    [ $seen -ge 4 ]
}
check evidence_filters_yield_what_was_counted evidence_is_exact
decrypts() {
    local traced=$here/../data/decrypted.pcapng clear="GET 200 GET 204 GET GET 200 200"
    gives 0 import "$traced" --database traced.prcase || return 1
    says_cells() { gives 0 query http -T fields -e http.request.method -e http.response.code "$@" && same "$(tr '\t,\n' ' ' <out | xargs)" "$clear"; }
    says_cells --database traced.prcase || return 1
    gives 0 export --database traced.prcase --output traced.out.pcapng && grep -q "carries secrets" err || return 1
    gives 0 export --database traced.prcase --output traced.pcap --format pcap && ! grep -q "secrets" err || return 1
    gives 0 import traced.pcap --database closed.prcase && says 0 query http --count --database closed.prcase || return 1
    grep -aoE '(CLIENT_RANDOM|[A-Z]+_[A-Z_]*SECRET[A-Z_0]*) [0-9a-f]{64} [0-9a-f]+' "$traced" >traced.keys
    says_cells --database closed.prcase --keylog traced.keys || return 1
    says "https://server.example/one" show 8 --database closed.prcase --keylog traced.keys || return 1
    gives 0 import traced.pcap --keylog traced.keys --database opened.prcase && says_cells --database opened.prcase \
        && says "server.example" certificates --database opened.prcase --filter 'packet<10' && gives 0 verify --database opened.prcase
}
check secrets_of_a_capture_or_a_key_log_decrypt_tls decrypts
bad_key_logs() {
    printf '# fine\nCLIENT_RANDOM 00 11\n' >bad.keys && : >empty.keys
    complains 3 "Line 2 of bad.keys" import "$sample" --keylog bad.keys --database none.prcase \
        && complains 3 "holds no secret" query --keylog empty.keys "${D[@]}" \
        && complains 3 "cannot be read" show 1 --keylog nosuch.keys "${D[@]}" && [ ! -e none.prcase ]
}
check key_logs_that_are_none_are_refused_by_line bad_key_logs
check import_without_detectors_raises_nothing eval 'gives 0 import --no-detect "$sample" --database quiet.prcase && gives 0 alerts --database quiet.prcase --format tsv && same "$(wc -l <out)" 1'
check alerts_do_not_depend_on_threads eval 'for n in 1 2 4; do gives 0 import --threads $n "$sample" --database threads$n.prcase || exit 1; pr alerts --database threads$n.prcase --format json >alerts$n; done; [ -s alerts1 ] && cmp alerts1 alerts2 && cmp alerts1 alerts4'
check tls_has_its_columns eval 'gives 0 tls "${D[@]}" --format tsv && for c in client client_port server server_port sni alpn ja3 ja3_raw ja3s ja3s_raw ja4 ja4_raw; do head -n 1 out | tr "\t" "\n" | grep -qx "$c" || { echo "$c"; exit 1; }; done'
check flows_have_community_ids eval 'gives 0 flows "${D[@]}" --format tsv && head -n 1 out | grep -q community_id && grep -q "1:.*=" out'
sorted() {
    local n
    n=$(pr flows "${D[@]}" --format tsv | head -n 1 | tr '\t' '\n' | grep -nx packets | cut -d: -f1)
    gives 0 flows "${D[@]}" --format tsv --sort -packets && tail -n +2 out | cut -f"$n" >a && sort -rn a | cmp - a &&
        gives 0 flows "${D[@]}" --format tsv --sort packets && tail -n +2 out | cut -f"$n" >a && sort -n a | cmp - a
}
check rows_are_sorted sorted
check rows_are_filtered eval 'gives 0 flows "${D[@]}" --format tsv --filter "responder_port == 53" && [ "$(wc -l <out)" -gt 1 ] && [ "$(wc -l <out)" -lt "$(rows flows)" ]'
check a_wrong_column_lists_the_columns complains 2 "community_id" flows "${D[@]}" --sort nosuch

# --- query, show, fields, follow --------------------------------------------------------------------------------------
check count_of_everything eval 'same "$(count "" "${D[@]}")" "$(total)"'
check a_filter_and_its_opposite_are_everything eval 'a=$(count tcp "${D[@]}"); b=$(count "not tcp" "${D[@]}"); [ "$a" -gt 0 ] && [ "$b" -gt 0 ] && same $((a + b)) "$(total)"'
check fields_have_a_line_a_packet eval 'gives 0 query dns "${D[@]}" -T fields -e frame.number -e dns.qry.name && same "$(wc -l <out)" "$(count dns "${D[@]}")" && grep -q "	www.example.org$" out'
check fields_of_a_filter eval 'gives 0 query "http.request" "${D[@]}" -T fields -e http.request.uri && grep -qx /large.txt out'
check bad_filter_names_the_column eval 'complains 2 "column" query "tcp.port == " "${D[@]}" && grep -q "\^" err'
check unknown_field_in_filter_is_named eval 'complains 2 "nosuch.field" query "ip and nosuch.field == 1" "${D[@]}" && grep -q "column 8" err && grep -q "\^" err'
check unknown_field_to_print_is_named complains 2 "nosuch.field" query "${D[@]}" -T fields -e nosuch.field
check e_without_T_is_usage complains 2 "-T fields" query "${D[@]}" -e ip.src
check T_without_e_is_usage complains 2 "-e" query "${D[@]}" -T fields
check query_limits eval 'gives 0 query "${D[@]}" --limit 7 --format ndjson && same "$(wc -l <out)" 7'
check two_passes_know_who_answers eval 'gives 0 query dns.response_in "${D[@]}" --count && same "$(cat out)" 0 && gives 0 query dns.response_in "${D[@]}" --two-pass -T fields -e frame.number -e dns.response_in && read -r asked answered <out && gives 0 query "frame.number == $answered" "${D[@]}" -T fields -e dns.response_to && same "$(cat out)" "$asked" && gives 0 show "$asked" "${D[@]}" --two-pass && grep -q "Response In: $answered" out'
check timing_and_plan_go_to_standard_error eval 'gives 0 query tcp "${D[@]}" --count --timing --explain && same "$(wc -l <out)" 1 && grep -q "Plan" err && grep -q " s$" err'
check show_data_prints_bytes says "0000  02 00 00 00" query icmp "${D[@]}" --limit 1 --show-data
json_check query_json_is_valid eval 'gives 0 query "${D[@]}" --format json && is_json out'
check show_prints_tree_and_bytes eval 'says "0000  " show 1 "${D[@]}" && [ "$(wc -l <out)" -gt 15 ]'
json_check show_json_is_valid eval 'n=$(pr query tls.handshake.certificate "${D[@]}" -T fields -e frame.number | head -n 1); gives 0 show "$n" "${D[@]}" --format json && is_json out'
check every_packet_can_be_shown eval 'for n in $(seq 1 "$(total)"); do pr show $n "${D[@]}" >out 2>err || { echo "packet $n"; cat err; exit 1; }; done'
check show_refuses_words complains 2 "one" show one "${D[@]}"
check show_refuses_packets_that_are_not_there eval 'gives 2 show 0 "${D[@]}" && gives 2 show 999999 "${D[@]}" && test -s err'
check fields_are_many eval 'gives 0 fields && [ "$(wc -l <out)" -gt 300 ] && grep -q "^ip.src	" out'
check fields_are_sorted_and_unique eval 'gives 0 fields --format tsv && tail -n +2 out | cut -f1 >a && same "$(sort -u a | wc -l)" "$(wc -l <a)"'
json_check fields_json_is_valid eval 'gives 0 fields --format json && is_json out'
stream=$(pr query http.request "${D[@]}" -T fields -e tcp.stream 2>/dev/null | head -n 1)
check follow_ascii says "GET / HTTP/1.1" follow "tcp,ascii,$stream" "${D[@]}"
check follow_hex says "47 45 54 20 2f 20" follow "tcp,hex,$stream" "${D[@]}"
check follow_raw says "474554202f20" follow "tcp,raw,$stream" "${D[@]}"
check follow_yaml says "peers:" follow "tcp,yaml,$stream" "${D[@]}"
check follow_udp says "Filter: udp.stream eq 0" follow udp,hex,0 "${D[@]}"
for words in tcp tcp,ascii sctp,ascii,0 tcp,loud,0 tcp,ascii,many tcp,ascii,-1; do
    check "follow_refuses_$words" complains 2 "$words" follow "$words" "${D[@]}"
done

# --- export, replay, verify -------------------------------------------------------------------------------------------
again() {  # again FORMAT FILTER: what is exported has as many packets when it is read again
    gives 0 export "$2" -w "again.$1" --format "$1" "${D[@]}" || return 1
    rm -f again.prcase*
    gives 0 import "again.$1" --database again.prcase && gives 0 verify --database again.prcase &&
        same "$(count "" --database again.prcase)" "$(count "$2" "${D[@]}")" &&
        same "$(pr query --database again.prcase -T fields -e frame.time_epoch -e frame.len | md5sum)" "$(pr query "$2" "${D[@]}" -T fields -e frame.time_epoch -e frame.len | md5sum)"
}
for format in pcapng pcap; do
    check "export_of_everything_as_$format" again $format ""
    check "export_of_a_filter_as_$format" again $format "tcp.port == 80 or dns"
done
check export_to_standard_output eval 'pr export -w - "${D[@]}" 2>err >out.pcapng && cmp out.pcapng again_all.pcapng 2>/dev/null || { gives 0 export -w again_all.pcapng "${D[@]}" && cmp out.pcapng again_all.pcapng; }'
check export_needs_a_file complains 2 "--output" export "${D[@]}"
check export_refuses_a_wrong_filter complains 2 "column" export "tcp.port ==" -w x.pcapng "${D[@]}"
check import_from_standard_input eval 'pr import - --database stdin.prcase <"$sample" 2>err && same "$(count "" --database stdin.prcase)" "$(total)"'
check import_of_two_files_is_two_sessions eval 'gives 0 import "$sample" "$sample" --database two.prcase && pr sessions --database two.prcase --format tsv >out && same "$(wc -l <out)" 3'
check import_as_one_is_one_session eval 'gives 0 import --as-one "$sample" "$sample" --database one.prcase && pr sessions --database one.prcase --format tsv >out && same "$(wc -l <out)" 2 && same "$(count "" --database one.prcase)" $((2 * $(total)))'
for tool in gzip zstd lz4; do
    if command -v $tool >/dev/null; then
        check "import_of_$tool" eval "$tool -c <\"\$sample\" >packed && gives 0 import packed --database $tool.prcase && same \"\$(count '' --database $tool.prcase)\" \"\$(total)\""
    else
        skip "import_of_$tool" "$tool is not installed"
    fi
done
check progress_is_json_lines eval 'pr import "$sample" --database progress.prcase --progress-fd 3 3>lines 2>err >out && grep -q "\"type\":\"committed\"" lines && tail -n 1 lines | grep -q "\"type\":\"stopped\",\"reason\":\"done\"" && ! grep -v "^{.*}$" lines'
check replay_writes_all_packets eval 'gives 0 replay --speed 0 -w replay.pcapng "${D[@]}" && rm -f replay.prcase* && gives 0 import replay.pcapng --database replay.prcase && same "$(count "" --database replay.prcase)" "$(total)"'
check replay_counts eval 'gives 0 replay --display-only --count 5 "${D[@]}" && same "$(wc -l <out)" 5'
check replay_takes_the_time_of_the_session eval 'from=$(date +%s%N); gives 0 replay --speed 4 --count 200 -w timed.pcapng "${D[@]}"; [ $(($(date +%s%N) - from)) -gt 100000000 ]'
check verify_passes says "Nothing is wrong" verify "${D[@]}"
marks() {  # what is said of packets comes back, and the case stays what was recorded
    rm -f marked.prcase* && gives 0 import "$sample" --database marked.prcase && gives 0 mark 12 7 --database marked.prcase \
        && gives 0 mark 9 --note "a beacon" --database marked.prcase && gives 0 mark 12 --remove --database marked.prcase \
        && gives 0 mark --format tsv --database marked.prcase && same "$(cut -f1-3 out | tr '\t\n' ',;')" "packet,marked,note;7,true,;9,false,a beacon;" \
        && gives 0 verify --database marked.prcase
}
check marks_and_notes_are_kept_beside_the_evidence marks
check a_mark_on_a_packet_that_is_not_there_is_refused complains 2 "no packet 999999" mark 999999 "${D[@]}"
check a_mark_on_something_else_is_refused complains 2 "first" mark first "${D[@]}"
check a_note_on_two_packets_is_refused complains 2 "one packet" mark 1 2 --note x "${D[@]}"
check quiet_verify_prints_nothing eval 'gives 0 verify --quiet "${D[@]}" && same "$(cat out err)" ""'
older() { zstd -dqf "$here/../data/format1.prcase.zst" -o older.prcase; }
if command -v zstd >/dev/null; then
    check an_older_case_is_read eval 'older && gives 0 sessions --database older.prcase && gives 0 alerts --database older.prcase'
    check an_older_case_is_not_written eval 'older && complains 4 "migrate" import "$sample" --database older.prcase'
    check migrate_asks eval 'older && complains 2 "--yes" migrate --database older.prcase </dev/null'
    check a_migrated_case_is_written eval 'older && gives 0 migrate --yes --database older.prcase && gives 0 import "$sample" --database older.prcase && gives 0 verify --database older.prcase'
    check a_migrated_case_is_analysed_anew eval 'older && gives 0 migrate --yes --database older.prcase && gives 0 query dns --database older.prcase && grep -q "reanalyze --session" err && gives 0 reanalyze --database older.prcase && gives 0 query dns --database older.prcase && ! grep -q reanalyze err && gives 0 verify --database older.prcase'
else
    skip an_older_case "zstd is not installed"
fi
without_detection() {
    gives 0 import --no-detect "$sample" --database quiet2.prcase && gives 0 alerts --database quiet2.prcase &&
        grep -q "without detection.*reanalyze --session 1" err && gives 0 reanalyze --session 1 --database quiet2.prcase &&
        gives 0 alerts --database quiet2.prcase --format tsv && [ "$(wc -l <out)" -gt 1 ] && same "$(cat err)" ""
}
check alerts_say_that_nothing_was_looked_for without_detection
check reanalyze_says_that_there_is_nothing_to_do eval 'gives 0 reanalyze "${D[@]}" && grep -q "analysed every session" err'
reanalyzed() {  # a case whose index another version made: filters warn, reanalyze mends it
    gives 0 import "$sample" --database elder.prcase || return 1
    sqlite3 elder.prcase "UPDATE analysis_part SET digest=zeroblob(32) WHERE protocol='dns'" || return 1
    local wanted
    wanted=$(count dns "${D[@]}")
    gives 0 query dns --count --explain --database elder.prcase && same "$(cat out)" "$wanted" &&
        grep -q "another version (dns).*reanalyze --session 1" err && grep -q "for another version" err &&
        says "1 session was analysed by another version" info --database elder.prcase &&
        gives 0 reanalyze --database elder.prcase && gives 0 query dns --count --explain --database elder.prcase &&
        same "$(cat out)" "$wanted" && ! grep -q "another version" err &&
        gives 0 verify --database elder.prcase
}
json_check an_older_analysis_is_proved_and_made_anew reanalyzed
check verify_writes_nothing eval 'before=$(md5sum <"$case_file"); gives 0 verify "${D[@]}" && gives 0 query "${D[@]}" && same "$(md5sum <"$case_file")" "$before"'
check info_tells_of_the_case eval 'says "Sessions  1" info "${D[@]}"'
json_check info_json_is_valid eval 'gives 0 info --json "${D[@]}" && is_json out'
json_check list_interfaces_json_is_valid eval 'gives 0 list-interfaces --json && is_json out && grep -q "\"name\":\"lo\".*\"backends\":\[\"libpcap\"" out'
check list_interfaces says lo list-interfaces
flipped() {  # flipped TABLE COLUMN: one byte in the middle of a value of the evidence, changed in the file
    rm -f damaged.prcase* && cp "$case_file" damaged.prcase || return 1
    local needle at old
    needle=$(sqlite3 damaged.prcase "SELECT hex(substr($2, length($2) / 2, 24)) FROM $1 LIMIT 1" | sed 's/../\\x&/g')
    [ -n "$needle" ] || { echo "$1 is empty"; return 1; }
    at=$(LC_ALL=C grep -obUaP "$needle" damaged.prcase | head -n 1 | cut -d: -f1)
    [ -n "$at" ] || { echo "the bytes were not found"; return 1; }
    old=$(dd if=damaged.prcase bs=1 skip=$((at + 12)) count=1 status=none | od -An -tu1)
    # shellcheck disable=SC2059
    printf "\\x$(printf %x $((old ^ 1)))" | dd of=damaged.prcase bs=1 seek=$((at + 12)) conv=notrunc status=none
    gives 1 verify --database damaged.prcase && grep -q "session 1" out && grep -q "$3" out
}
if [ $have_sqlite ]; then
    check verify_finds_a_changed_byte_of_a_block flipped block_bytes bytes "block 0, packets 1 to"
    check verify_finds_a_changed_byte_of_a_column flipped block_columns columns "block 0, packets 1 to"
else
    skip verify_finds_a_changed_byte "sqlite3 is not installed"
fi

# --- hostile words, closed pipes, cancelling --------------------------------------------------------------------------
word() { printf "\\x$(printf %02x $(($1 >> 8)))\\x$(printf %02x $(($1 & 255)))"; }
hostile() {  # an HTTP request whose target, host and agent hold escapes: Ethernet, IPv4, TCP in a pcap file
    local request=$'GET /\x1b]0;owned\x07\x1b[2J HTTP/1.1\r\nHost: \x1b[31mred\x9b\r\nUser-Agent: a\x08b\r\n\r\n' size
    size=$(LC_ALL=C printf %s "$request" | wc -c)
    printf '\xd4\xc3\xb2\xa1\x02\x00\x04\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x04\x00\x01\x00\x00\x00'
    printf "\\x00\\x00\\x00\\x66\\x00\\x00\\x00\\x00\\x$(printf %x $((size + 54)))\\x00\\x00\\x00\\x$(printf %x $((size + 54)))\\x00\\x00\\x00"
    printf '\x02\x00\x00\x00\x00\x01\x02\x00\x00\x00\x00\x02\x08\x00\x45\x00'
    word $((size + 40))
    printf '\x00\x01\x40\x00\x40\x06\x00\x00\xc0\x00\x02\x02\xc0\x00\x02\x01\xc3\x50\x00\x50\x00\x00\x00\x01\x00\x00\x00\x01\x50\x18\x10\x00\x00\x00\x00\x00'
    printf %s "$request"
}
hostile >hostile.pcap
check hostile_sample_is_read eval 'gives 0 import hostile.pcap --name "$(printf "a\033[31mb")" --database hostile.prcase && no_controls err && same "$(count http.request --database hostile.prcase)" 1'
while read -r words; do
    # shellcheck disable=SC2086
    check "no_control_characters_from_$(tr -c "a-z\n" _ <<<"$words")" eval "gives 0 $words --database hostile.prcase && no_controls out && no_controls err"
done <<'TABLE'
sessions --format table
sessions --format tsv
sessions --format json
http --format table
http --format tsv
http --format json
http --format ndjson
query --show-data
show 1
show 1 --format json
follow tcp,ascii,0
follow tcp,hex,0
replay --display-only
info
TABLE
on_a_terminal() {  # on_a_terminal ARGUMENTS…: csv and fields are exact in a file, and harmless on a terminal
    script -qec "$program $*" /dev/null </dev/null | tr -d '\r' >out
    [ -s out ] && no_controls out
}
if command -v script >/dev/null; then
    check csv_on_a_terminal on_a_terminal http --format csv --database "$work/hostile.prcase"
    check fields_on_a_terminal on_a_terminal query -T fields -e http.request.uri -e http.host --database "$work/hostile.prcase"
else
    skip csv_and_fields_on_a_terminal "script is not installed"
fi
check csv_in_a_file_is_exact eval 'gives 0 http --format csv --database hostile.prcase && grep -q "$(printf "\033]0;owned\007")" out'
check a_wrong_filter_is_escaped eval 'gives 2 query "$(printf "ip.src == \033[31m")" "${D[@]}"; no_controls err'
closed() {  # a reader that goes away ends the program quietly: no message, killed by SIGPIPE or done
    { pr "$@" 2>err; echo $? >status; } | head -n 1 >out
    test ! -s err && { same "$(cat status)" 141 || same "$(cat status)" 0; }
}
check closed_pipe_of_fields closed fields
check closed_pipe_of_query closed query "${D[@]}" --format ndjson --show-data
check closed_pipe_of_export eval '{ pr export -w - "${D[@]}" --log-level error 2>err; echo $? >status; } | head -c 10 >out; case $(cat status) in 141 | 0 | 4) ;; *) cat status err; exit 1 ;; esac'
cancelled() {  # the input does not end; after the first commit (16 MiB in the case) the import is cancelled
    local feeder import status committed kept
    rm -f lines  # of an earlier check: it must not look like the first commit of this one
    mkfifo pipe
    { while cat "$sample"; do :; done; } >pipe 2>/dev/null &
    feeder=$!
    env --default-signal=INT "$program" import - --database cancelled.prcase --progress-fd 3 <pipe 3>lines 2>err >out &
    import=$!
    for _ in $(seq 600); do grep -q '"type":"committed"' lines && break; sleep 0.1; done
    kill -INT $import
    wait $import
    status=$?
    kill $feeder 2>/dev/null
    same $status 130 && tail -n 1 lines | grep -q '"reason":"cancelled"' || return 1
    says cancelled sessions --database cancelled.prcase --format tsv && gives 0 verify --database cancelled.prcase || return 1
    committed=$(grep '"type":"committed"' lines | tail -n 1 | sed 's/.*"last_packet":\([0-9]*\).*/\1/')
    kept=$(total --database cancelled.prcase)
    [ "$committed" -gt 0 ] && same "$kept" "$committed"
}
check a_cancelled_import_keeps_what_was_committed cancelled
piped() {  # what came through a pipe that still runs is there soon, whatever wrote it; its end ends the import
    local format=$1 feeder import began rows=0
    mkfifo "$format.fifo"
    gives 0 export "${D[@]}" --format "$format" -w "piped.$format" || return 1
    { cat "piped.$format"; exec sleep 30; } >"$format.fifo" &
    feeder=$!
    "$program" import - --database "piped_$format.prcase" <"$format.fifo" 2>err >out &
    import=$!
    began=$EPOCHREALTIME
    until [ "$rows" = "$(total)" ]; do
        [ "$((${EPOCHREALTIME/./} - ${began/./}))" -lt 10000000 ] || { echo "$rows rows after 10 s"; kill $feeder $import; return 1; }
        sleep 0.1
        rows=$(count "" --database "piped_$format.prcase")
    done
    echo "all rows after $(((${EPOCHREALTIME/./} - ${began/./}) / 1000)) ms"
    kill -0 $import || { echo "the import ended before its pipe did"; return 1; }
    kill $feeder
    wait $import && gives 0 verify --database "piped_$format.prcase" && says finished sessions --database "piped_$format.prcase" --format tsv
}
check rows_of_a_running_pcapng_pipe_are_there piped pcapng
check rows_of_a_running_pcap_pipe_are_there piped pcap
from_named_pipe() {  # a named pipe: its writer comes late, is slow, and dies within a packet
    local import began=0
    mkfifo named.fifo
    env --default-signal=INT "$program" import named.fifo --database named.prcase --progress-fd 3 3>named.lines 2>err >out &
    import=$!
    for _ in $(seq 100); do grep -q '"type":"committed"' named.lines && break; sleep 0.1; done
    {
        dd if=piped.pcap bs=$((24 + 16 + $(frame_length 1))) count=1 iflag=fullblock status=none
        until [ "$(count "" --database named.prcase)" = 1 ] || [ $((began++)) -gt 50 ]; do sleep 0.1; done
        dd if=piped.pcap bs=1 skip=$((24 + 16 + $(frame_length 1))) count=20 status=none
    } >named.fifo
    wait $import
    same $? 3 && [ "${began:-0}" -le 50 ] && tail -n 1 named.lines | grep -q 'named.fifo is cut off in packet 2 at byte' &&
        same "$(count "" --database named.prcase)" 1 && gives 0 verify --database named.prcase
}
frame_length() { pr query "frame.number == $1" "${D[@]}" -T fields -e frame.cap_len 2>/dev/null; }
check a_named_pipe_is_read_while_its_writer_is_slow_and_up_to_where_it_died from_named_pipe
unwritten() {  # nobody writes: the wait is ended by an interrupt
    local import began=0
    mkfifo unwritten.fifo
    env --default-signal=INT "$program" import unwritten.fifo --database unwritten.prcase --progress-fd 3 3>unwritten.lines 2>err >out &
    import=$!
    for _ in $(seq 100); do grep -q '"type":"committed"' unwritten.lines && break; sleep 0.1; done
    began=$EPOCHREALTIME
    kill -INT $import
    wait $import
    same $? 130 && [ "$((${EPOCHREALTIME/./} - ${began/./}))" -lt 2000000 ]
}
check waiting_for_the_writer_of_a_named_pipe_is_cancelled unwritten

# --- import --link ----------------------------------------------------------------------------------------------------
linked() {
    cp "$sample" original.pcapng
    gives 0 import --link original.pcapng --database linked.prcase && gives 0 verify --database linked.prcase || return 1
    [ "$(stat -c %s linked.prcase)" -lt "$(stat -c %s "$case_file")" ] || return 1
    local words
    for words in "query" "show 10" "follow tcp,hex,0" "query dns --count" "query tcp -T fields -e frame.number -e tcp.len" "export dns -w -" "export -w -"; do
        # shellcheck disable=SC2086
        gives 0 $words "${D[@]}" -s 1 && mv out wanted && gives 0 $words --database linked.prcase || return 1
        cmp out wanted || { echo "$words"; return 1; }
    done
}
check a_linked_session_answers_as_any_other linked
lost() {
    mv original.pcapng away.pcapng
    complains 4 "original.pcapng" show 10 --database linked.prcase && gives 0 flows --database linked.prcase && gives 0 dns --database linked.prcase &&
        gives 1 verify --database linked.prcase && grep -q "block 0, packets 1 to .*original.pcapng" out
    local status=$?
    mv away.pcapng original.pcapng
    return $status
}
check a_missing_original_is_named_and_tables_answer lost
altered() {
    # an octet in the middle of the file, inside a packet
    local at=150000
    printf '\xee' | dd of=original.pcapng bs=1 seek=$at conv=notrunc status=none
    gives 1 verify --database linked.prcase && grep -q "original.pcapng was changed" out && same "$(grep -c "block [0-9]*, packets" out)" 1 &&
        complains 4 "was changed" query "frame contains 00" --database linked.prcase
}
check a_changed_original_is_named altered
check a_compressed_file_is_not_linked eval 'gzip -c "$sample" >l.pcapng.gz; complains 2 "compressed" import --link l.pcapng.gz --database l.prcase && [ ! -e l.prcase ]'
check standard_input_is_not_linked eval 'complains 2 "Standard input cannot be linked" import --link - --database l.prcase && [ ! -e l.prcase ]'
check a_pipe_is_not_linked eval 'mkfifo l.pipe; complains 2 "not a regular file" import --link l.pipe --database l.prcase && [ ! -e l.prcase ]'
check several_files_are_linked_as_one eval 'cp "$sample" one.pcapng; cp "$sample" two.pcapng; gives 0 import --link --as-one one.pcapng two.pcapng --database l.prcase && gives 0 verify --database l.prcase && same "$(total --database l.prcase)" $((2 * $(total)))'

# --- capture, where it is allowed --------------------------------------------------------------------------------------
# shellcheck source=tests/cli/capture.sh
. "$here/capture.sh"

# --- by itself --------------------------------------------------------------------------------------------------------
others='wireshark|wiretap|wsutil|tshark|dumpcap|sharkd|ndpi|zeek|suricata|tcpdump'
links_nothing_else() { ! ldd "$bin/packetrecorder" "$bin/packetrecorder-capture" "$bin/packetrecorder-inject" | grep -iE "$others"; }
check no_other_analyser_is_linked links_nothing_else
runs_nothing_else() {  # one program is executed, the one that was asked for; nothing of another analyser is opened
    local words
    mkdir -p empty
    for words in "import $sample --database alone.prcase" "query http.user_agent -T fields -e http.host" "follow tcp,ascii,$stream" "show 10"; do
        # shellcheck disable=SC2086
        env PATH="$work/empty" ASAN_OPTIONS=detect_leaks=0 PACKETRECORDER_DATABASE="$case_file" \
            "$(command -v strace)" -f -e trace=execve,execveat,open,openat -o trace "$program" $words >out 2>err </dev/null || { cat err; return 1; }
        same "$words: $(grep -cE 'execve(at)?\(' trace)" "$words: 1" || return 1
        if grep -iE "$others" trace | grep -v -F "$program"; then return 1; fi
    done
}
if command -v strace >/dev/null && strace -o trace true 2>/dev/null; then
    check no_other_program_is_run runs_nothing_else
else
    skip no_other_program_is_run "strace is not installed, or may not trace here"
fi

echo "$passed passed, $failed failed, $skipped skipped"
[ $failed -eq 0 ] && [ $passed -gt 0 ]
