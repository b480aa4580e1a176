#!/usr/bin/env python3
"""`capture` on a virtual cable in a network namespace of its own: nothing is lost without being counted, however it is
stopped; an import of the recorded packets gives the same case as the capture that recorded them; and an import from the
pipe of a capture program that still runs has its packets meanwhile.

  live.py BIN CAPTURE.pcapng
"""

import json
import os
import pathlib
import shutil
import signal
import socket
import struct
import subprocess
import sys
import time
import urllib.request

from cable import Recording, Report, in_namespace, promiscuity
from same_case import canonical, run

NUMBERED = 20_000
report = Report("live")
check = report.check


def datagram(number, port=5000, size=200):
    """An Ethernet frame with a UDP datagram that begins with its number."""
    head = b"\x02\0\0\0\0\2\x02\0\0\0\0\1\x08\0"
    ip = struct.pack(">BBHHHBBH4s4s", 0x45, 0, size - 14, 0, 0, 64, 17, 0, b"\x0a\0\0\1", b"\x0a\0\0\2")
    return (head + ip + struct.pack(">HHHHI", 4000, port, size - 34, 0, number)).ljust(size, b"\0")


def send(frames, device="pr0"):
    with socket.socket(socket.AF_PACKET, socket.SOCK_RAW) as wire:
        wire.bind((device, 0))
        for frame in frames:
            while True:
                try:
                    wire.send(frame)
                    break
                except OSError as problem:
                    if problem.errno != 105:  # ENOBUFS: the cable's queue is full
                        raise
                    time.sleep(0.0001)


def frames_of(capture):
    """The packets of a little-endian pcapng file."""
    data, at = capture.read_bytes(), 0
    while at + 12 <= len(data):
        kind, length = struct.unpack_from("<II", data, at)
        if kind == 6:
            captured, = struct.unpack_from("<I", data, at + 20)
            yield data[at + 28:at + 28 + captured]
        at += length


