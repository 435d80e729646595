#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A UDP proxy before a DNS server on the loopback that loses a part of the questions.

    dns_lossy.py PORT SERVER_PORT PER_MILLE

What is lost is the same in each run.
"""

import random
import selectors
import socket
import sys

SERVER = ("127.0.0.1", int(sys.argv[2]))
LOST = int(sys.argv[3]) / 1000
ROOM = 4 << 20


def udp():
    one = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, ROOM)
    one.setblocking(False)
    return one


def datagrams(one):
    try:
        while True:
            yield one.recvfrom(4096)
    except OSError:
        return


def main():
    draw = random.Random(1)
    watched = selectors.DefaultSelector()
    front = udp()
    front.bind(("127.0.0.1", int(sys.argv[1])))
    watched.register(front, selectors.EVENT_READ)
    behind = {}
    clients = {}
    while True:
        for key, _ in watched.select():
            if key.fileobj is not front:
                client = clients[key.fileobj]
                for data, _ in datagrams(key.fileobj):
                    front.sendto(data, client)
                continue
            for data, client in datagrams(front):
                if client not in behind:
                    behind[client] = udp()
                    behind[client].connect(SERVER)
                    clients[behind[client]] = client
                    watched.register(behind[client], selectors.EVENT_READ)
                if draw.random() >= LOST:
                    behind[client].send(data)


main()
