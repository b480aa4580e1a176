#!/usr/bin/env python3
"""`packetrecorder extcap` as Wireshark drives it: sentences, filter check, a recording through a named pipe; and tshark
itself, where it is installed, with a link in the personal extcap folder.

  extcap.py BIN
"""

import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import time

from cable import Report, in_namespace
from live import datagram, frames_of, send

SENTENCE = re.compile(r"^[a-z]+ (\{[a-z]+=[^{}]*\})+$")
report = Report("extcap")
check = report.check


def ask(extcap, *words):
    """(status, standard output) of a question that Wireshark asks before it records."""
    asked = subprocess.run([extcap, *words], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=30)
    return asked.returncode, asked.stdout.decode()


def sentences(extcap):
    status, text = ask(extcap, "--extcap-interfaces", "--extcap-version=4.0")
    lines = text.splitlines()
    wrong = [line for line in lines if not SENTENCE.match(line)]
    wanted = "interface {value=packetrecorder-pr1}{display=pr1 (packetrecorder)}"
    check("interfaces_are_listed", status or wrong or not lines[0].startswith("extcap {version=") or
                 wanted not in lines and f"{wanted} is missing in {text}")
    status, text = ask(extcap, "--extcap-interface", "packetrecorder-pr1", "--extcap-dlts")
    check("the_link_type_is_said", status or text != "dlt {number=1}{name=EN10MB}{display=Ethernet}\n" and text)
    status, text = ask(extcap, "--extcap-interface", "packetrecorder-pr1", "--extcap-config")
    calls = [re.search(r"\{call=([^}]*)\}", line)[1] for line in text.splitlines() if line.startswith("arg {number=")]
    wrong = [line for line in text.splitlines() if not SENTENCE.match(line)]
    check("settings_are_offered", status or wrong or calls != ["--promisc", "--snaplen", "--buffer-size"] and text)
    for words, good in (("udp port 53", True), ("tcp prot", False)):
        status, text = ask(extcap, "--extcap-interface", "packetrecorder-pr1", "--extcap-capture-filter", words)
        check(f"the_filter_{words.replace(' ', '_')}_is_{'fine' if good else 'wrong'}", status or (text == "") != good)
    for name, words in (("interface", ("--extcap-interface", "nosuch0", "--extcap-dlts")),
                        ("pipe", ("--extcap-interface", "packetrecorder-pr1", "--capture")), ("question", ())):
        status, text = ask(extcap, *words)
        check(f"a_missing_{name}_is_usage", status != 2 or text)


def recording(extcap, place):
    """The pipe gets what the filter lets in, cut as the settings say, until SIGTERM or until nobody reads it."""
    pipe = place / "pipe"
    os.mkfifo(pipe)
    words = [extcap, "--capture", "--extcap-interface", "packetrecorder-pr1", "--fifo", pipe, "--promisc", "false",
             "--snaplen", "100", "--extcap-capture-filter", "udp dst port 5001"]
    for ending in ("signal", "reader"):
        process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        copy = place / f"{ending}.pcapng"
        with copy.open("wb") as out:
            reader = subprocess.Popen(["cat", pipe], stdout=out)
            time.sleep(1)
            sent = [datagram(number, port=5000 + number % 2) for number in range(2000)]
            send(sent)
            time.sleep(0.5)
            if ending == "signal":
                process.send_signal(signal.SIGTERM)
            else:
                reader.kill()
                send(sent[:2])
            began = time.monotonic()
            said, complaint = process.communicate(timeout=20)
            took = time.monotonic() - began
            reader.wait(timeout=20)
        frames = [*frames_of(copy)]
        problems = [f"{process.returncode} {said} {complaint}"] if process.returncode or said or complaint else []
        if frames != [frame[:100] for frame in sent if frame[36:38] == b"\x13\x89"]:
            problems.append(f"{len(frames)} frames are not those of port 5001")
        if took > 2:
            problems.append(f"it took {took:.1f} s to end")
        check(f"packets_go_into_the_pipe_until_the_{ending}_ends_it", "; ".join(problems))


def tshark(extcap, place):
    """tshark finds the interface and records through it."""
    if not shutil.which("tshark") or not shutil.which("dumpcap"):
        return report.skip("tshark_records_through_it", "tshark is not installed")
    folder = place / "wireshark" / "extcap"
    folder.mkdir(parents=True)
    (folder / "packetrecorder-extcap").symlink_to(extcap.resolve())
    surroundings = {**os.environ, "XDG_CONFIG_HOME": str(place), "HOME": str(place)}
    listed = subprocess.run(["tshark", "-D"], env=surroundings, capture_output=True, timeout=60).stdout.decode()
    check("tshark_lists_it", "packetrecorder-pr1 (pr1 (packetrecorder))" not in listed and listed)
    copy = place / "tshark.pcapng"
    process = subprocess.Popen(["tshark", "-q", "-i", "packetrecorder-pr1", "-f", "udp dst port 5001", "-c", "300", "-w",
                                copy], env=surroundings, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    sent = [datagram(number, port=5000 + number % 2) for number in range(2000)]
    limit = time.monotonic() + 30
    while time.monotonic() < limit and process.poll() is None:  # it may take a while to begin
        time.sleep(0.5)
        send(sent)
    try:
        said = process.communicate(timeout=20)[0].decode()
    except subprocess.TimeoutExpired:
        process.kill()
        said = "tshark did not end " + process.communicate()[0].decode()
    wanted = [frame for frame in sent if frame[36:38] == b"\x13\x89"]
    frames = [*frames_of(copy)]
    first = wanted.index(frames[0]) if frames and frames[0] in wanted else 0
    wrong = frames != (wanted[first:] + wanted)[:300]
    check("tshark_records_through_it", (process.returncode or len(frames) != 300 or wrong)
                 and f"status {process.returncode}, {len(frames)} frames: {said}")


def main(place):
    extcap = place / "packetrecorder-extcap"
    extcap.symlink_to((pathlib.Path(sys.argv[1]) / "packetrecorder").resolve())
    sentences(extcap)
    recording(extcap, place)
    tshark(extcap, place)
    return report.status()


in_namespace(report, main)
