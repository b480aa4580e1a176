#!/usr/bin/env python3
"""kill -9 of either side of a capture: within a second nothing captures, no interface is promiscuous and no program is
attached to one any more, and what was said to be committed is in the case.

  live_kills.py BIN [ROUNDS]

BACKENDS names how to capture, separated by spaces (libpcap).
"""

import json
import os
import pathlib
import random
import signal
import subprocess
import sys
import time

from cable import Recording, Report, backends, in_namespace, lives, promiscuity, xdp_attached

report = Report("live_kills")
bin = pathlib.Path(sys.argv[1])
rounds = next((int(word) for word in sys.argv[2:] if word.isdigit()), 10)
slowest = {}


def last_committed(reports):
    """The last packet of which the recorder said that it is stored."""
    last = 0
    for line in reports.splitlines():
        if line.endswith(b"}"):
            said = json.loads(line)
            if said["type"] == "committed":
                last = said["last_packet"]
    return last


def captures(backend):
    """Whether the interface shows that somebody captures on it."""
    return xdp_attached() if backend == "xdp" else promiscuity() > 0


def kill(side, case, backend, words):
    """What is wrong after one kill."""
    reader, writer = os.pipe()
    recording = Recording(bin / "packetrecorder", case, *words, "--progress-fd", str(writer), pass_fds=(writer,))
    os.close(writer)
    sender = subprocess.Popen([bin / "numbered_sender", "pr0", "1000000", "100", "20000"], stdout=subprocess.DEVNULL)
    time.sleep(random.uniform(0.02, 1.0))
    problems = []
    if not captures(backend) or not lives(recording.helper):
        problems.append("nothing captured on the interface before")
    os.kill(recording.helper if side == "helper" else recording.process.pid, signal.SIGKILL)
    begin = time.monotonic()
    while (captures(backend) or lives(recording.helper) or recording.process.poll() is None) and time.monotonic() < begin + 5:
        time.sleep(0.002)
    took = time.monotonic() - begin
    slowest[side] = max(slowest.get(side, 0), took)
    sender.kill()
    sender.wait()
    if took > 1:
        problems.append(f"it took {took:.3f} s until nothing captured any more")
    recording.process.kill()
    _, said = recording.process.communicate()
    reports = bytearray()
    while part := os.read(reader, 65536):
        reports += part
    os.close(reader)
    if side == "helper" and (recording.process.returncode in (0, -signal.SIGKILL) or b"signal 9" not in said + reports):
        problems.append(f"the recorder ended with {recording.process.returncode} and said {said!r}")
    session, numbers = recording.stored()
    committed = last_committed(reports)
    case.unlink()
    if session is None:
        return "; ".join(problems + ([f"{committed} packets were committed, and there is no session"] if committed else []))
    if session["packets"] < committed or len(numbers) != session["packets"]:
        problems.append(f"{committed} packets were committed, {session['packets']} are there, {len(numbers)} numbers")
    if any(a >= b for a, b in zip(numbers, numbers[1:])):
        problems.append("numbers are out of order or come twice")
    if session["state"] in ("finished", "growing"):
        problems.append(f"the session is {session['state']}")
    return "; ".join(problems)


def main(place):
    random.seed(4)
    for backend, words in backends(bin / "packetrecorder", place, report):
        slowest.clear()
        for side in ("helper", "recorder"):
            problems = [problem for turn in range(rounds)
                        if (problem := kill(side, place / f"{side}{turn}.prcase", backend, words))]
            print(f"{backend}: {rounds} kills of the {side}, the slowest end after {1000 * slowest[side]:.0f} ms")
            report.check(f"{backend}_{rounds}_kills_of_the_{side}", "\n".join(problems))
    return report.status()


in_namespace(report, main)
