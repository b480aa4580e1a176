#include "app/cli/commands.h"

#include "core/detect/detectors.h"

#include <array>
#include <cstdio>

namespace pr::cli {

namespace {

constexpr std::size_t kAny = static_cast<std::size_t>(-1);

constexpr Option kSession{.name = "session",
    .letter = 's',
    .kind = ValueKind::Number,
    .value = "ID",
    .words = "the session; 0: the newest",
    .standard = "0"};
constexpr Option kProgress{.name = "progress-fd",
    .kind = ValueKind::Number,
    .value = "N",
    .words = "writes progress as JSON lines to this descriptor"};
constexpr Option kThreads{.name = "threads",
    .kind = ValueKind::Number,
    .value = "N",
    .words = "threads at work; 0: one for each core",
    .standard = "0"};
constexpr Option kMemory{.name = "memory",
    .kind = ValueKind::Number,
    .value = "BYTES",
    .words = "the most memory to use",
    .standard = "256M"};
constexpr Option kFormat{.name = "format",
    .kind = ValueKind::Choice,
    .value = "FORMAT",
    .words = "how rows are printed",
    .standard = "table",
    .choices = "table|csv|tsv|json|ndjson"};
constexpr Option kFilter{.name = "filter",
    .letter = 'f',
    .kind = ValueKind::Text,
    .value = "FILTER",
    .words = "rows that pass: the filter language over the column names"};
constexpr Option kSort{
    .name = "sort", .kind = ValueKind::Text, .value = "COLUMN", .words = "sorts by a column; -COLUMN: descending"};
constexpr Option kLimit{.name = "limit",
    .letter = 'l',
    .kind = ValueKind::Number,
    .value = "N",
    .words = "the most rows; 0: all",
    .standard = "0"};
constexpr Option kPcap{.name = "pcap",
    .letter = 'p',
    .kind = ValueKind::Path,
    .value = "FILE",
    .words = "also writes the packets to this pcapng file"};

constexpr Option kApiBind{.name = "api-bind",
    .kind = ValueKind::Text,
    .value = "ADDRESS",
    .words = "the address of the API, of this machine only",
    .standard = "127.0.0.1",
    .environment = "API_BIND"};

constexpr std::array kListInterfaces{Option{.name = "json", .words = "prints JSON"}};

constexpr Option kKeyLog{.name = "keylog",
    .kind = ValueKind::Path,
    .value = "FILE",
    .words = "decrypts TLS with the secrets in this key log (SSLKEYLOGFILE), which are kept in the case"};
constexpr Option kKeyLogOfQuestion{.name = "keylog",
    .kind = ValueKind::Path,
    .value = "FILE",
    .words = "decrypts TLS with the secrets in this key log, too; the case stays as it is"};

constexpr Option kBackEnd{.name = "backend",
    .kind = ValueKind::Choice,
    .value = "BACKEND",
    .words = "how packets are taken: from sockets, or by XDP (received frames only)",
    .standard = "libpcap",
    .choices = "libpcap|xdp"};

constexpr std::array kCapture{
    kKeyLog,
    Option{.name = "interface",
        .letter = 'i',
        .kind = ValueKind::Text,
        .value = "NAME",
        .words = "an interface, or any; may be given several times (the first that is up)",
        .repeated = true},
    Option{.name = "filter",
        .letter = 'f',
        .kind = ValueKind::Text,
        .value = "BPF",
        .words = "records only what passes this pcap filter",
        .repeated = true},
    Option{.name = "duration",
        .letter = 't',
        .kind = ValueKind::Number,
        .value = "SECONDS",
        .words = "stops after so long; 0: never",
        .standard = "0"},
    Option{.name = "count",
        .letter = 'c',
        .kind = ValueKind::Number,
        .value = "N",
        .words = "stops after so many packets; 0: never",
        .standard = "0"},
    Option{.name = "filesize",
        .kind = ValueKind::Number,
        .value = "BYTES",
        .words = "stops after so many bytes of packets; 0: never",
        .standard = "0"},
    Option{.name = "min-free",
        .kind = ValueKind::Number,
        .value = "BYTES",
        .words = "stops when less than this is free on the case's disk; 0: goes on",
        .standard = "256M"},
    Option{.name = "ring-size",
        .kind = ValueKind::Number,
        .value = "BYTES",
        .words = "keeps so many bytes on the disk: the oldest packets go (4M or more)"},
    Option{.name = "ring-duration",
        .kind = ValueKind::Number,
        .value = "SECONDS",
        .words = "keeps the packets of so long: older ones go"},
    Option{.name = "pre-trigger",
        .kind = ValueKind::Number,
        .value = "SECONDS",
        .words = "keeps the last so many seconds only, until an alert or SIGUSR1 asks for all"},
    Option{.name = "trigger-on",
        .kind = ValueKind::Choice,
        .value = "DETECTOR",
        .words = "with --pre-trigger: alerts of this one only; may be given several times (any alert)",
        .choices = detect::kDetectorNames,
        .repeated = true},
    Option{.name = "start-at",
        .kind = ValueKind::Text,
        .value = "TIME",
        .words = "begins then: 2026-11-23T22:00 here, 2026-11-23T22:00Z in UTC"},
    Option{.name = "stop-at", .kind = ValueKind::Text, .value = "TIME", .words = "stops then, if nothing did before"},
    Option{.name = "snaplen",
        .letter = 's',
        .kind = ValueKind::Number,
        .value = "BYTES",
        .words = "what is kept of a packet",
        .standard = "262144",
        .repeated = true},
    Option{.name = "buffer-size",
        .letter = 'b',
        .kind = ValueKind::Number,
        .value = "BYTES",
        .words = "the kernel's ring buffer",
        .standard = "33554432"},
    Option{.name = "promisc",
        .kind = ValueKind::Boolean,
        .value = "BOOL",
        .words = "promiscuous mode",
        .standard = "true",
        .repeated = true},
    Option{.name = "monitor", .words = "monitor mode, where the driver has it"},
    kBackEnd,
    Option{.name = "sample",
        .kind = ValueKind::Number,
        .value = "N",
        .words = "XDP takes one of N packets, at random",
        .standard = "1"},
    kPcap,
    Option{.name = "name", .kind = ValueKind::Text, .value = "TEXT", .words = "the session's name"},
    Option{.name = "api-port",
        .kind = ValueKind::Number,
        .value = "PORT",
        .words = "serves the local API meanwhile; 0: any free port (no API)",
        .environment = "API_PORT"},
    kApiBind,
    kThreads,
    kMemory,
    kProgress,
};

constexpr std::array kImport{
    Option{.name = "link",
        .words = "leaves the bytes in the files (pcap or pcapng, not compressed) and keeps all else in the case"},
    Option{.name = "as-one", .words = "several files become one session (a ring of captures)"},
    Option{.name = "name", .kind = ValueKind::Text, .value = "TEXT", .words = "the session's name (the file's name)"},
    kKeyLog,
    Option{.name = "no-detect", .words = "raises no alerts"},
    kThreads,
    kMemory,
    kProgress,
};

constexpr std::array kSessions{kFormat, kFilter, kSort, kLimit};
constexpr std::array kAlerts{kSession, kFormat, kFilter, kSort, kLimit,
    Option{.name = "withdrawn", .words = "also those that later packets took back"}};
constexpr std::array kTable{kSession, kFormat, kFilter, kSort, kLimit};

constexpr std::array kQuery{
    kSession,
    Option{.name = "T",
        .letter = 'T',
        .kind = ValueKind::Choice,
        .value = "fields",
        .words = "prints the fields given with -e",
        .choices = "fields"},
    Option{.name = "e",
        .letter = 'e',
        .kind = ValueKind::Text,
        .value = "FIELD",
        .words = "a field to print; may be given several times",
        .repeated = true},
    Option{.name = "format",
        .kind = ValueKind::Choice,
        .value = "FORMAT",
        .words = "how packets are printed",
        .standard = "table",
        .choices = "table|csv|tsv|json|ndjson"},
    Option{.name = "two-pass",
        .words =
            "shows what later packets say of a packet, too (dns.response_in, tcp.reassembled_in …); takes two passes"},
    Option{.name = "limit",
        .letter = 'l',
        .kind = ValueKind::Number,
        .value = "N",
        .words = "the most packets; 0: all",
        .standard = "0"},
    kKeyLogOfQuestion,
    Option{.name = "count", .words = "prints only how many packets pass"},
    Option{.name = "show-data", .words = "prints the bytes of each packet in hexadecimal, too"},
    Option{.name = "timing", .words = "says on standard error how long it took"},
    Option{.name = "explain", .words = "says on standard error how the answer is found"},
};

constexpr std::array kShow{
    kKeyLogOfQuestion,
    kSession,
    Option{.name = "format",
        .kind = ValueKind::Choice,
        .value = "FORMAT",
        .words = "text or JSON",
        .standard = "text",
        .choices = "text|json"},
    Option{.name = "two-pass", .words = "shows what later packets say of it, too; takes a pass over the session"},
};

constexpr std::array kFields{Option{.name = "format",
    .kind = ValueKind::Choice,
    .value = "FORMAT",
    .words = "how rows are printed",
    .standard = "tsv",
    .choices = "table|csv|tsv|json|ndjson"}};

constexpr std::array kFollow{kSession};

constexpr std::array kExport{
    kSession,
    Option{.name = "output",
        .letter = 'w',
        .kind = ValueKind::Path,
        .value = "FILE",
        .words = "the file to write; - for standard output"},
    Option{.name = "format",
        .kind = ValueKind::Choice,
        .value = "FORMAT",
        .words = "the form of the file",
        .standard = "pcapng",
        .choices = "pcapng|pcap"},
    Option{.name = "limit",
        .letter = 'l',
        .kind = ValueKind::Number,
        .value = "N",
        .words = "the most packets; 0: all",
        .standard = "0"},
    kProgress,
};

constexpr std::array kReplay{
    kSession,
    Option{.name = "output",
        .letter = 'w',
        .kind = ValueKind::Path,
        .value = "FILE",
        .words = "where packets go as pcapng; - for standard output",
        .standard = "-"},
    Option{.name = "interface",
        .letter = 'i',
        .kind = ValueKind::Text,
        .value = "NAME",
        .words = "sends the packets out of this Ethernet interface instead; never taken from the configuration"},
    Option{.name = "speed",
        .kind = ValueKind::Real,
        .value = "FACTOR",
        .words = "1: in the session's own time; 2: in half of it; 0: as fast as possible",
        .standard = "1"},
    Option{.name = "top-speed", .words = "the same as --speed 0"},
    Option{.name = "count",
        .letter = 'c',
        .kind = ValueKind::Number,
        .value = "N",
        .words = "stops after so many packets; 0: all",
        .standard = "0"},
    Option{.name = "display-only", .words = "prints a line for each packet instead of writing it"},
};

constexpr std::array kServe{
    Option{.name = "api-port",
        .kind = ValueKind::Number,
        .value = "PORT",
        .words = "where the API listens; 0: any free port",
        .standard = "8080",
        .environment = "API_PORT"},
    kApiBind,
    Option{.name = "http-addr", .kind = ValueKind::Text, .value = "ADDRESS:PORT", .words = "both of these in one"},
};

constexpr std::array kExtcap{
    Option{.name = "extcap-interfaces", .words = "lists the interfaces that Wireshark can record from here"},
    Option{.name = "extcap-version",
        .kind = ValueKind::Text,
        .value = "VERSION",
        .words = "the version of Wireshark that asks"},
    Option{.name = "extcap-interface",
        .kind = ValueKind::Text,
        .value = "NAME",
        .words = "one of them: what the next options are about"},
    Option{.name = "extcap-dlts", .words = "its link type"},
    Option{.name = "extcap-config", .words = "the settings that Wireshark offers for it"},
    Option{.name = "capture", .words = "records from it"},
    kBackEnd,
    Option{.name = "fifo", .kind = ValueKind::Path, .value = "PIPE", .words = "the pipe that packets go into"},
    Option{.name = "extcap-capture-filter",
        .kind = ValueKind::Text,
        .value = "BPF",
        .words = "records only what passes this pcap filter; without --capture: says what is wrong with it"},
    Option{.name = "snaplen",
        .kind = ValueKind::Number,
        .value = "BYTES",
        .words = "what is kept of a packet",
        .standard = "262144"},
    Option{.name = "buffer-size",
        .kind = ValueKind::Number,
        .value = "BYTES",
        .words = "the kernel's ring buffer",
        .standard = "33554432"},
    Option{.name = "promisc",
        .kind = ValueKind::Boolean,
        .value = "BOOL",
        .words = "promiscuous mode",
        .standard = "true"},
};

constexpr std::array kReanalyze{
    Option{.name = "session",
        .letter = 's',
        .kind = ValueKind::Number,
        .value = "ID",
        .words = "this session, whoever analysed it; 0: the newest (all that another version analysed)"},
    Option{.name = "no-detect", .words = "raises no alerts"},
    kThreads,
    kMemory,
    kProgress,
};
constexpr std::array kVerify{Option{.name = "quiet", .letter = 'q', .words = "prints nothing where nothing is wrong"}};
constexpr std::array kMark{kSession,
    Option{.name = "note",
        .letter = 'n',
        .kind = ValueKind::Text,
        .value = "TEXT",
        .words = "writes this note on the packet; an empty one takes it away"},
    Option{.name = "remove", .words = "takes the marks away"}, kFormat};

constexpr std::array kMigrate{Option{.name = "yes", .letter = 'y', .words = "does not ask"}};
constexpr std::array kInfo{
    Option{.name = "config", .words = "shows each setting and where it comes from"},
    Option{.name = "json", .words = "prints JSON"},
};
constexpr std::array<Option, 0> kNone{};

constexpr std::array kCommands{
    Command{"list-interfaces", "", "lists the interfaces that can record",
        "Prints name, addresses, link type and state of each network interface.", kListInterfaces, 0, 0,
        runListInterfaces},
    Command{"capture", "", "records packets into a case",
        "Records packets from one or more interfaces into a new session of the case. Ctrl+C stops it; what was\nstored "
        "stays. --filter, --snaplen and --promisc hold for the interface before them, and for all where they stand "
        "before\nthe first. An interface that goes down or away is reported, and the others go on.",
        kCapture, 0, 0, runCapture},
    Command{"import", "FILE… | -", "reads capture files into a case",
        "Reads pcap and pcapng files, also compressed with gzip, zstd or lz4, into new sessions of the case; - "
        "reads\nstandard input. Cancelling keeps what was committed.",
        kImport, 1, kAny, runImport},
    Command{"sessions", "", "lists the sessions of a case", "Prints one row for each import and capture.", kSessions, 0,
        0, runSessions},
    Command{"flows", "", "lists the flows of a session",
        "Prints one row for each flow: both ends, packets, bytes, state, service, Community ID.", kTable, 0, 0,
        runFlows},
    Command{"dns", "", "lists DNS questions and answers", "Prints one row for each DNS transaction of a session.",
        kTable, 0, 0, runEvents},
    Command{"http", "", "lists HTTP requests and responses", "Prints one row for each HTTP transaction of a session.",
        kTable, 0, 0, runEvents},
    Command{"tls", "", "lists TLS handshakes",
        "Prints one row for each TLS handshake of a session, with SNI, ALPN, JA3, JA3S and JA4.", kTable, 0, 0,
        runEvents},
    Command{"certificates", "", "lists certificates that were seen",
        "Prints one row for each certificate that a handshake showed.", kTable, 0, 0, runEvents},
    Command{"alerts", "", "lists what looks like an attack or a fault",
        "Prints one row for each alert: who did what to whom, how sure that is, the packets that show it, and what "
        "would\n"
        "prove it wrong. `query EVIDENCE_FILTER` prints exactly the packets that it counted.",
        kAlerts, 0, 0, runAlerts},
    Command{"query", "[FILTER]", "finds packets",
        "Prints the packets that pass a display filter (Wireshark's language), in the order of capture.", kQuery, 0, 1,
        runQuery},
    Command{"show", "N", "shows one packet", "Prints the field tree and the bytes of packet N.", kShow, 1, 1, runShow},
    Command{"fields", "", "lists all fields",
        "Prints each field with its type and words: what filters, -e and columns can use.", kFields, 0, 0, runFields},
    Command{"follow", "tcp,MODE,N", "shows what two ends said",
        "Prints the bytes of stream N in both directions. MODE is ascii, hex, raw or yaml.", kFollow, 1, 1, runFollow},
    Command{"export", "[FILTER]", "writes packets to a capture file",
        "Writes the packets that pass the filter to a pcapng or pcap file, with all that the original said of them.",
        kExport, 0, 1, runExport},
    Command{"replay", "[FILTER]", "plays a session again",
        "Writes packets to a pipe or file in the session's own time. With --interface it sends them to a network:\n"
        "recorded traffic, with the addresses that it had, reaches whoever is there. That takes a right of its own, "
        "which\n"
        "the right to record does not give. Status 1: some packets were not sent, and why is said.",
        kReplay, 0, 1, runReplay},
    Command{"serve", "", "serves the local API over a case",
        "Answers GET /health, /metrics, /api/v1/stats and /api/v1/sessions on this machine until Ctrl+C. Each request\n"
        "bears the token that is made at the start (or PACKETRECORDER_API_KEY); the file that holds it is named then.",
        kServe, 0, 0, runServe},
    Command{"extcap", "", "lets Wireshark record through the helper",
        "Wireshark's extcap interface: it starts a link to this program in its extcap folder by the name\n"
        "packetrecorder-extcap, with these options.",
        kExtcap, 0, 0, runExtcap},
    Command{"mark", "[PACKET...]", "marks packets and writes notes on them",
        "Marks packets by their numbers, or writes a note on one. Without a number: lists the marks and notes of the\n"
        "session. They stand in the case beside the evidence, which stays as it is; the audit says who wrote them.",
        kMark, 0, kAny, runMark},
    Command{"migrate", "", "brings a case of an older format up to date",
        "Adds the tables that this version writes and changes nothing that is there. Asks first. A case of an older\n"
        "format can be read without it.",
        kMigrate, 0, 0, runMigrate},
    Command{"reanalyze", "", "analyses stored sessions anew",
        "Makes flows, events, alerts and indexes anew out of the packets of the case, as an import by this version "
        "does.\n"
        "The old analysis holds until the new one is whole. Evidence, notes and triage stay as they are.",
        kReanalyze, 0, 0, runReanalyze},
    Command{"verify", "", "checks that a case is what was recorded",
        "Recomputes ledger, blocks, columns and totals and names what does not fit. Writes nothing. Status 1: a "
        "problem.",
        kVerify, 0, 0, runVerify},
    Command{"info", "", "tells what a case holds",
        "Prints version, sessions, sizes and the heads of the ledger; --config: each setting and its origin.", kInfo, 0,
        0, runInfo},
    Command{"completion", "", "prints the completion for bash",
        "Prints a script for bash: source <(packetrecorder completion)", kNone, 0, 0, runCompletion},
};

}  // namespace

std::span<const Command> commands()
{
    return kCommands;
}

int complain(const Failure& failure)
{
    std::fprintf(stderr, "packetrecorder: %s\n", failure.text().c_str());
    return static_cast<int>(failure.status);
}

void notice(const Arguments& arguments, std::string_view text)
{
    const auto level = arguments.text("log-level");
    if (level != "error" && level != "warning")
        std::fprintf(stderr, "%.*s\n", static_cast<int>(text.size()), text.data());
}

int runCompletion(const Arguments&)
{
    std::string words, cases;
    for (const auto& command : commands()) {
        words.append(words.empty() ? "" : " ").append(command.name);
        std::string options;
        for (const auto list : {command.options, commonOptions()})
            for (const auto& option : list)
                options.append(options.empty() ? "--" : " --").append(option.name);
        cases.append("        ").append(command.name).append(") options=\"").append(options).append("\" ;;\n");
    }
    std::printf("_packetrecorder() {\n"
                "    local word=${COMP_WORDS[COMP_CWORD]} options\n"
                "    if [ \"$COMP_CWORD\" -eq 1 ]; then COMPREPLY=($(compgen -W \"%s\" -- \"$word\")); return; fi\n"
                "    case ${COMP_WORDS[1]} in\n%s    esac\n"
                "    case $word in -*) COMPREPLY=($(compgen -W \"$options\" -- \"$word\")) ;; *) COMPREPLY=($(compgen "
                "-f -- \"$word\")) ;; esac\n"
                "}\n"
                "complete -o filenames -F _packetrecorder packetrecorder\n",
        words.c_str(), cases.c_str());
    return 0;
}

}  // namespace pr::cli