def balance(program, place):
    """Sent = stored + reported drops, whatever ends the capture."""
    def recorded(name, sent, *options, stop=True):
        """One capture of the numbered frames; what is wrong with its account."""
        recording = Recording(program, place / f"{name}.prcase", *options)
        send(sent)
        if stop:
            recording.interrupt()
        status, stored, dropped, numbers = recording.finish()
        print(f"{name}: sent {len(sent)}, stored {stored}, dropped {dropped}, status {status}")
        problems = []
        if status != 0:
            problems.append(f"status {status}")
        if numbers != sorted(set(numbers)):
            problems.append("numbers are out of order or come twice")
        return stored, dropped, numbers, problems, recording

    everything = [datagram(number) for number in range(NUMBERED)]
    for name, options, stop in (("interrupt", (), True), ("duration", ("--duration", "5"), False),
                                ("count", ("--count", str(NUMBERED)), False)):
        stored, dropped, numbers, problems, recording = recorded(name, everything, *options, stop=stop)
        if stored + dropped != NUMBERED or len(numbers) != stored:
            problems.append(f"{stored} stored + {dropped} dropped of {NUMBERED}, {len(numbers)} numbers")
        check(f"twenty_thousand_packets_are_accounted_for_after_{name}", "; ".join(problems))
        wrong = [key for key in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb") if int(recording.rights[key], 16)]
        check(f"the_helper_has_no_right_after_opening_{name}", " ".join(wrong))

    stored, _, numbers, problems, _ = recorded("early", everything, "--count", "777", stop=False)
    check("a_count_ends_the_capture_there", "; ".join(problems) or stored != 777 and f"{stored} instead of 777")

    recording = Recording(program, place / "stalled.prcase", "--buffer-size", "1M")
    recording.process.send_signal(signal.SIGSTOP)
    send(datagram(number, size=1400) for number in range(NUMBERED))
    time.sleep(0.5)
    recording.process.send_signal(signal.SIGCONT)
    recording.interrupt()
    _, stored, dropped, numbers = recording.finish()
    print(f"stalled: sent {NUMBERED}, stored {stored}, dropped {dropped}")
    check("a_stalled_recorder_loses_packets_but_not_their_count",
          (stored + dropped != NUMBERED or not dropped or len(numbers) != stored) and f"{len(numbers)} numbers")

    for snaplen in (64, 96, 1000):
        sent = [datagram(number, size=900) for number in range(2000)]
        name = f"snaplen{snaplen}"
        stored, dropped, _, problems, recording = recorded(name, sent, "--snaplen", str(snaplen))
        if stored + dropped != len(sent):
            problems.append(f"{stored} stored + {dropped} dropped of {len(sent)}")
        kept = set(run(program, "query", "--database", recording.case, "-T", "fields", "-e", "frame.len", "-e",
                       "frame.cap_len").splitlines())
        if kept != {f"900\t{min(900, snaplen)}".encode()}:
            problems.append(f"lengths {kept}")
        check(f"a_snaplen_of_{snaplen}_cuts_bytes_only", "; ".join(problems))

    sent = [datagram(number, port=5000 + number % 3) for number in range(6000)]
    for words, wanted in (("udp dst port 5001", 2000), ("udp and not dst port 5001", 4000), ("tcp", 0)):
        stored, dropped, _, problems, _ = recorded(f"filter{wanted}", sent, "--filter", words)
        if stored + dropped != wanted:
            problems.append(f"{stored} stored + {dropped} dropped of {wanted}")
        check(f"the_filter_{words.replace(' ', '_')}_is_counted_alone", "; ".join(problems))


def several_interfaces(program, place):
    """Each with its own filter, snaplen and promiscuous mode; what goes down or away is said, and the rest goes on."""
    for words in ("link add pr2 mtu 16000 type veth peer name pr3 mtu 16000", "link set pr2 up", "link set pr3 up"):
        run("ip", *words.split())

    def rows(case, *fields):
        words = [word for field in fields for word in ("-e", field)]
        return [line.decode() for line in run(program, "query", "--database", case, "-T", "fields", *words).splitlines()]

    def stop(recording):
        time.sleep(0.3)
        recording.process.send_signal(signal.SIGINT)
        said = recording.process.communicate(timeout=60)[1].decode()
        run(program, "verify", "--quiet", "--database", recording.case)
        return said

    recording = Recording(program, place / "several.prcase", "-f", "udp dst port 5001", "-s", "96", "-i", "pr3",
                          "-f", "udp dst port 5002", "--promisc", "false")
    wanted = {"pr0": promiscuity("pr1"), "pr2": promiscuity("pr3")}
    for device in ("pr0", "pr2"):
        send([datagram(number, port=5000 + number % 3, size=300) for number in range(300)], device)
    stop(recording)
    seen = sorted(set(rows(recording.case, "frame.interface_name", "udp.dstport", "frame.cap_len")))
    check("each_interface_has_its_own_filter_snaplen_and_mode",
          (seen != ["pr1\t5001\t96", "pr3\t5002\t300"] or wanted != {"pr0": 1, "pr2": 0}) and f"{seen} {wanted}")

    recording = Recording(program, place / "common.prcase", "-i", "pr3", first=("-f", "udp dst port 5001", "-s", "80"))
    for device in ("pr0", "pr2"):
        send([datagram(number, port=5000 + number % 3, size=300) for number in range(300)], device)
    stop(recording)
    seen = sorted(set(rows(recording.case, "frame.interface_name", "udp.dstport", "frame.cap_len")))
    check("what_stands_before_the_first_interface_holds_for_all",
          seen != ["pr1\t5001\t80", "pr3\t5001\t80"] and f"{seen}")

    recording = Recording(program, place / "down.prcase", "-i", "pr3")
    run("ip", "link", "set", "pr3", "down")
    time.sleep(1.5)
    send(map(datagram, range(100)))
    run("ip", "link", "set", "pr3", "up")
    time.sleep(1.5)
    send(map(datagram, range(100)), "pr2")
    said = stop(recording)
    names = rows(recording.case, "frame.interface_name")
    check("an_interface_that_goes_down_is_said_and_taken_up_again",
          (names.count("pr1") != 100 or names.count("pr3") != 100 or "pr3: the interface is down" not in said
           or "pr3: the interface is up again" not in said or recording.process.returncode) and f"{len(names)} {said}")

    recording = Recording(program, place / "gone.prcase", "-i", "pr3")
    send(map(datagram, range(100)), "pr2")
    time.sleep(0.3)
    run("ip", "link", "del", "pr2")
    time.sleep(0.5)
    send(map(datagram, range(100)))
    said = stop(recording)
    names = rows(recording.case, "frame.interface_name")
    check("an_interface_that_vanishes_is_said_and_the_rest_goes_on",
          (names.count("pr1") != 100 or names.count("pr3") != 100 or "disappeared" not in said
           or recording.process.returncode) and f"{len(names)} {said}")

    recording = Recording(program, place / "any.prcase", "-f", "udp dst port 5001", interface="any")
    send(datagram(number, port=5000 + number % 2) for number in range(200))
    stop(recording)
    # a cable has two ends: what leaves one comes in at the other
    numbers = [int(text[:8], 16) for text in rows(recording.case, "data.data")]
    check("any_records_all_interfaces", sorted(numbers) != sorted(2 * list(range(1, 200, 2))) and f"{len(numbers)} packets")


def losses(program, place):
    """What a stopped recorder loses stands in the metrics within two seconds, and beside whatever the case concludes."""
    run("ip", "link", "set", "lo", "up")
    key, port = "k" * 32, 8090

    def metrics():
        asked = urllib.request.Request(f"http://127.0.0.1:{port}/metrics", headers={"Authorization": f"Bearer {key}"})
        lines = urllib.request.urlopen(asked, timeout=5).read().decode().splitlines()
        return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines if line[0] != "#")}

    recording = Recording(program, place / "losses.prcase", "--buffer-size", "1M", "--api-port", str(port),
                          env={**os.environ, "PACKETRECORDER_API_KEY": key})
    recording.process.send_signal(signal.SIGSTOP)
    send(datagram(number, size=1400) for number in range(NUMBERED))
    recording.process.send_signal(signal.SIGCONT)
    began, counted, now = time.monotonic(), 0, {}
    while counted != NUMBERED and time.monotonic() < began + 10:
        time.sleep(0.02)
        now = metrics()
        counted = now["packetrecorder_packets_total"] + now["packetrecorder_packets_dropped_total"]
    took = time.monotonic() - began
    print(f"losses: all {NUMBERED} packets in the metrics after {took:.2f} s")
    dropped = int(now["packetrecorder_packets_dropped_total"])
    check("losses_are_in_the_metrics_within_two_seconds",
          (counted != NUMBERED or took > 2 or not dropped
           or now['packetrecorder_packets_lost_total{where="kernel"}'] != dropped) and f"{counted} after {took:.2f} s: {now}")
    recording.interrupt()
    recording.finish()

    def said(*words):
        done = subprocess.run([program, *words, "--database", recording.case], stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, check=True)
        return done.stdout.decode(), done.stderr.decode()

    problems = [command for command in ("flows", "alerts", "dns", "query")
                if f"(kernel {dropped:,})" not in said(command)[1] or said(command, "--log-level", "error")[1]]
    if f"Lost      kernel {dropped:,}" not in said("info")[0]:
        problems.append("info")
    if json.loads(said("info", "--json")[0])["dropped_by"] != {"kernel": dropped, "interface": 0, "helper": 0, "core": 0}:
        problems.append("info --json")
    if json.loads(said("sessions", "--format", "json")[0])[0]["dropped"] != dropped:
        problems.append("sessions")
    check("losses_stand_beside_every_conclusion", problems and f"not in {problems}")


