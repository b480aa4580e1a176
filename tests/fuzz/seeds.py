#!/usr/bin/env python3
"""Cuts a capture into inputs that the fuzz targets can begin with: seeds.py CAPTURE.pcapng FOLDER

FOLDER/TARGET/NAME, in the form that each target's first lines describe. Little-endian pcapng of Ethernet, as the sample is.
"""
import pathlib
import re
import struct
import sys

ENHANCED = 6
MOST = 6000  # bytes of a stream: longer inputs make slow targets


def blocks(data):
    """(type, the whole block) of each block."""
    at = 0
    while at + 12 <= len(data):
        kind, length = struct.unpack_from("<II", data, at)
        yield kind, data[at:at + length]
        at += length


def packets(data):
    """The frame of each packet."""
    for kind, block in blocks(data):
        if kind == ENHANCED:
            captured, = struct.unpack_from("<I", block, 20)
            yield block[28:28 + captured]


def transport(frame):
    """(protocol, ends, sequence, payload) of TCP and UDP, or nothing."""
    kind, = struct.unpack_from(">H", frame, 12)
    if kind == 0x0800 and not struct.unpack_from(">H", frame, 20)[0] & 0x3FFF:
        at, end = 14 + 4 * (frame[14] & 15), 14 + struct.unpack_from(">H", frame, 16)[0]
        protocol, addresses = frame[23], (frame[26:30], frame[30:34])
    elif kind == 0x86DD:
        at, end = 54, 54 + struct.unpack_from(">H", frame, 18)[0]
        protocol, addresses = frame[20], (frame[22:38], frame[38:54])
    else:
        return None
    if protocol not in (6, 17) or at + 8 > len(frame):
        return None
    ports = struct.unpack_from(">HH", frame, at)
    ends = tuple(zip(addresses, ports))
    if protocol == 17:
        return "udp", ends, 0, frame[at + 8:end]
    return "tcp", ends, struct.unpack_from(">I", frame, at + 4)[0], frame[at + 4 * (frame[at + 12] >> 4):end]


def streams(talks):
    """For each TCP connection its payloads in packet order, without what was sent twice: [(from the client, bytes)]."""
    found, next_byte = {}, {}
    for protocol, ends, sequence, payload in talks:
        key = frozenset(ends)
        if protocol != "tcp" or not payload:
            continue
        client = ends[0][1] > ends[1][1]
        if sequence < next_byte.get((key, client), 0):
            continue
        next_byte[key, client] = sequence + len(payload)
        found.setdefault(key, []).append((client, payload))
    return found.values()


def http(stream):
    request = b"".join(payload for client, payload in stream if client)
    answer = b"".join(payload for client, payload in stream if not client)[:MOST]
    share = 255 * len(request) // len(request + answer) + 1
    return bytes([min(share, 255), 180, 0]) + request + answer


def tls(stream):
    out = b""
    for client, payload in stream:
        for at in range(0, len(payload), 255):
            part = payload[at:at + 255]
            out += bytes([0 if client else 1, len(part)]) + part
    return out[:MOST]


def segments(stream):
    out, sequence = b"", {True: 1, False: 1}
    for client, payload in stream:
        part = payload[:255]
        out += struct.pack(">BIB", 1 | (0 if client else 16), sequence[client], len(part)) + part + struct.pack(">I", 1)
        sequence[client] += len(part)
    return out[:MOST]


def wrapped(frame):
    """(link type, packet): the frame as a packet of other link types."""
    zeros = bytes(200)
    yield 258, struct.pack("<III", 108, 1, 1) + zeros[:96] + frame  # PKTAP
    yield 178, b"MGC\1" + frame  # Juniper's Ethernet
    if frame[12:14] == b"\x08\x00":
        packet, snap = frame[14:], b"\xaa\xaa\3\0\0\0\x08\0"
        yield 6, b"\x10\x40" + frame[:12] + snap + packet  # Token Ring
        yield 7, b"\1\2\xd4\0\0\1" + packet  # ARCNET
        yield 10, b"\x54" + frame[:12] + snap + packet  # FDDI
        yield 119, b"\x44\0\0\0" + zeros[:140] + b"\x08\2\0\0" + frame[:12] + zeros[:8] + snap + packet  # Prism
        yield 138, zeros[:16] + b"\x08\0" + packet  # IEEE 1394
        yield 226, b"\1\2" + zeros[:22] + packet  # IPNET
        yield 242, zeros[:40] + b"\x08\0\0\0" + packet  # InfiniBand


