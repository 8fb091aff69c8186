"""
The light path: what nearly every read holds, taken apart without a parser.

Pages send short text messages, and the kernel mostly delivers them whole. A read that is exactly one or more such
messages is unmasked in a few lines; so an idle connection keeps no parser, which is two thirds of its memory. Whatever
else comes is left to :mod:`.full_path`. Frames look so (RFC 6455, 5.2)::

    FIN, RSV, opcode | mask bit, length 0-125 |                   mask (4) | payload
    FIN, RSV, opcode | mask bit, 126          | length (2)      | mask (4) | payload
"""

from __future__ import annotations

from typing import Final

try:
    from websockets.speedups import apply_mask
except ImportError:  # pragma: no cover
    from websockets.utils import apply_mask

__all__ = ["is_empty_pong", "split_texts"]

_WHOLE_TEXT: Final = 0x81
_EMPTY_PONG: Final = b"\x8a\x80"


def is_empty_pong(data: bytes) -> bool:
    """Tell whether a read is just the answer to one of our pings, which asks for nothing."""
    return len(data) == 6 and data.startswith(_EMPTY_PONG)


def split_texts(data: bytes, longest: int) -> list[bytes] | None:
    """
    Return the payloads of a read that is exactly one or more whole, masked text frames; None for any other.

    ``longest`` bounds the payloads together, in bytes. That they are UTF-8 isn't checked.

    """
    size = len(data)
    if size > longest + 14:
        # More than one frame, or two with some room for their headers. A long run of tiny ones isn't a page's.
        return None
    payloads = []
    start = 0
    while start < size:
        # The shortest frame has 6 bytes; a header of 8 that is cut short is found by its end below.
        if size - start < 6 or data[start] != _WHOLE_TEXT:
            return None
        length = data[start + 1] - 0x80
        start += 2
        if length == 126:
            length = int.from_bytes(data[start : start + 2])
            start += 2
            if length < 126:
                return None
        elif not 0 <= length < 126:
            return None
        end = start + 4 + length
        if end > size:
            return None
        payloads.append(apply_mask(data[start + 4 : end], data[start : start + 4]))
        start = end
    return payloads if size and sum(map(len, payloads)) <= longest else None
