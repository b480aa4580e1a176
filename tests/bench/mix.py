#!/usr/bin/env python3
"""Makes a large capture out of a small one: mix.py CAPTURE.pcapng OUT.pcap PACKETS [SEED]

Copies of all its conversations, each between hosts of its own and begun at a time of its own, lie side by side as they do
on a busy cable: eight at any moment. Addresses inside of IP, TCP and UDP headers change, and the checksums with them.
"""

import heapq
import pathlib
import random
import struct
import sys

AT_ONCE = 8


def packets(data):
    """(nanoseconds, frame) of a little-endian pcapng file with times in nanoseconds."""
    at = 0
    while at + 12 <= len(data):
        kind, length = struct.unpack_from("<II", data, at)
        if kind == 6:
            _, high, low, captured, _ = struct.unpack_from("<IIIII", data, at + 8)
            yield high << 32 | low, data[at + 28:at + 28 + captured]
        at += length


def changed(checksum, old, new):
    """A checksum after words that it covers became others (RFC 1624)."""
    total = ~checksum & 0xFFFF
    for was, now in zip(struct.unpack(f">{len(old) // 2}H", old), struct.unpack(f">{len(new) // 2}H", new)):
        total += (~was & 0xFFFF) + now
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def moved(frame, network):
    """The frame in another network: `network` replaces 16 bits of each address."""
    kind, = struct.unpack_from(">H", frame, 12)
    if kind == 0x0800:
        header, hosts, protocol = 14 + 4 * (frame[14] & 15), (26, 30), frame[23]
        first = not struct.unpack_from(">H", frame, 20)[0] & 0x1FFF
    elif kind == 0x86DD:
        header, hosts, protocol, first = 54, (22, 38), frame[20], True
    else:
        return frame
    out = bytearray(frame)
    addresses = slice(hosts[0], 2 * hosts[1] - hosts[0])
    for at in hosts:
        if frame[at] < 224 or kind == 0x86DD and frame[at] != 0xFF:  # a host, not a group
            inside = at + (1 if kind == 0x0800 else 4)
            out[inside:inside + 2] = network
    sums = [24] if kind == 0x0800 else []
    if first and protocol == 6:
        sums.append(header + 16)
    elif first and protocol == 17 and struct.unpack_from(">H", frame, header + 6)[0]:
        sums.append(header + 6)
    for place in sums:
        if place + 2 <= len(frame):
            value, = struct.unpack_from(">H", frame, place)
            struct.pack_into(">H", out, place, changed(value, frame[addresses], bytes(out[addresses])))
    return bytes(out)


def copies(original, wanted, seed):
    """Generators of the packets of each copy, which begin one after the other."""
    chance = random.Random(seed)
    start, end = original[0][0], original[-1][0]

    def one(begin, network):
        for at, frame in original:
            yield begin + at - start, moved(frame, network)

    begin = start
    for _ in range(-(-wanted // len(original))):
        yield one(begin, chance.randbytes(2))
        begin += int(chance.uniform(0.5, 1.5) * (end - start) / AT_ONCE)


def main():
    original = list(packets(pathlib.Path(sys.argv[1]).read_bytes()))
    wanted, seed = int(sys.argv[3]), int(sys.argv[4]) if len(sys.argv) > 4 else 7
    written = 0
    with open(sys.argv[2], "wb") as file:
        file.write(struct.pack("<IHHiIII", 0xA1B23C4D, 2, 4, 0, 0, 262144, 1))
        for at, frame in heapq.merge(*copies(original, wanted, seed), key=lambda packet: packet[0]):
            file.write(struct.pack("<IIII", at // 10**9, at % 10**9, len(frame), len(frame)) + frame)
            written += 1
            if written == wanted:
                break


main()
