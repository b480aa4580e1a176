#!/usr/bin/env python3
"""`replay` keeps order, bytes and the gaps between packets: within 5 ms for most, 50 ms for all, at the session's own
speed and at ten times that.

  replay_times.py BIN
"""

import os
import pathlib
import random
import statistics
import struct
import subprocess
import sys
import tempfile
import time

from same_case import run

TRIES = 5  # a machine that does other things at the moment is late with everything
MEDIAN, WORST = 0.005, 0.050


def made(speed):
    """(time in nanoseconds, frame) of packets whose gaps are a burst, a breath or a wait, three seconds when replayed."""
    chance, at, out = random.Random(7), 1_700_000_000_000_000_000, []
    for number in range(200):
        frame = bytes(12) + b"\x88\xb5" + struct.pack(">I", number) + chance.randbytes(chance.randrange(10, 1400))
        out.append((at, frame))
        at += int(chance.choice((0, 0, 1e6, 15e6, 40e6)) * speed) + chance.randrange(1000)
    return out


def write(packets, path):
    with open(path, "wb") as file:
        file.write(struct.pack("<IHHiIII", 0xA1B23C4D, 2, 4, 0, 0, 262144, 1))
        for at, frame in packets:
            file.write(struct.pack("<IIII", at // 10**9, at % 10**9, len(frame), len(frame)) + frame)


def replayed(program, case, speed):
    """(when it came, its time, its frame) of each packet of the pcapng on standard output."""
    out, buffer, scale = [], b"", 1
    process = subprocess.Popen([program, "replay", "--speed", str(speed), "--database", case],
                               stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    while data := os.read(process.stdout.fileno(), 1 << 20):
        came = time.monotonic()
        buffer += data
        while len(buffer) >= 12:
            kind, length = struct.unpack_from("<II", buffer)
            if len(buffer) < length:
                break
            if kind == 1:
                scale = 1 if b"\x09\x00\x01\x00\x09" in buffer[:length] else 1000  # if_tsresol: nanoseconds
            if kind == 6:
                _, high, low, captured, _ = struct.unpack_from("<IIIII", buffer, 8)
                out.append((came, (high << 32 | low) * scale, buffer[28:28 + captured]))
            buffer = buffer[length:]
    return out if process.wait() == 0 else []


def main():
    program = pathlib.Path(sys.argv[1]) / "packetrecorder"
    failed = False
    with tempfile.TemporaryDirectory() as place:
        os.environ["XDG_STATE_HOME"] = place
        for speed in (1, 10):
            packets = made(speed)
            capture, case = pathlib.Path(place) / f"{speed}.pcap", pathlib.Path(place) / f"{speed}.prcase"
            write(packets, capture)
            run(program, "import", capture, "--database", case)
            for _ in range(TRIES):
                came = replayed(program, case, speed)
                whole = [(at, frame) for _, at, frame in came] == packets
                late = [abs((b[0] - a[0]) - (b[1] - a[1]) / 1e9 / speed) for a, b in zip(came, came[1:])]
                in_time = whole and statistics.median(late) <= MEDIAN and max(late) <= WORST
                if whole:
                    print(f"speed {speed}: gaps wrong by {1000 * statistics.median(late):.2f} ms (median), "
                          f"{1000 * max(late):.2f} ms (worst)")
                if in_time or not whole:
                    break
            failed = failed or not whole or not in_time
            print(f"[{'       OK ' if whole else '  FAILED  '}] replay.order_and_bytes_at_speed_{speed}")
            print(f"[{'       OK ' if in_time else '  FAILED  '}] replay.gaps_at_speed_{speed}")
    sys.exit(1 if failed else 0)


main()
