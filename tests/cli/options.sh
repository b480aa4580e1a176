# Part of run.sh, which reads it: every option of every command with a right and a wrong value, and the short forms.
# shellcheck shell=bash disable=SC2154
echo "CLIENT_RANDOM $(printf %064d 1) $(printf %096d 2)" >keys.log
# The table: command, option, a right value, a wrong value (- = none possible), how, operands.
# A right value must be taken by a real run where that needs no rights, else by the parser (--help comes last).
# A wrong value is status 2; so is a missing one.
options() {
    cat <<'TABLE'
list-interfaces json . . run
capture interface lo nosuch0 parse
capture filter tcp - parse
capture duration 1 -1 parse
capture count 1 many parse
capture filesize 1M big parse
capture min-free 0 some parse
capture ring-size 64M 1M parse
capture ring-duration 60 0 parse
capture pre-trigger 60 0 parse
capture trigger-on scan-vertical nosuch parse
capture start-at 2001-01-01T00:00Z tonight parse
capture stop-at 2199-01-01T00:00:00 2001-01-01 parse
capture snaplen 96 1.5 parse
capture buffer-size 1M 1X parse
capture promisc false perhaps parse
capture monitor . . parse
capture backend xdp socket parse
capture sample 10 few parse
capture pcap copy.pcapng - parse
capture name lab - parse
capture threads 1 two parse
capture memory 64M lots parse
capture keylog keys.log - parse
capture progress-fd 3 three parse
capture api-port 8080 http parse
capture api-bind 127.0.0.1 - parse
extcap extcap-interfaces . . run
extcap extcap-version 4.0 - run --extcap-interfaces
extcap extcap-interface packetrecorder-lo nosuch0 run --extcap-dlts
extcap extcap-dlts . . run --extcap-interface=packetrecorder-lo
extcap extcap-config . . run --extcap-interface=packetrecorder-lo
extcap capture . . parse
extcap fifo keys.log - parse
extcap backend xdp socket parse
extcap extcap-capture-filter tcp - run --extcap-interface=packetrecorder-lo
extcap snaplen 96 1.5 parse
extcap buffer-size 1M 1X parse
extcap promisc false perhaps parse
serve api-port 8080 http parse
serve api-bind 127.0.0.1 - parse
serve http-addr 127.0.0.1:8080 - parse
import keylog keys.log - run SAMPLE
import link . . run SAMPLE
import as-one . . run SAMPLE
import name lab - run SAMPLE
import no-detect . . run SAMPLE
import threads 1 two run SAMPLE
import memory 64M lots run SAMPLE
import progress-fd 2 three run SAMPLE
sessions format csv xml run
sessions filter packets>0 nosuch==1 run
sessions sort -packets nosuch run
sessions limit 1 -1 run
flows session 1 99 run
flows format json xml run
flows filter packets>1 packets> run
flows sort bytes nosuch run
flows limit 3 few run
dns session 1 99 run
dns format tsv xml run
dns filter packet>1 nosuch==1 run
dns sort time nosuch run
dns limit 3 few run
http session 1 99 run
http format ndjson xml run
http filter packet>1 nosuch==1 run
http sort -time nosuch run
http limit 3 few run
tls session 1 99 run
tls format csv xml run
tls filter packet>1 nosuch==1 run
tls sort packet nosuch run
tls limit 1 few run
certificates session 1 99 run
certificates format table xml run
certificates filter packet>1 nosuch==1 run
certificates sort -packet nosuch run
certificates limit 1 few run
alerts session 1 99 run
alerts format ndjson xml run
alerts filter count>1 nosuch==1 run
alerts sort -confidence nosuch run
alerts limit 1 few run
alerts withdrawn . . run
query session 1 99 run
query T fields json parse
query e ip.src - parse
query format csv xml run
query limit 2 few run
query count . . run
query show-data . . run
query timing . . run
query explain . . run
query keylog keys.log - run
query two-pass . . run
show session 1 99 run 1
show format json xml run 1
show keylog keys.log - run 1
show two-pass . . run 1
fields format csv xml run
follow session 1 99 run tcp,ascii,0
export session 1 99 run -wout.pcapng
export output out2.pcapng /nosuch/folder/x run
export format pcap xml run -wout.pcap
export limit 2 few run -wout.pcapng
export progress-fd 2 three run -wout.pcapng
replay session 1 99 run --speed=0
replay output replayed.pcapng /nosuch/folder/x run --speed=0
replay interface lo ../lo parse
replay speed 0 -1 run
replay top-speed . . run
replay count 2 few run --speed=0
replay display-only . . run
mark session 1 99 run
mark note text - run 1
mark remove . . run 1
mark format tsv xml run
verify quiet . . run
reanalyze session 1 99 run
reanalyze no-detect . . run
reanalyze threads 1 two run
reanalyze memory 64M lots run
reanalyze progress-fd 2 three run
migrate yes . . run
info config . . run
info json . . run
TABLE
}
check import_the_sample gives 0 import "$sample" --name Sample "${D[@]}"
right() {  # right COMMAND OPTION VALUE HOW OPERANDS…
    local command=$1 option=--$2 value=$3 how=$4 database=$case_file
    shift 4
    [ "$command" = import ] && database=$work/$RANDOM$RANDOM.prcase
    [ "$how" = parse ] && set -- "$@" --help
    if [ "$value" = . ]; then set -- "$option" "$@"; else set -- "$option=$value" "$@"; fi
    gives 0 "$command" --database "$database" "$@"
}
wrong() {
    local command=$1 option=$2 value=$3 how=$4 wanted=2
    shift 4
    [ "$value" = /nosuch/folder/x ] && wanted=4
    case $value in
    .) complains 2 "--$option" "$command" "--$option=perhaps" "${D[@]}" "$@" ;;
    nosuch0) gives 3 "$command" "--$option=$value" --duration=1 --database unused.prcase || gives 2 "$command" "--$option=$value" --duration=1 --database unused.prcase || gives 5 "$command" "--$option=$value" --duration=1 --database unused.prcase ;;
    *)
        if [ "$value" != - ]; then complains $wanted "" "$command" "${D[@]}" "$@" "--$option=$value" || return 1; fi
        complains 2 "--$option" "$command" "${D[@]}" "$@" "--$option" ;;
    esac
}
while read -r command option value bad how operands; do
    [ "$operands" = SAMPLE ] && operands=$sample
    # shellcheck disable=SC2086
    check "${command}_takes_$option" right "$command" "$option" "$value" "$how" $operands
    # shellcheck disable=SC2086
    check "${command}_refuses_a_wrong_$option" wrong "$command" "$option" "$bad" "$how" $operands
done < <(options)
every_option_has_a_row() {
    local c missing=
    for c in $commands; do
        for option in $(pr "$c" --help | sed -n 's/^  \(-., \|    \)--\([A-Za-z-]*\).*/\2/p'); do
            case $option in database | log-level | help) continue ;; config) [ "$c" = info ] || continue ;; esac
            options | grep -q "^$c $option " || missing+="$c --$option; "
        done
    done
    same "$missing" ""
}
check every_option_of_the_help_is_tested every_option_has_a_row
forms=0
while read -r words; do
    # shellcheck disable=SC2086
    check "short_forms_of_${words%% *}_$((forms += 1))" gives 0 ${words//SAMPLE/$sample}
done <<TABLE
flows -d $case_file -s 1 -l 2
flows -d $case_file -f packets>1
query -d $case_file -T fields -e ip.src
query -d $case_file -Tfields -eip.src -l2
export -d $case_file -w short.pcapng
replay -d $case_file --speed=0 -c 1
replay -h -i lo
verify -d $case_file -q
mark -d $case_file -n text 1
reanalyze -d $case_file -s 1
migrate -d $case_file -y
capture -h -i lo -f tcp -t 1 -c 1 -s 96 -b 1M -p x.pcapng
TABLE
