#!/usr/bin/env python3
"""Every packet that was sent is stored or counted as lost, whatever stands still: numbered packets over a virtual cable.

  live_account.py BIN [PACKETS [RUNS]]

BACKENDS names how to capture, separated by spaces (libpcap).
"""

import fcntl
import os
import pathlib
import signal
import sqlite3
import subprocess
import sys
import threading
import time

from cable import Recording, Report, backends, in_namespace
from same_case import run

report = Report("live_account")
bin = pathlib.Path(sys.argv[1])
words = [int(word) for word in sys.argv[2:] if word.isdigit()]
packets = words[0] if words else 100_000
runs = words[1] if len(words) > 1 else 1


def send(rate=0):
    run(bin / "numbered_sender", "pr0", packets, 250, rate)


def quiet(begin):
    recording = begin()
    send(40_000)
    return recording


def slow_disk(begin):
    shim = bin / "libfaults_shim.so"
    recording = begin(env={**os.environ, "LD_PRELOAD": str(shim), "FAULTS_PREFIX": os.environ["XDG_STATE_HOME"],
                           "FAULTS_SLOW": str(128 << 10)})
    send()
    return recording


def small_ring(begin):
    recording = begin("--buffer-size", "2M")
    send()
    return recording


def stalled_window(begin):
    """Nobody reads the reports of the worker, and a reader of the case never ends its transaction."""
    reader, writer = os.pipe()
    fcntl.fcntl(writer, fcntl.F_SETPIPE_SZ, 4096)
    recording = begin("--progress-fd", str(writer), pass_fds=(writer,))
    os.close(writer)
    recording.reader = reader
    recording.window = sqlite3.connect(f"file:{recording.case}?mode=ro", uri=True, isolation_level=None)
    recording.window.execute("BEGIN")
    recording.window.execute("SELECT count(*) FROM session").fetchall()
    send()
    return recording


def stalled_recorder(begin):
    recording = begin("--buffer-size", "2M")
    threading.Timer(0.05, recording.process.send_signal, [signal.SIGSTOP]).start()
    send(500_000)
    time.sleep(1)
    recording.process.send_signal(signal.SIGCONT)
    return recording


def account(case, begin):
    started = time.monotonic()
    recording = case(begin)
    recording.interrupt()
    status, stored, dropped, numbers = recording.finish()
    if hasattr(recording, "reader"):
        os.close(recording.reader)
        recording.window.close()
    print(f"{case.__name__}: sent {packets}, stored {stored}, dropped {dropped}, "
          f"difference {packets - stored - dropped}, {time.monotonic() - started:.0f} s", flush=True)
    recording.case.unlink()
    if status != 0:
        return f"status {status}"
    if stored + dropped != packets or len(numbers) != stored:
        return f"{stored} stored + {dropped} dropped of {packets} sent, {len(numbers)} numbers"
    return any(a >= b for a, b in zip(numbers, numbers[1:])) and "numbers are out of order or come twice"


def main(place):
    for backend, named in backends(bin / "packetrecorder", place, report):
        for case in (quiet, slow_disk, small_ring, stalled_window, stalled_recorder):
            if case is slow_disk and not (bin / "libfaults_shim.so").exists():
                report.skip(f"{backend}_{case.__name__}", "the sanitizers leave no room for a slow disk")
                continue
            problems = []
            for turn in range(runs):
                def begin(*options, **how):
                    return Recording(bin / "packetrecorder", place / f"{case.__name__}{turn}.prcase", *named, *options, **how)
                problems.append(account(case, begin))
            report.check(f"{backend}_{case.__name__}_{runs}_times_{packets}", "; ".join(filter(None, problems)))
    return report.status()


in_namespace(report, main)
