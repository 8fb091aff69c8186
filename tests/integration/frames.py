"""Frames made by hand, for what a client's library wouldn't send."""

from __future__ import annotations

import os
import struct

from websockets.frames import Opcode

__all__ = ["frame"]


def frame(opcode: Opcode, payload: bytes, *, is_last: bool = True) -> bytes:
    """Return a masked frame, as a browser sends it."""
    head = bytes([(0x80 if is_last else 0) | opcode])
    if len(payload) < 126:
        head += bytes([0x80 | len(payload)])
    else:
        head += bytes([0x80 | 126]) + struct.pack("!H", len(payload))
    mask = os.urandom(4)
    return head + mask + bytes(byte ^ mask[index % 4] for index, byte in enumerate(payload))
