"""
``python -m bench``: measure everything, print it, and write it into ``docs/performance.md``.

``--quick`` takes a minute and writes nothing: it shows that all of it works. ``--only STEP`` measures one step.
Every step is tried; one that fails is said to have failed where its figures would stand, and the exit status is 1.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import asdict, is_dataclass
from typing import Any

from . import fanout, growth, report, rooms, slow, small, storm
from .build import WORK, program
from .machine import LOAD_CORE, describe, pin, raise_file_limit
from .plan import FULL, QUICK, Plan
from .rivals import RIVALS
from .spread import Spread

__all__ = ["main"]


def _fanout(plan: Plan) -> Any:
    rounds = [fanout.measure(RIVALS, plan.spectators, plan.moves, turn) for turn in range(plan.rounds)]
    return [{key: asdict(sample) for key, sample in samples.items()} for samples in rounds]


STEPS: dict[str, Callable[[Plan], Any]] = {
    "fanout": _fanout,
    "win": lambda plan: Spread.of([small.win_ratio(min(plan.spectators, 2_000), 1) for _ in range(plan.rounds)]),
    "rooms": lambda plan: rooms.measure(plan.rooms, list(plan.paces), plan.room_s),
    "storm": lambda plan: storm.measure(plan.spectators),
    "slow": lambda plan: slow.measure(min(plan.spectators, 2_000), plan.slow_moves),
    "start": lambda plan: Spread.of(small.start_to_answer(plan.starts)),
    "idle": lambda plan: small.idle_room(plan.idle_rooms),
    "kernel": lambda plan: small.kernel_bytes(plan.spectators),
    "spectators": lambda plan: growth.with_spectators(plan.grown_spectators, plan.moves),
    "grown_rooms": lambda plan: [asdict(cost) for cost in growth.with_rooms(plan.grown_rooms, min(plan.room_s, 8))],
}


def main() -> int:
    """Measure and report; return the exit status."""
    parser = argparse.ArgumentParser(prog="bench", description="Measure Fourline beside its peers.")
    parser.add_argument("--quick", action="store_true", help="a little of everything; writes no figures")
    parser.add_argument("--only", choices=STEPS, action="append", help="measure this step; writes no figures")
    options = parser.parse_args()
    plan = QUICK if options.quick else FULL
    raise_file_limit()
    for name in ("crowd", "players", "floor"):
        program(name)
    pin(LOAD_CORE)
    figures: dict[str, Any] = {"machine": describe(), "plan": asdict(plan)}
    failures = [name for name in options.only or STEPS if not _measure(name, plan, figures)]
    WORK.mkdir(exist_ok=True)
    (WORK / "figures.json").write_text(json.dumps(figures, indent=1), encoding="utf-8")
    print(report.tables(json.loads(json.dumps(figures))))
    if not options.quick and not options.only and not failures:
        report.write(json.loads(json.dumps(figures)))
    return bool(failures)


def _measure(name: str, plan: Plan, figures: dict[str, Any]) -> bool:
    began = time.monotonic()
    print(f"{name} ...", end=" ", file=sys.stderr, flush=True)
    try:
        value = STEPS[name](plan)
    except Exception:  # noqa: BLE001 - the others can still be measured
        traceback.print_exc()
        figures[name] = None
        return False
    figures[name] = asdict(value) if is_dataclass(value) and not isinstance(value, type) else value
    print(f"{time.monotonic() - began:.0f} s", file=sys.stderr)
    return True


if __name__ == "__main__":
    sys.exit(main())
