#!/usr/bin/python3
"""fake.py MODE TOP : a board that does one thing wrong, behind a pseudo terminal, by the words of docs/boards.md alone.

TOP is a bac_board_top.v, whose IDENTITY it answers with. MODE: good (every class 0), mute, noise, echo, damaged (the second
answer), status (the second frame's is 1), gone (after the first answer), stuck (after the first answer), version, missing
(the second answer is left out), class (one that does not exist). The first line on stdout is the port's name; it ends when
stdin does.
"""
import os
import re
import select
import sys
import tty

mode = sys.argv[1]
hexed = re.search(r"\.IDENTITY\(\d+'h([0-9a-f]+)\)", open(sys.argv[2]).read()).group(1)
identity = bytes.fromhex(hexed)[::-1]
if mode == "version":
    identity = identity[:1] + b"\x09" + identity[2:]
number = lambda at, n: int.from_bytes(identity[at:at + n], "little")
frame_bytes = number(2, 4) * number(6, 2) * identity[8]
result_bytes = identity[11] + identity[12]


def with_sum(data):
    """data and its CRC: the remainder of data * z^16, from 0xffff on, by z^16 + z^12 + z^5 + 1"""
    value = int.from_bytes(data + b"\0\0", "big") ^ 0xFFFF << 8 * len(data)
    for bit in range(8 * len(data) + 15, 15, -1):
        if value >> bit & 1:
            value ^= 0x11021 << bit - 16
    return data + value.to_bytes(2, "big")


def answer(n):
    """the answer to frame n"""
    status = 1 if mode == "status" and n == 1 else 0
    result = (b"\xff" if mode == "class" else b"\0") * result_bytes
    data = with_sum(bytes([ord("R"), status, (n + (mode == "missing" and n > 0)) % 256]) + result)
    return data[:-1] + bytes([data[-1] ^ 4]) if mode == "damaged" and n == 1 else data


master, slave = os.openpty()
tty.setraw(slave)
print(os.ttyname(slave), flush=True)
received, frames = b"", 0
while True:
    ready = select.select([master, 0], [], [])[0]
    if 0 in ready and not os.read(0, 64):
        break
    if master not in ready:
        continue
    received += os.read(master, 4096)
    if mode == "mute":
        received = b""
    if mode in ("noise", "echo"):
        os.write(master, received if mode == "echo" else b"\x5a\xa5" * 40)
        received = b""
    while received:
        if received[:1] == b"I":
            os.write(master, b"\x00\x13" + with_sum(identity))
            received = received[1:]
        elif received[:1] == b"F":
            if len(received) < frame_bytes + 3:
                break
            command, received = received[:frame_bytes + 3], received[frame_bytes + 3:]
            assert with_sum(command[:-2]) == command, "the host's sum"
            if not (mode == "stuck" and frames > 0):
                os.write(master, answer(frames))
            frames += 1
            if mode == "gone":
                os.close(slave)
                os.close(master)
                sys.stdin.read()
                sys.exit(0)
        else:
            received = received[1:]