def varint(value):
    out = b""
    while value >= 0x80:
        out += bytes([value & 0x7F | 0x80])
        value >>= 7
    return out + bytes([value])


def summaries(frames):
    """The summary of a segment: as it is stored, its content, and packets to make one of."""
    for unknown, limited, words in (((), (), 0), ((17,), (40, 4959), 2), (range(300), (0,), 40)):
        content = b""
        for numbers in (unknown, limited):
            content += varint(len(numbers))
            content += b"".join(varint(b - a) for a, b in zip((0, *numbers), numbers))
        content += b"\0" + varint(words) + bytes(i * 37 & 255 for i in range(8 * words))
        yield b"\1" + content
        yield b"\0\1\1" + varint(len(content)) * 2 + content
    out = b"\2"
    for number, frame in enumerate(frames):
        if frame[12:14] == b"\x08\x00":
            path = b"\1\0" + b"\1\x80" + frame[:14] + b"\x10\x80" + frame[26:34] + frame[23:24]
            out += bytes([3 if number % 9 else 4, len(path)]) + path
    yield out[:MOST]


def seeds(data, filters, links):
    """(target, input) of every seed. `links`: the link types of decode_fuzz, in its order."""
    frames = list(packets(data))
    for frame in frames:
        yield "decode_fuzz", struct.pack(">BBH", 0, 0, len(frame)) + frame
        yield "restore_fuzz", struct.pack(">BBH", 0, 0, 0) + frame
    for frame in frames[:400:40]:
        for link, packet in wrapped(frame):
            yield "decode_fuzz", struct.pack(">BBH", links.index(link), 0, len(packet)) + packet
    for content in summaries(frames):
        yield "summary_fuzz", content
    yield "decode_fuzz", b"".join(struct.pack(">BBH", 0, 0, len(frame)) + frame for frame in frames[:20])
    head = [block for kind, block in blocks(data) if kind != ENHANCED]
    body = [block for kind, block in blocks(data) if kind == ENHANCED]
    yield "reader_fuzz", b"".join(head[:2] + body[:3] + head[2:])
    pcap = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1)
    for number, frame in enumerate(frames[:3]):
        pcap += struct.pack("<IIII", number, 5, len(frame), len(frame)) + frame
    yield "reader_fuzz", pcap
    yield "ip_reassembly_fuzz", bytes([1, 0, 1, 8]) + b"fragment" + bytes([1, 1, 0, 4]) + b"ends"
    talks = [talk for talk in map(transport, frames) if talk]
    for protocol, ends, _, payload in talks:
        ports = {ends[0][1], ends[1][1]}
        for port, kind in ((53, 0), (5353, 1), (5355, 2)):
            if port in ports and payload:
                yield "dns_fuzz", bytes([kind | (0x80 if protocol == "tcp" else 0), 255]) + payload
    for stream in streams(talks):
        whole = b"".join(payload for _, payload in stream)
        yield "tcp_reassembly_fuzz", segments(stream)
        if b"HTTP/1." in whole:
            yield "http_fuzz", http(stream)
        if whole[:2] == b"\x16\x03":
            yield "tls_fuzz", tls(stream)
        server = b"".join(payload for client, payload in stream if not client)
        for found in re.finditer(rb"\x30\x82(..)\x30\x82", server, re.DOTALL):
            yield "x509_fuzz", server[found.start():found.start() + 4 + struct.unpack(">H", found.group(1))[0]]
    for line in filters.splitlines():
        if line and not line.startswith("#"):
            yield "filter_fuzz", line.split("\t")[-1].encode()
    for kind in range(1, 16):
        for size in (0, 8, 64):
            yield "wire_fuzz", struct.pack("<IHH", size, kind, 1) + bytes(size)


def main():
    capture, folder = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    filters = pathlib.Path(__file__).parent.parent / "differential" / "filters.txt"
    decode = (pathlib.Path(__file__).parents[2] / "core/decode/decode_fuzz.cpp").read_text()
    links = [int(link) for link in re.search(r"kLinks\[\] = \{([^}]*)\}", decode).group(1).split(",")]
    made = 0
    for target, content in dict.fromkeys(seeds(capture.read_bytes(), filters.read_text(), links)):
        (folder / target).mkdir(parents=True, exist_ok=True)
        (folder / target / f"seed-{made}").write_bytes(content)
        made += 1
    if not made:
        sys.exit(f"{capture} gave no seeds")


main()
