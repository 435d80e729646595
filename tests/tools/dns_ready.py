#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Ports and readiness of DNS servers on the loopback, for tests.

    dns_ready.py ports COUNT                print free ports
    dns_ready.py wait ADDRESS PORT NAME     until the name has an answer (10 s at most)
"""

import socket
import sys
import time


def ports(count):
    found = []
    held = []
    while len(found) < count:
        udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        tcp = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        udp.bind(("127.0.0.1", 0))
        port = udp.getsockname()[1]
        try:
            tcp.bind(("127.0.0.1", port))
        except OSError:
            continue
        found.append(port)
        held += [udp, tcp]
    print(*found)


def wait(address, port, name):
    labels = b"".join(bytes([len(l)]) + l.encode() for l in name.split("."))
    question = b"\x12\x34\0\0\0\1\0\0\0\0\0\0" + labels + b"\0\0\6\0\1"
    end = time.monotonic() + 10
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    while time.monotonic() < end:
        with socket.socket(family, socket.SOCK_DGRAM) as one:
            one.settimeout(0.2)
            try:
                one.connect((address, port))
                one.send(question)
                if one.recv(4096)[3] & 15 == 0:
                    return 0
            except OSError:
                time.sleep(0.05)
        time.sleep(0.05)
    return 1


if sys.argv[1] == "ports":
    ports(int(sys.argv[2]))
else:
    sys.exit(wait(sys.argv[2], int(sys.argv[3]), sys.argv[4]))
