#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A DNS server on the loopback that does one thing wrong, over UDP only.

    dns_bad_server.py PORT MODE

silent: never answers; garbage: the question, then noise; foreign: answers another question;
servfail, refused: says so; truncated: always asks for TCP, which nobody listens for; no-edns: does
not know EDNS (FORMERR without an OPT record), else there is no data; late: answers each question
twice, as SERVFAIL and then rightly, with the second one too late; huge: counts that lie.
"""

import socket
import sys


def question_end(message):
    at = 12
    while message[at]:
        at += message[at] + 1
    return at + 5


def respond(mode, message):
    end = question_end(message)
    edns = message[11] > 0
    start, question = message[:2], message[12:end]
    nothing = b"\0\0\0\0\0\0"
    if mode == "silent":
        return []
    if mode == "garbage":
        return [start + b"\x81\x80\0\1\0\2\0\0\0\0" + question + b"\xC0\xFF\xFF" * 20]
    if mode == "foreign":
        return [start + b"\x81\x80\0\1" + nothing + b"\7foreign\7contoso\3com\0\0\1\0\1"]
    if mode == "huge":
        return [start + b"\x81\x80\0\1\xFF\xFF\xFF\xFF\xFF\xFF" + question]
    if mode == "truncated":
        return [start + b"\x83\x80\0\1" + nothing + question]
    if mode == "late":
        right = start + b"\x81\x80\0\1" + nothing + question
        return [start + b"\x81\x82\0\1" + nothing + question, right, right]
    if mode == "no-edns":
        return [start + (b"\x81\x81" if edns else b"\x81\x80") + b"\0\1" + nothing + question]
    code = {"servfail": b"\x81\x82", "refused": b"\x81\x85"}[mode]
    return [start + code + b"\0\1" + nothing + question]


def main(port, mode):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", port))
        print("ready", flush=True)
        while True:
            message, client = server.recvfrom(4096)
            for answer in respond(mode, message):
                server.sendto(answer, client)


main(int(sys.argv[1]), sys.argv[2])
