#!/usr/bin/env python3
"""The highest rate at which nothing is lost, over a virtual cable in one run: our capture, which dissects and writes a
case meanwhile, dumpcap, which writes a file, and tshark, which does both.

  capture_rate.py BIN [SECONDS [BYTES_A_FRAME]]

Numbered datagrams of one flow. A rate holds if one of two tries of so many seconds loses nothing; the search doubles the
rate and then halves the interval five times. All have a ring of 32 MiB; dumpcap stands there with its own default, too.
"""

import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "cli"))
from cable import Recording, Report, in_namespace, promiscuity  # noqa: E402
from same_case import run  # noqa: E402

bin = pathlib.Path(sys.argv[1])
numbers = [int(word) for word in sys.argv[2:] if word.isdigit()]
seconds = numbers[0] if numbers else 5
size = numbers[1] if len(numbers) > 1 else 250
first, steps = 40_000, 5


def send(rate):
    """(packets sent, packets a second that the sender reached)"""
    count = rate * seconds
    return count, count / float(run(bin / "numbered_sender", "pr0", count, size, rate))


def stopped(process):
    time.sleep(0.3)
    process.send_signal(signal.SIGINT)
    return process.communicate(timeout=120)[1].decode()


def ours(place, rate):
    recording = Recording(bin / "packetrecorder", place / "rate.prcase")
    count, reached = send(rate)
    stopped(recording.process)
    session = json.loads(run(bin / "packetrecorder", "sessions", "--database", recording.case, "--format", "json"))[0]
    recording.case.unlink()
    return count - session["packets"], reached


def other(*words):
    def measure(place, rate):
        target = place / "rate.pcapng"
        with open(place / "said", "w+") as said:
            process = subprocess.Popen([*words, "-i", "pr1", "-w", target], stdout=subprocess.DEVNULL, stderr=said)
            limit = time.monotonic() + 20
            while not promiscuity() and time.monotonic() < limit:
                time.sleep(0.02)
            time.sleep(0.5)
            count, reached = send(rate)
            time.sleep(0.5)
            process.send_signal(signal.SIGINT)
            process.wait(timeout=300)
        stored = int(re.search(rb"Number of packets:\s+(\d+)", run("capinfos", "-c", "-M", target))[1])
        target.unlink()
        return count - stored, reached
    return measure


def holds(measure, place, rate):
    """The rate that the sender reached if nothing was lost, and how many were lost."""
    least = None
    for _ in range(2):
        lost, reached = measure(place, rate)
        least = lost if least is None else min(least, lost)
        if lost == 0:
            return reached, 0
    return 0, least


def highest(name, measure, place):
    good, bad, best = 0, None, 0
    rate = first
    while bad is None or steps_left:
        reached, lost = holds(measure, place, rate)
        print(f"  {name}: {rate} asked, {'nothing lost at %d a second' % reached if reached else '%d lost' % lost}", flush=True)
        if reached:
            good, best = rate, max(best, reached)
            if reached < 0.9 * rate:
                return best, " (as fast as the sender is)"
        else:
            bad = rate
        if bad is None:
            rate, steps_left = 2 * rate, steps
        else:
            steps_left = steps_left - 1 if good else 0
            rate = (good + bad) // 2
    return best, ""


def main(place):
    print(f"{size} bytes a frame, {seconds} s, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    rows = [("packetrecorder capture", ours)]
    if shutil.which("dumpcap") and shutil.which("capinfos"):
        rows += [("dumpcap -B 32 -w FILE", other("dumpcap", "-q", "-B", "32")), ("dumpcap -w FILE", other("dumpcap", "-q"))]
    if shutil.which("tshark") and shutil.which("capinfos"):
        rows.append(("tshark -B 32 -P -w FILE", other("tshark", "-n", "-B", "32", "-P")))
    for name, rate, note in [(name, *highest(name, measure, place)) for name, measure in rows]:
        print(f"{name:28} {rate:10.0f} packets a second{note}")
    return 0


in_namespace(Report("capture_rate"), main)
