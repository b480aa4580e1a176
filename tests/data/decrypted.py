#!/usr/bin/env python3
"""Makes decrypted.pcapng: two ends of TLS talk HTTP/1 in memory, with TLS 1.3 and with TLS 1.2 and a CBC suite; the
capture carries its secrets. Usage: decrypted.py OUT.pcapng (needs openssl on the path)"""

import os
import ssl
import struct
import subprocess
import sys
import tempfile


def block(kind, body):
    body += b"\0" * (-len(body) % 4)
    size = struct.pack("<I", len(body) + 12)
    return struct.pack("<I", kind) + size + body + size


class Capture:
    """Raw IP packets of one TCP connection after another."""

    def __init__(self):
        self.packets = []

    def connect(self, port):
        self.port, self.next = port, [1000, 2000]
        self.send(0, 0x02), self.send(1, 0x12), self.send(0, 0x10)

    def send(self, side, flags, data=b""):
        addresses = [b"\xc0\0\2\1", b"\xc0\0\2\2"]
        ports = [self.port, 443]
        tcp = struct.pack(">HHIIBBHHH", ports[side], ports[1 - side], self.next[side],
                          self.next[1 - side] if flags & 0x10 else 0, 0x50, flags, 65535, 0, 0) + data
        packet = struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(tcp), len(self.packets), 0x4000, 64, 6, 0)
        self.packets.append(packet + addresses[side] + addresses[1 - side] + tcp)
        self.next[side] += len(data) + (1 if flags & 3 else 0)

    def write(self, path, secrets):
        with open(path, "wb") as out:
            out.write(block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1)))
            out.write(block(1, struct.pack("<HHI", 101, 0, 0)))
            out.write(block(10, struct.pack("<II", 0x544C534B, len(secrets)) + secrets))
            for number, packet in enumerate(self.packets):
                time = 1_700_000_000_000_000 + number * 1000
                out.write(block(6, struct.pack("<IIIII", 0, time >> 32, time & 0xFFFFFFFF, len(packet), len(packet))
                                + packet))


def talk(capture, port, version, ciphers, folder, says):
    contexts = [ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)]
    contexts[0].check_hostname = False
    contexts[0].verify_mode = ssl.CERT_NONE
    contexts[0].keylog_filename = folder + "/keys"
    contexts[1].load_cert_chain(folder + "/certificate", folder + "/key")
    for context in contexts:
        context.minimum_version = context.maximum_version = version
        if ciphers:
            context.set_ciphers(ciphers)
    wires = [(ssl.MemoryBIO(), ssl.MemoryBIO()) for _ in contexts]
    ends = [contexts[0].wrap_bio(*wires[0], server_hostname="server.example"),
            contexts[1].wrap_bio(*wires[1], server_side=True)]
    capture.connect(port)

    def move():
        for side in (0, 1):
            data = wires[side][1].read()
            for at in range(0, len(data), 1400):
                capture.send(side, 0x18, data[at:at + 1400])
            wires[1 - side][0].write(data)

    for _ in range(6):
        for end in ends:
            try:
                end.do_handshake()
            except ssl.SSLWantReadError:
                pass
        move()
    for side, text in says:
        ends[side].write(text)
        move()
        try:
            ends[1 - side].read(65536)
        except ssl.SSLWantReadError:
            pass
    for end in ends:
        try:
            end.unwrap()
        except ssl.SSLError:
            pass
        move()
    capture.send(0, 0x11), capture.send(1, 0x11), capture.send(0, 0x10)


def main():
    question = b"GET /one?two=3 HTTP/1.1\r\nHost: server.example\r\nUser-Agent: probe/1\r\n\r\n"
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 3000\r\n\r\n" + b"a" * 3000
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "36500", "-subj",
                        "/CN=server.example", "-keyout", folder + "/key", "-out", folder + "/certificate"],
                       check=True, stderr=subprocess.DEVNULL)
        capture = Capture()
        whole = [(0, question), (1, answer), (0, question), (1, b"HTTP/1.1 204 No Content\r\n\r\n")]
        pieces = [(0, question[:20]), (0, question[20:] + question), (1, answer[:1000]), (1, answer[1000:] + answer)]
        talk(capture, 50001, ssl.TLSVersion.TLSv1_3, None, folder, whole)
        talk(capture, 50002, ssl.TLSVersion.TLSv1_2, "ECDHE-RSA-AES128-SHA256", folder, pieces)
        with open(folder + "/keys", "rb") as keys:
            secrets = b"".join(line for line in keys if not line.startswith(b"#"))
    capture.write(sys.argv[1], secrets)


os.umask(0o022)
main()
