#!/usr/bin/env python3
"""Records the handshakes of handshakes.h: openssl talks to itself over loopback, through a relay that keeps the bytes.

    record.py > handshakes.h
"""
import pathlib
import socket
import subprocess
import tempfile
import threading
import time

CERTIFICATE = """
[req]
distinguished_name = name
x509_extensions = extensions
prompt = no
[name]
C = DE
O = Example, Inc.
CN = www.example.org
[extensions]
subjectAltName = DNS:www.example.org, DNS:*.example.org, IP:192.0.2.1, IP:2001:db8::1, email:a@example.org, URI:https://example.org/
basicConstraints = critical, CA:TRUE, pathlen:0
keyUsage = digitalSignature, keyCertSign
extendedKeyUsage = serverAuth
crlDistributionPoints = URI:http://crl.example.org/
authorityInfoAccess = OCSP;URI:http://ocsp.example.org/
certificatePolicies = 1.2.3.4, @policy
[policy]
policyIdentifier = 1.3.5.8
CPS.1 = https://example.org/cps
userNotice.1 = @notice
[notice]
explicitText = Read me
organization = Example
noticeNumbers = 1, 2
"""

HANDSHAKES = {
    "tls12": ["-tls1_2", "-cipher", "ECDHE-RSA-AES128-GCM-SHA256"],
    "tls13": ["-tls1_3", "-ciphersuites", "TLS_AES_128_GCM_SHA256"],
}


def relay(listener, port, turns):
    client, _ = listener.accept()
    server = socket.create_connection(("127.0.0.1", port))

    def pump(source, target, name):
        while data := source.recv(65536):
            if turns and turns[-1][0] == name:
                turns[-1][1].extend(data)
            else:
                turns.append((name, bytearray(data)))
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)

    pumps = [threading.Thread(target=pump, args=way) for way in ((client, server, "client"), (server, client, "server"))]
    for thread in pumps:
        thread.start()
    for thread in pumps:
        thread.join()


def record(folder, options, port):
    turns = []
    server = subprocess.Popen(
        ["openssl", "s_server", "-accept", str(port), "-key", folder / "key.pem", "-cert", folder / "cert.pem",
         "-alpn", "http/1.1", "-naccept", "1", "-quiet"], stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    listener = socket.create_server(("127.0.0.1", port + 1))
    thread = threading.Thread(target=relay, args=(listener, port, turns))
    thread.start()
    time.sleep(0.5)
    subprocess.run(
        ["openssl", "s_client", "-connect", f"127.0.0.1:{port + 1}", "-servername", "www.example.org",
         "-alpn", "h2,http/1.1", "-groups", "P-256", "-sigalgs", "rsa_pss_rsae_sha256:RSA+SHA256", *options],
        input=b"hello\n", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=10)
    server.stdin.close()
    thread.join()
    server.wait()
    return turns


def literal(data):
    text = data.hex()
    return "\n".join(f'    "{text[at:at + 112]}"' for at in range(0, len(text), 112))


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "config").write_text(CERTIFICATE)
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "365", "-keyout", folder / "key.pem",
             "-out", folder / "cert.pem", "-config", folder / "config"], check=True, stderr=subprocess.DEVNULL)
        print("// Made by record.py: handshakes of openssl with itself, one string for each turn of a side.\n#pragma once\n\n"
              "#include <array>\n#include <string_view>\n\nnamespace pr::tls::samples {\n\n"
              "struct Turn {\n    bool fromServer;\n    std::string_view hex;\n};")
        for number, (word, options) in enumerate(HANDSHAKES.items()):
            turns = record(folder, options, 45000 + 10 * number)
            print(f"\ninline constexpr std::array {word}{{")
            for side, data in turns:
                print(f"    Turn{{{'true' if side == 'server' else 'false'},\n{literal(bytes(data))}}},")
            print("};")
        print("\n}  // namespace pr::tls::samples")


main()
