"""The ladder as a table, from the log of a round robin."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from random import Random

from fourline.engine.bots import LEVELS

from .ratings import Game, Interval, rate_with_intervals

PAGE = Path(__file__).resolve().parent.parent / "docs" / "bots.md"
BEGIN, END = "<!-- ladder: written by bench/bots.py -->\n", "<!-- end of the ladder -->"


def write_ladder(log: Path, seed: int, *, is_kept: bool) -> None:
    """Print the ladder, and put it into docs/bots.md if it is to be kept."""
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    games = [Game(line["red"], line["yellow"], line["points"], line["pair"]) for line in lines]
    ratings, first = rate_with_intervals(games, len(LEVELS) + 1, Random(seed))
    text = "\n".join(table(lines, ratings)) + "\n\n" + summary(lines, first) + "\n"
    print(text)
    if is_kept:
        before, _, rest = PAGE.read_text().partition(BEGIN)
        PAGE.write_text(before + BEGIN + "\n" + text + "\n" + END + rest.partition(END)[2])


def table(lines: list[dict[str, object]], ratings: list[Interval]) -> list[str]:
    """Return the rows of the ladder, strongest last."""
    rows = [
        "| level | name | Elo above random | 95 % interval | games | points | four at once passed up |",
        "|---|---|---|---|---|---|---|",
    ]
    counts, points, chances, missed = (Counter[int]() for _ in range(4))
    for line in lines:
        red, yellow, won = int(str(line["red"])), int(str(line["yellow"])), float(str(line["points"]))
        counts.update((red, yellow))
        # In halves, which are whole.
        points.update({red: round(2 * won)})
        points.update({yellow: round(2 - 2 * won)})
        for total, told in ((chances, line["chances"]), (missed, line["missed"])):
            assert isinstance(told, dict)
            total.update({int(player): count for player, count in told.items()})
    names = ["random moves", *(level.name for level in LEVELS)]
    for number, (name, rated) in enumerate(zip(names, ratings, strict=True)):
        interval = "" if number == 0 else f"{rated.low:.0f} to {rated.high:.0f}"
        share = f"{points[number] / 2 / counts[number]:.0%}"
        passed = f"{missed[number]} of {chances[number]}"
        label = number or ""
        rows.append(f"| {label} | {name} | {rated.value:.0f} | {interval} | {counts[number]} | {share} | {passed} |")
    return rows


def summary(lines: list[dict[str, object]], first: Interval) -> str:
    """Return what the table doesn't say."""
    draws = sum(line["points"] == 0.5 for line in lines)
    plies = sum(len(str(line["moves"])) for line in lines) / len(lines)
    worth = f"{first.value:.0f} points (95 %: {first.low:.0f} to {first.high:.0f})"
    return (
        f"{len(lines):,} games of {plies:.1f} moves on average, {draws} of them drawn. To move first is worth {worth}."
    )
