#!/usr/bin/env python3
"""An import gives the same case whatever number of threads does it, and so does a capture from a pipe of the same
packets: flows, events and packets are compared as text, without what only the clock on the wall knows.

  same_case.py BIN CAPTURE
"""

import pathlib
import subprocess
import sys
import tempfile

TABLES = ("flows", "dns", "http", "tls", "certificates", "alerts")
COPIES = 12  # of the capture, one behind the other: several blocks
FIELDS = (
    "frame.number frame.time_epoch frame.protocols ip.src ip.dst tcp.stream udp.stream tcp.seq tcp.analysis.flags "
    "http.host dns.qry.name tls.handshake.extensions_server_name data.len"
).split()


def run(*command, **how):
    """The output of a program that must succeed."""
    done = subprocess.run([str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, **how)
    if done.returncode != 0:
        sys.exit(f"{command}: status {done.returncode}\n{done.stderr.decode(errors='replace')}")
    return done.stdout


def canonical(program, case):
    """Everything that the analysis says, by the name of its table."""
    dump = {}
    for table in TABLES:
        rows = run(program, table, "--database", case, "--format", "ndjson", "--limit", "0").splitlines()
        dump[table] = b"\n".join(sorted(rows))
    fields = [word for field in FIELDS for word in ("-e", field)]
    dump["packets"] = run(program, "query", "--database", case, "-T", "fields", *fields)
    for line in run(program, "verify", "--database", case).splitlines():
        if b"packets checked" in line:
            dump["verify"] = line.split(b"entries, ")[-1]  # each file has its own entry in the ledger
    return dump


def main():
    folder, capture = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    program = folder / "packetrecorder"
    failed = False
    with tempfile.TemporaryDirectory() as place:
        def imported(name, *options, **how):
            case = pathlib.Path(place) / f"{name}.prcase"
            run(program, "import", *options, "--database", case, **how)
            return canonical(program, case)

        many = [capture] * COPIES
        expected = imported("one", *many, "--as-one", "--threads", "1")
        if not expected["flows"] or not expected["packets"]:
            sys.exit("the import with one thread gives no flows or no packets")
        others = {f"--threads {threads}": imported(f"threads{threads}", *many, "--as-one", "--threads", threads)
                  for threads in (2, 4)}
        others["a pipe"] = imported("pipe", "-", input=capture.read_bytes() * COPIES)
        for name, dump in others.items():
            for part, text in expected.items():
                same = dump.get(part) == text
                failed = failed or not same
                print(f"[{'       OK ' if same else '  FAILED  '}] {name} gives the same {part} as --threads 1")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
