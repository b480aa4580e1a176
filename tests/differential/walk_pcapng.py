#!/usr/bin/env python3
"""Compares what two pcapng files hold, block by block, with a reader of its own.

Usage: walk_pcapng.py ORIGINAL EXPORTED
       walk_pcapng.py --packets ONE OTHER    pcap or pcapng: times in nanoseconds, lengths and bytes of the packets only
Sections, interfaces, packets (bytes, times to the last digit, lengths, options), statistics, name resolution, secrets,
custom and unknown blocks must be equal and in the same order. Byte order, padding and block kinds may differ where the
meaning does not: an obsolete packet block may come back as an enhanced one. Status 1: a difference, which is printed.
"""
import struct
import sys

SECTION, INTERFACE, OBSOLETE, SIMPLE, NAMES, STATISTICS, ENHANCED = 0x0A0D0D0A, 1, 2, 3, 4, 5, 6
SECRETS, CUSTOM, CUSTOM_NO_COPY = 10, 0xBAD, 0x40000BAD

# Options whose values are numbers, by (block, code): their width in the byte order of the section.
NUMBERS = {
    (INTERFACE, 8): "Q", (INTERFACE, 10): "I", (INTERFACE, 14): "q", (INTERFACE, 16): "Q", (INTERFACE, 17): "Q",
    (ENHANCED, 2): "I", (ENHANCED, 4): "Q", (ENHANCED, 5): "Q", (ENHANCED, 6): "I",
    (STATISTICS, 4): "Q", (STATISTICS, 5): "Q", (STATISTICS, 6): "Q", (STATISTICS, 7): "Q", (STATISTICS, 8): "Q",
    (STATISTICS, 2): "II", (STATISTICS, 3): "II",
}
CUSTOM_OPTIONS = {2988, 2989, 19372, 19373}


def padded(length):
    return (length + 3) & ~3


def options(block, data, order):
    """[(code, value)], numbers without their byte order; ends at opt_endofopt."""
    out, at = [], 0
    while at + 4 <= len(data):
        code, length = struct.unpack_from(order + "HH", data, at)
        if code == 0:
            break
        value = data[at + 4:at + 4 + length]
        if len(value) != length:
            raise ValueError("an option runs past its block")
        form = NUMBERS.get((block, code))
        if form and struct.calcsize("=" + form) == length:
            value = struct.unpack(order + form, value)
        elif code in CUSTOM_OPTIONS and length >= 4:
            value = struct.unpack_from(order + "I", value) + (value[4:],)
        out.append((code, value))
        at += 4 + padded(length)
    return out


def blocks(path):
    """(type, body, byte order) of each block, to the first that does not hold together."""
    with open(path, "rb") as file:
        data = file.read()
    at, order = 0, "<"
    while at + 12 <= len(data):
        if data[at:at + 4] == b"\n\r\r\n":
            order = "<" if data[at + 8:at + 12] == b"\x4d\x3c\x2b\x1a" else ">"
        kind, length = struct.unpack_from(order + "II", data, at)
        if length < 12 or length % 4 or at + length > len(data):
            return
        if struct.unpack_from(order + "I", data, at + length - 4)[0] != length:
            return
        yield kind, data[at + 8:at + length - 4], order
        at += length


def records(body, order):
    """Records of a name resolution block, and what follows them."""
    out, at = [], 0
    while at + 4 <= len(body):
        code, length = struct.unpack_from(order + "HH", body, at)
        at += 4
        if code == 0:
            break
        out.append((code, body[at:at + length]))
        at += padded(length)
    return out, body[at:]


def tick(interface):
    """(units of a second, is a power of ten)"""
    for code, value in interface:
        if code == 9 and len(value) == 1:
            return 2 ** (value[0] & 0x7F) if value[0] & 0x80 else 10 ** value[0]
    return 10 ** 6


def things(path):
    """What the file says, one tuple a block, free of byte order and padding."""
    interfaces, base, seen = [], 0, 0  # of the section; number of its first one in the file
    for kind, body, order in blocks(path):
        if kind == SECTION:
            base, interfaces = seen, []
            major, minor = struct.unpack_from(order + "HH", body, 4)
            yield "section", (major, minor), options(SECTION, body[16:], order)
        elif kind == INTERFACE:
            link, _, snaplen = struct.unpack_from(order + "HHI", body)
            said = options(INTERFACE, body[8:], order)
            interfaces.append((snaplen, tick(said)))
            seen += 1
            yield "interface", (link, snaplen), said
        elif kind in (ENHANCED, OBSOLETE):
            form = "IIIII" if kind == ENHANCED else "HHIIII"
            head = struct.unpack_from(order + form, body)
            high, low, captured, original = head[-4:]
            said = options(ENHANCED, body[20 + padded(captured):], order)
            if kind == OBSOLETE and head[1] != 0xFFFF and not any(code == 4 for code, _ in said):
                said.append((4, (head[1],)))  # packets lost before it: a field of its own in the old block
            time = (high << 32 | low, interfaces[head[0]][1])
            yield "packet", (base + head[0], time, original, body[20:20 + captured]), sorted(said, key=repr)
        elif kind == SIMPLE:
            original, = struct.unpack_from(order + "I", body)
            snaplen = interfaces[0][0]
            captured = min(original, snaplen) if snaplen else original
            yield "packet", (base, None, original, body[4:4 + captured]), []
        elif kind == STATISTICS:
            number, high, low = struct.unpack_from(order + "III", body)
            yield "statistics", (base + number, high << 32 | low), options(STATISTICS, body[12:], order)
        elif kind == NAMES:
            names, rest = records(body, order)
            yield "names", names, options(NAMES, rest, order)
        elif kind == SECRETS:
            secret, length = struct.unpack_from(order + "II", body)
            yield "secrets", (secret, body[8:8 + length]), options(SECRETS, body[8 + padded(length):], order)
        elif kind in (CUSTOM, CUSTOM_NO_COPY):
            yield "custom", (kind, struct.unpack_from(order + "I", body)[0], body[4:]), []
        else:
            yield "unknown", (kind, order, body), []


def packets(path):
    """Times in nanoseconds, lengths and bytes of the packets of a pcap or pcapng."""
    with open(path, "rb") as file:
        magic = file.read(4)
        data = magic + file.read()
    if magic == b"\n\r\r\n":
        for kind, said, _ in things(path):
            if kind == "packet":
                _, time, original, body = said
                yield time and time[0] * 10 ** 9 // time[1], original, body
        return
    order, nanoseconds = {b"\xd4\xc3\xb2\xa1": ("<", 1000), b"\x4d\x3c\xb2\xa1": ("<", 1),
                          b"\xa1\xb2\xc3\xd4": (">", 1000), b"\xa1\xb2\x3c\x4d": (">", 1)}[magic]
    at = 24
    while at + 16 <= len(data):
        seconds, fraction, captured, original = struct.unpack_from(order + "IIII", data, at)
        yield seconds * 10 ** 9 + fraction * nanoseconds, original, data[at + 16:at + 16 + captured]
        at += 16 + captured


def main(*words):
    only = words[0] == "--packets"
    original, exported = words[-2:]
    left, right = (packets(original), packets(exported)) if only else (things(original), things(exported))
    count = 0
    while True:
        a, b = next(left, None), next(right, None)
        if a != b:
            print(f"{original}: block {count + 1}:\n  original {str(a)[:600]}\n  exported {str(b)[:600]}")
            return 1
        if a is None:
            print(f"{original}: {count} blocks equal")
            return 0 if count or only else 1
        count += 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
