"""
What is not measured but computed: a million spectators of one game, a million games at once.

Every number comes from a figure of the same run; what they add up to is in ``docs/performance.md``, in words.
"""

from __future__ import annotations

from math import ceil
from statistics import median
from typing import Any

from fourline.live.presence import TOLD_PER_S

from .markdown import table

__all__ = ["text"]

MILLION = 1_000_000
BUSY = 0.6
"""How much of a core is planned to be used: the rest is for bursts."""
TO_THE_LAST_S = 0.25
"""How soon the last of a million spectators should have a move."""
MOVE_EVERY_S = 5
"""How often people move, in one game."""
FRAME_BYTES, PACKET_BYTES = 78, 66
"""A move as a frame, and what Ethernet, IP and TCP (with timestamps) add."""
EVENT_BYTES = 150


def text(figures: dict[str, Any]) -> str:
    """Return both tables."""
    rounds = [samples["fourline"] for samples in figures["fanout"]]
    message_us = median(sample["message_us"] for sample in rounds)
    spectator_kb = median(sample["spectator_bytes"] for sample in rounds) / 1000
    kernel_kb = figures["kernel"] / 1000
    return (
        "### One final, 1,000,000 spectators\n\n"
        + table(("", ""), _final(figures, message_us, spectator_kb, kernel_kb))
        + "\n### 1,000,000 games at once\n\n"
        + table(("", ""), _games(figures, kernel_kb))
    )


def _final(figures: dict[str, Any], message_us: float, spectator_kb: float, kernel_kb: float) -> list[tuple[str, str]]:
    move_s = MILLION * message_us / 1e6
    cores = ceil(move_s / TO_THE_LAST_S)
    each = ceil(MILLION / cores)
    back_s = MILLION * figures["storm"]["return_us"] / 1e6
    idle = MILLION * _idle_us_per_s(figures) / 1e6
    megabytes = MILLION * (FRAME_BYTES + PACKET_BYTES) / 1e6
    return [
        ("one move to all", f"{move_s:.1f} s of one core ({message_us:.1f} us each)"),
        (
            f"processes, a core each, for {TO_THE_LAST_S * 1000:.0f} ms to the last",
            f"{cores}, {each:,} spectators each",
        ),
        ("pings of ours and theirs meanwhile", f"about {idle:.1f} cores of them at most"),
        ("memory", f"{spectator_kb + kernel_kb:.1f} GB: {spectator_kb:.1f} ours, {kernel_kb:.1f} the kernel's"),
        (
            "one move on the wire",
            f"{megabytes:.0f} MB; {megabytes * 8 / TO_THE_LAST_S / 1000:.1f} Gbit/s while it lasts",
        ),
        (
            "a count of spectators that always changes",
            f"told every {each / TOLD_PER_S:.0f} s by each process: {cores * TOLD_PER_S * message_us / 1e6:.1f} cores",
        ),
        ("all come back at once", f"{back_s:.0f} s of one core, {back_s / cores:.1f} s with all of them"),
        ("between processes, a move", f"{cores} wake-ups and {cores} reads of one event"),
    ]


def _games(figures: dict[str, Any], kernel_kb: float) -> list[tuple[str, str]]:
    saturated, paced = figures["rooms"]["paces"]
    per_s = saturated["played"]["moves"] / saturated["played"]["duration_s"]
    wanted = MILLION / MOVE_EVERY_S
    for_moves = wanted / per_s
    for_pings = 2 * MILLION * _idle_us_per_s(figures) / 1e6
    processes = ceil((for_moves + for_pings) / BUSY)
    room_kb = figures["rooms"]["room_bytes"] / 1000
    sockets_gb = 2 * kernel_kb
    return [
        (f"moves, one every {MOVE_EVERY_S} s in each", f"{wanted:,.0f} a second"),
        ("cores for moves", f"{for_moves:.1f} at {per_s:,.0f} moves/s each, saturated"),
        ("cores for pings of 2,000,000 pages", f"about {for_pings:.1f}"),
        (f"processes, {BUSY:.0%} busy", f"{processes}, {ceil(MILLION / processes):,} rooms each"),
        (
            "p99 of a move's answer, as measured",
            f"{paced['played']['p99_ms']:.1f} ms at {paced['wanted_per_s']:,.0f} moves/s on a core",
        ),
        ("memory", f"{room_kb + sockets_gb:.0f} GB: {room_kb:.1f} ours, {sockets_gb:.1f} the kernel's"),
        (
            "events stored",
            f"{wanted * EVENT_BYTES / 1e6:.0f} MB/s, {wanted * EVENT_BYTES * 86_400 / 1e12:.1f} TB a day",
        ),
        (
            "between processes, a move",
            "none if both players of a room come to the same process; else one wake-up for each other process they use",
        ),
    ]


def _idle_us_per_s(figures: dict[str, Any]) -> float:
    """Return the CPU time per second of a page that says every 5 s that it is there, and is pinged: from the growth."""
    few, many = figures["grown_rooms"][-2:]
    more_us = (many["move_us"] - few["move_us"]) * many["per_s"]
    return max(0.0, float(more_us / (2 * (many["rooms"] - few["rooms"]))))
