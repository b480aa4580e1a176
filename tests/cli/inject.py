#!/usr/bin/env python3
"""`replay --interface` puts a session back on a cable: the same bytes in the same order after the same gaps, with an
account of every packet, whatever ends it.

  inject.py BIN [PACKETS]
"""

import os
import pathlib
import random
import re
import signal
import statistics
import struct
import subprocess
import sys
import time

from cable import Recording, Report, in_namespace, lives, status_of
from same_case import run

report = Report("inject")
bin = pathlib.Path(sys.argv[1])
program = bin / "packetrecorder"
most = next((int(word) for word in sys.argv[2:] if word.isdigit()), 20_000)
TRIES = 5  # a machine that does other things at the moment is late with everything
MEDIAN, WORST = 0.005, 0.050
chance = random.Random(7)


def frame(number, length=None, before=b""):
    """A numbered frame; `before`: a VLAN tag."""
    data = bytes(6) + b"\2\0\0\0\0\1" + before + b"\x88\xb5" + struct.pack(">I", number)
    return data + chance.randbytes((length or chance.randrange(60, 1515)) - len(data))


def write(path, packets, link_type=1):
    """(time in nanoseconds, frame, its length on the wire) to a pcap file."""
    with open(path, "wb") as file:
        file.write(struct.pack("<IHHiIII", 0xA1B23C4D, 2, 4, 0, 0, 262144, link_type))
        for at, data, length in packets:
            file.write(struct.pack("<IIII", at // 10**9, at % 10**9, len(data), length) + data)


def read(path):
    """What write() wrote, without the lengths on the wire."""
    data, at, out = path.read_bytes(), 24, []
    while at < len(data):
        seconds, nanoseconds, length, _ = struct.unpack_from("<IIII", data, at)
        out.append((seconds * 10**9 + nanoseconds, data[at + 16:at + 16 + length]))
        at += 16 + length
    return out


def case_of(place, name, packets, link_type=1):
    write(place / f"{name}.pcap", packets, link_type)
    run(program, "import", place / f"{name}.pcap", "--database", place / f"{name}.prcase")
    return place / f"{name}.prcase"


def after(gaps, frames):
    """Frames with their times: `gaps` in seconds before each but the first."""
    at, out = 1_700_000_000_000_000_000, []
    for gap, data in zip([0, *gaps], frames):
        at += int(gap * 1e9)
        out.append((at, data, len(data)))
    return out


class Replay:
    """`replay --interface` that runs."""

    def __init__(self, case, *options, interface="pr0", **how):
        self.process = subprocess.Popen([program, "replay", "--database", case, "-i", interface, *options],
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL,
                                        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
                                        start_new_session=True, **how)

    def injector(self):
        """Its process, once it is confined."""
        limit = time.monotonic() + 10
        while time.monotonic() < limit:
            try:
                children = pathlib.Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
                if children and status_of(children[0])["Seccomp"] == "2":
                    return int(children[0])
            except OSError:
                pass
            time.sleep(0.005)
        raise SystemExit("no injector was started")

    def finish(self):
        """(status, what was said, [asked, sent, refused, failed])"""
        out, said = self.process.communicate(timeout=120)
        text = said.decode(errors="replace")
        account = re.search(r"Of ([\d,]+) packets?: ([\d,]+) sent, ([\d,]+) refused, ([\d,]+) failed\.", text)
        numbers = [int(number.replace(",", "")) for number in account.groups()] if account else []
        return self.process.returncode, text + out.decode(errors="replace"), numbers


def wrong(ended, status, account, *words):
    """What is wrong with how a replay ended; `account`: the numbers, None for any number."""
    got, said, numbers = ended
    if got != status:
        return f"status {got}, not {status}: {said}"
    if account is not None and (len(numbers) != 4 or any(b is not None and a != b for a, b in zip(numbers, account))):
        return f"{numbers}, not {account}: {said}"
    if account is not None and numbers[0] != sum(numbers[1:]):
        return f"the account does not close: {said}"
    return next((f'"{word}" is not said: {said}' for word in words if word not in said), "")


def sent_and_seen(place, name, case, *options):
    """(how the replay ended, [(time, frame)] at the other end of the cable, stored and dropped)"""
    recording = Recording(program, place / f"{name}.seen.prcase")
    ended = Replay(case, *options).finish()
    recording.interrupt()
    status, stored, dropped, _ = recording.finish()
    if status != 0:
        raise SystemExit(f"the capture ended with {status}")
    run(program, "export", "--format", "pcap", "-w", place / f"{name}.seen.pcap", "--database", recording.case)
    recording.case.unlink()
    return ended, read(place / f"{name}.seen.pcap"), (stored, dropped)


def bytes_and_order(place):
    tag = b"\x81\x00\x00\x2a"
    frames = [frame(number, before=tag if number % 50 == 7 else b"") for number in range(2000)]
    frames += [frame(2000, 14 + 16000), frame(2001, 18 + 16000, tag), frame(2002, 60)]
    case = case_of(place, "order", after([0] * len(frames), frames))
    for options in (["--top-speed"], ["--speed", "0"], ["--speed", "1"]):
        ended, seen, _ = sent_and_seen(place, "order", case, *options)
        report.check(f"bytes_and_order_with_{'_'.join(options).strip('-')}",
                     wrong(ended, 0, [len(frames), len(frames), 0, 0])
                     or [data for _, data in seen] != frames and "other frames came than those that were recorded")
    ended, seen, _ = sent_and_seen(place, "order", case, "--count", "10", "--top-speed", "frame.number > 100")
    report.check("filter_and_count_choose_what_is_sent", wrong(ended, 0, [10, 10, 0, 0])
                 or [data for _, data in seen] != frames[100:110] and "other frames came than those that pass")


def gaps(place):
    for speed in (1, 10):
        frames = [frame(number) for number in range(200)]
        packets = after([chance.choice((0, 0, 0.001, 0.015, 0.040)) * speed + chance.randrange(1000) / 1e9
                         for _ in frames], frames)
        case = case_of(place, f"gaps{speed}", packets)
        problem = ""
        for _ in range(TRIES):
            ended, seen, _ = sent_and_seen(place, "gaps", case, "--speed", str(speed))
            problem = wrong(ended, 0, [200, 200, 0, 0]) or [data for _, data in seen] != frames and "other frames came"
            if problem:
                break
            late = [abs((b[0] - a[0]) - (d[0] - c[0]) / speed) / 1e9
                    for a, b, c, d in zip(seen, seen[1:], packets, packets[1:])]
            print(f"speed {speed}: gaps wrong by {1000 * statistics.median(late):.3f} ms (median), "
                  f"{1000 * max(late):.2f} ms (worst)")
            if statistics.median(late) <= MEDIAN and max(late) <= WORST:
                break
            problem = "the gaps are not those of the recording"
        report.check(f"gaps_at_speed_{speed}", problem)


def top_speed(place):
    frames = [frame(number, 250) for number in range(most)]
    case = case_of(place, "fast", after([1] * most, frames))
    ended, seen, (stored, dropped) = sent_and_seen(place, "fast", case, "--top-speed")
    span = (seen[-1][0] - seen[0][0]) / 1e9
    print(f"top speed: {most} packets of 250 bytes in {span:.3f} s, {most / span:,.0f} a second")
    report.check("top_speed_leaves_no_gap", wrong(ended, 0, [most, most, 0, 0])
                 or stored + dropped != most and f"{stored} stored and {dropped} dropped at the other end"
                 or span > most / 1000 and "it is not fast")


def refusals(place):
    good = [frame(number, 100) for number in range(6)]
    packets = after([0] * 11, [good[0], frame(9, 16015), good[1], frame(9, 20), good[2], b"short", b"", frame(9, 40_000),
                               good[3], good[4], good[5]])
    packets[3] = (packets[3][0], packets[3][1], 60)  # cut when it was recorded
    case = case_of(place, "bad", packets)
    ended, seen, _ = sent_and_seen(place, "bad", case)
    report.check("what_cannot_be_sent_is_named_and_the_rest_goes_on", wrong(
        ended, 1, [11, 6, 5, 0], "2 packets are longer than pr0 takes (16014 bytes with the link header); the first is packet 2.",
        "1 packet was recorded only in part, and would not be what was there: packet 4.",
        "2 packets are shorter than a link header; the first is packet 6.")
        or [data for _, data in seen] != good and "other frames came than the good ones")

    def refused(name, status, *words, case=case, interface="pr0", options=()):
        before = sent_frames()
        problem = wrong(Replay(case, *options, interface=interface).finish(), status, None, *words)
        report.check(name, problem or sent_frames() != before and "something was sent")

    refused("an_interface_that_is_not_there_is_named", 2, "nosuch0: no such interface", interface="nosuch0")
    refused("a_name_that_is_none_is_refused", 2, "cannot be the name", interface="../pr0")
    refused("any_is_no_interface_to_send_from", 2, "any: no such interface", interface="any")
    run("ip", "link", "set", "pr0", "down")
    refused("an_interface_that_is_down_is_refused", 3, "pr0: the interface is down")
    run("ip", "link", "set", "pr0", "up")
    run("ip", "link", "set", "pr1", "down")
    refused("an_interface_without_a_carrier_is_refused", 3, "pr0: the interface has no carrier")
    run("ip", "link", "set", "pr1", "up")
    raw = case_of(place, "raw", [(10**18, b"\x45" + bytes(39), 40)], link_type=101)
    refused("packets_of_another_link_type_are_refused", 2, "pr0 takes frames of link type ETHERNET", "RAW", case=raw)
    refused("an_output_beside_an_interface_is_refused", 2, "--interface", options=["-w", place / "x.pcapng"])
    refused("a_display_beside_an_interface_is_refused", 2, "--interface", options=["--display-only"])
    refused("two_speeds_are_refused", 2, "--top-speed", options=["--top-speed", "--speed", "1"])


def sent_frames(device="pr0"):
    for line in pathlib.Path("/proc/net/dev").read_text().splitlines():
        if line.strip().startswith(device + ":"):
            return int(line.split(":")[1].split()[9])
    return 0


def only_when_asked(place):
    """A configuration names an interface to record from; without the option nothing is sent."""
    case = case_of(place, "silent", after([0], [frame(1), frame(2)]))
    settings = place / "config.toml"
    settings.write_text('interface = "pr0"\n[replay]\ninterface = "pr0"\n')
    before = sent_frames()
    out = run(program, "replay", "--speed", "0", "--config", settings, "--database", case)
    report.check("a_configuration_alone_sends_nothing", sent_frames() != before and "packets were sent"
                 or not out.startswith(b"\n\r\r\n") and "no pcapng was written")


def ends(place):
    """Two packets, then a gap of a minute."""
    case = case_of(place, "long", after([0, 60], [frame(number) for number in range(3)]))

    def check(name, act, status, account, *words, within=1.0):
        replay = Replay(case)
        injector = replay.injector()
        time.sleep(0.3)
        act(replay, injector)
        begin = time.monotonic()
        ended = replay.finish()
        took = time.monotonic() - begin
        report.check(name, wrong(ended, status, account, *words)
                     or took > within and f"it took {took:.2f} s"
                     or lives(injector) and "the injector is still there")

    # as a terminal does, which tells the injector, too
    check("ctrl_c_stops_and_says_what_was_sent", lambda replay, _: os.killpg(replay.process.pid, signal.SIGINT),
          130, [2, 2, 0, 0], "Stopped.")
    check("a_killed_injector_is_noticed", lambda _, injector: os.kill(injector, signal.SIGKILL),
          3, [2, 2, 0, 0], "The injector was ended by signal 9")

    def down(device):
        return lambda *_: run("ip", "link", "set", device, "down")

    quick = case_of(place, "quick", after([0.05] * 100, [frame(number) for number in range(101)]))
    for name, device in (("an_interface_that_goes_down_ends_it", "pr0"), ("a_carrier_that_goes_ends_it", "pr1")):
        case = quick
        check(name, down(device), 3, [None, None, 0, None], "pr0 went down, lost its carrier, or vanished", within=2)
        run("ip", "link", "set", device, "up")
        time.sleep(0.3)

    replay = Replay(case_of(place, "killed", after([60], [frame(1), frame(2)])))
    injector = replay.injector()
    replay.process.kill()
    replay.process.wait()
    begin = time.monotonic()
    while lives(injector) and time.monotonic() < begin + 3:
        time.sleep(0.005)
    report.check("an_injector_ends_with_its_client", time.monotonic() > begin + 1 and "it was still there after a second")


def rights(place):
    """Nobody's user, who may not send, is told the one command that lets him."""
    case = case_of(place, "rights", after([0], [frame(1), frame(2)]))
    for path in (place, *place.iterdir()):
        path.chmod(0o755)
    try:
        replay = Replay(case, user=65534, group=65534, extra_groups=[], env={"HOME": str(place)})
    except OSError as why:
        report.skip("without_the_right_the_command_that_grants_it_is_shown", f"nobody cannot start what was built here: {why}")
        return
    ended = replay.finish()
    if "annot open" in ended[1] or ended[0] == 127:
        report.skip("without_the_right_the_command_that_grants_it_is_shown", ended[1].strip())
        return
    report.check("without_the_right_the_command_that_grants_it_is_shown",
                 wrong(ended, 5, None, "The injector has no right to send packets.", "packetrecorder-inject"))


def main(place):
    for part in (bytes_and_order, gaps, top_speed, refusals, only_when_asked, ends, rights):
        part(place)
    return report.status()


in_namespace(report, main)