def same_as_import(program, place, capture):
    """The capture of real conversations against an import of its own copy, with one thread and with several."""
    frames = 6 * list(frames_of(capture))  # several blocks
    copy = place / "copy.pcapng"
    recording = Recording(program, place / "live.prcase", "--pcap", copy)
    for at in range(0, len(frames), 100):
        send(frames[at:at + 100])
        time.sleep(0.2)  # more than one commit
    recording.interrupt()
    recording.finish()
    captured = canonical(program, recording.case)
    check("the_copy_holds_what_was_sent", [*frames_of(copy)] != frames and "frames differ, or their order")
    for threads in (1, 2, 4):
        case = place / f"import{threads}.prcase"
        run(program, "import", copy, "--threads", threads, "--database", case)
        imported = canonical(program, case)
        for part, text in captured.items():
            check(f"an_import_with_{threads}_threads_gives_the_same_{part}",
                  imported.get(part) != text and "the capture and the import of its packets differ")
    check("there_was_something_to_compare",
          [part for part in ("flows", "dns", "http", "tls", "certificates", "alerts") if not captured[part]])


def from_pipes(program, place):
    """`import -` behind the helper alone, as ssh would carry it, and behind the capture programs that people have."""
    helper = program.parent / "packetrecorder-capture"
    count = 500
    # UDP over IPv4 to port 5000, in the form of `tcpdump -ddd`
    to_5000 = "9,40 0 0 12,21 0 6 2048,48 0 0 23,21 0 4 17,177 0 0 14,72 0 0 16,21 0 1 5000,6 0 0 262144,6 0 0 0,"
    for name, words in (("helper", [helper, "--stdout", "-i", "pr1"]),
                        ("helper_with_filter", [helper, "--stdout", "-i", "pr1", "-f", to_5000]),
                        ("dumpcap", ["dumpcap", "-q", "-i", "pr1", "-w", "-"]),
                        ("dumpcap_pcap", ["dumpcap", "-q", "-P", "-i", "pr1", "-w", "-"]),
                        ("tcpdump", ["tcpdump", "-q", "-U", "-i", "pr1", "-w", "-"])):
        if not shutil.which(words[0]):
            report.skip(f"rows_of_{name}_are_there_while_it_runs", f"{words[0]} is not installed")
            continue
        case = place / f"pipe_{name}.prcase"
        capturing = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        importing = subprocess.Popen([program, "import", "-", "--database", case, "--log-level", "warning"],
                                     stdin=capturing.stdout, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        capturing.stdout.close()
        time.sleep(1.5)  # the device is open
        send(datagram(number) for number in range(count))
        if name == "helper_with_filter":
            send(datagram(number, port=5001) for number in range(count, 2 * count))
        began, rows = time.monotonic(), 0
        while rows < count and time.monotonic() - began < 10:
            time.sleep(0.05)
            asked = subprocess.run([program, "query", "--count", "--database", case], stdout=subprocess.PIPE,
                                   stderr=subprocess.DEVNULL)
            rows = int(asked.stdout or 0)
        waited = time.monotonic() - began
        problems = [f"{rows} rows of {count} after {waited:.1f} s"] if rows != count or importing.poll() is not None else []
        capturing.send_signal(signal.SIGINT)
        said = importing.communicate(timeout=30)[1]
        capturing.communicate(timeout=30)
        if importing.returncode or said:
            problems.append(f"status {importing.returncode} {said.decode(errors='replace')}")
        numbers = [int(text[:8], 16) for text in run(program, "query", "--database", case, "-T", "fields", "-e",
                                                      "data.data").split()]
        if numbers != list(range(count)):
            problems.append(f"{len(numbers)} numbers, or out of order")
        run(program, "verify", "--quiet", "--database", case)
        print(f"{name}: {count} rows {waited:.2f} s after they were sent")
        check(f"rows_of_{name}_are_there_while_it_runs", "; ".join(problems))


def main(place):
    program, capture = pathlib.Path(sys.argv[1]) / "packetrecorder", pathlib.Path(sys.argv[2])
    balance(program, place)
    several_interfaces(program, place)
    losses(program, place)
    same_as_import(program, place, capture)
    from_pipes(program, place)
    return report.status()


if __name__ == "__main__":
    in_namespace(report, main)
