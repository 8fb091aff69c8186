"""What was measured, as tables: printed, and written into ``docs/performance.md`` between its marks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from . import chart, paper
from .markdown import table
from .rivals import FLOOR, FOURLINE, RIVALS
from .spread import Spread

__all__ = ["insert", "tables", "write"]

DOCS = Path(__file__).resolve().parent.parent / "docs"

Figures = dict[str, Any]


def write(figures: Figures) -> None:
    """Write tables and picture into the documents."""
    insert("bench", f"{tables(figures)}\n![How cost grows with spectators and with rooms](performance.svg)\n")
    insert("paper", paper.text(figures))
    (DOCS / "performance.svg").write_text(_picture(figures), encoding="utf-8")


def insert(mark: str, text: str) -> None:
    """Put ``text`` between the marks of a name in ``docs/performance.md``."""
    page = (DOCS / "performance.md").read_text(encoding="utf-8")
    begin, end = f"<!-- {mark} -->\n", f"<!-- /{mark} -->\n"
    before, found, rest = page.partition(begin)
    _, closed, after = rest.partition(end)
    if not found or not closed:
        raise ValueError(f"docs/performance.md lost its marks for {mark}")
    (DOCS / "performance.md").write_text(f"{before}{begin}\n{text}\n{end}{after}", encoding="utf-8")


def tables(figures: Figures) -> str:
    """Return everything that was measured, in Markdown."""
    makers: dict[str, Callable[[Figures], str]] = {
        "fanout": _fanout,
        "rooms": _rooms,
        "grown_rooms": _grown_rooms,
        "spectators": _spectators,
    }
    parts = [_machine(figures), _goals(figures)]
    for name, make in makers.items():
        if figures.get(name):
            parts.append(make(figures))
        elif name in figures:
            parts.append(f"*{name}: could not be measured.*\n")
    return "\n".join(parts)


def ratios(rounds: Sequence[Figures], key: str, over: str, what: str = "message_us") -> Spread:
    """Return how one server's figure stands to another's, round by round."""
    return Spread.of([samples[key][what] / samples[over][what] for samples in rounds])


def _machine(figures: Figures) -> str:
    facts = figures["machine"]
    return "".join(f"- {name}: {facts[name]}\n" for name in facts) + "- command: `make bench`\n"


def _goals(figures: Figures) -> str:
    rows: list[Sequence[str]] = []

    def row(what: str, goal: str, name: str, value: Callable[[Any], str]) -> None:
        if name in figures:
            found = figures[name]
            rows.append((what, goal, value(found) if found else "could not be measured"))

    row(
        "CPU per delivered message, floor = 1", "at most 1.2", "fanout", lambda r: ratios(r, "fourline", "floor").text()
    )
    row(
        "`broadcast()` on uvloop, Fourline = 1",
        "at least 1.3",
        "fanout",
        lambda r: ratios(r, "broadcast-uvloop", "fourline").text(),
    )
    row("a winning move's CPU, a move = 1", "one write", "win", lambda s: Spread(**s).text())
    row(
        "memory per idle spectator, KB",
        "at most 3",
        "fanout",
        lambda r: Spread.of([samples["fourline"]["spectator_bytes"] / 1000 for samples in r]).text(),
    )
    row("CPU per spectator that comes back at once, us", "at most 150", "storm", lambda s: f"{s['return_us']:.0f}")
    row(
        "other rooms' moves meanwhile, p99 ms",
        "under 50",
        "storm",
        lambda s: (
            f"{s['meanwhile']['p99_ms']:.1f} (calm: {s['calm']['p99_ms']:.1f}; at the cut: {s['cut']['p99_ms']:.1f})"
        ),
    )
    row(
        "longest garbage collection, ms",
        "at most 15",
        "storm",
        lambda s: f"{s['collection_ms']:.1f} (CPU {s['collection_cpu_ms']:.1f})",
    )
    row("longest stop of the loop in the storm, ms", "", "storm", lambda s: f"{s['stop_ms']:.1f}")
    row("durable moves/s, saturated", "at least 12,000", "rooms", lambda r: f"{_per_s(r['paces'][0]):,.0f}")
    row(
        "at a fixed pace: moves/s, p99 ms",
        "5,000, under 10",
        "rooms",
        lambda r: f"{_per_s(r['paces'][1]):,.0f}, {r['paces'][1]['played']['p99_ms']:.1f}",
    )
    row("acknowledged moves looked for in the database, all found", "all", "rooms", lambda r: f"{r['stored']:,}")
    row(
        "others' CPU with one that never reads", "under +1 %", "slow", lambda s: f"{s['cost_ratio'] * 100 - 100:+.1f} %"
    )
    row("one that is silent is dropped after, s", "under 60", "slow", lambda s: f"{s['silent_s']:.0f}")
    row("one that answers pings is dropped after, messages", "byte limit", "slow", lambda s: f"{s['messages']:,}")
    row("memory left of both, KB", "none", "slow", lambda s: f"{s['left_bytes'] / 1000:.0f}")
    row("start to first answer, s", "under 0.6", "start", lambda s: Spread(**s).text())
    row("one more idle room, KB", "at most 4", "idle", lambda s: f"{s['opened_bytes'] / 1000:.1f}")
    row("the same with a clock, KB", "", "idle", lambda s: f"{s['clock_bytes'] / 1000:.1f}")
    row("the kernel's memory for one end of a connection, KB", "", "kernel", lambda size: f"{size / 1000:.1f}")
    return table(("", "goal", "measured"), rows)


def _fanout(figures: Figures) -> str:
    rounds = figures["fanout"]
    rows = []
    for kind in RIVALS:
        samples = [samples[kind.key] for samples in rounds]
        rows.append(
            (
                kind.title,
                ratios(rounds, kind.key, FLOOR.key).text(),
                Spread.of([sample["message_us"] for sample in samples]).text(1),
                f"{median(sample['spectator_bytes'] for sample in samples) / 1000:.1f}",
                f"{median(sample['handshake_us'] for sample in samples):.0f}",
                f"{median(sample['last_ms'] for sample in samples):.0f}",
            )
        )
    head = ("server", "x floor", "us a message", "KB a spectator", "us a newcomer", "ms to the last")
    plan = figures["plan"]
    messages = sum(sample["messages"] for samples in rounds for sample in samples.values())
    return (
        f"One move to {plan['spectators']:,} spectators, {plan['rounds']} rounds of {plan['moves']} moves, all servers "
        f"up at once and taking turns; {messages:,} messages, each of them checked.\n\n" + table(head, rows)
    )


def _rooms(figures: Figures) -> str:
    found = figures["rooms"]
    rows = [
        (
            f"{pace['wanted_per_s']:,.0f}" if pace["wanted_per_s"] else "as many as go",
            f"{_per_s(pace):,.0f}",
            *(f"{pace['played'][name]:.1f}" for name in ("p50_ms", "p99_ms", "p999_ms", "most_ms")),
            f"{pace['move_us']:.0f}",
        )
        for pace in found["paces"]
    ]
    head = ("wanted moves/s", "moves/s", "p50 ms", "p99 ms", "p99.9 ms", "most ms", "us CPU a move")
    return (
        f"{found['rooms']:,} rooms play, both players real sockets, every move durable before anybody sees it.\n\n"
        + table(head, rows)
    )


def _grown_rooms(figures: Figures) -> str:
    head = ("rooms that play", "moves/s in all", "us CPU a move", "p99 ms", "KB a room, players connected")
    rows = [
        (
            f"{cost['rooms']:,}",
            f"{cost['per_s']:,.0f}",
            f"{cost['move_us']:.0f}",
            f"{cost['p99_ms']:.1f}",
            f"{cost['room_bytes'] / 1000:.1f}",
        )
        for cost in figures["grown_rooms"]
    ]
    return "How cost grows with rooms; every player's page says every 5 s that it is there.\n\n" + table(head, rows)


def _spectators(figures: Figures) -> str:
    grown = _grown_spectators(figures)
    keys = list(next(iter(grown.values())))
    titles = {kind.key: kind.title for kind in RIVALS}
    rows = [(f"{size:,}", *(f"{costs[key]:.1f}" for key in keys)) for size, costs in grown.items()]
    head = ("spectators", *(titles[key] for key in keys))
    return (
        "How cost grows with spectators of one game: us CPU per delivered message. Only Fourline's moves are on disk"
        " before anybody sees them, which costs as much for ten spectators as for ten thousand.\n\n" + table(head, rows)
    )


def _grown_spectators(figures: Figures) -> dict[int, dict[str, float]]:
    """Return the costs by number of spectators, those of the main measurement included."""
    grown = {int(size): costs for size, costs in figures["spectators"].items()}
    if figures.get("fanout"):
        keys = next(iter(grown.values()))
        grown[figures["plan"]["spectators"]] = {
            key: median(samples[key]["message_us"] for samples in figures["fanout"]) for key in keys
        }
    return grown


def _picture(figures: Figures) -> str:
    grown = _grown_spectators(figures)
    names = {FLOOR.key: "floor", FOURLINE.key: "Fourline", "broadcast-uvloop": "broadcast()"}
    lines = {name: [(size, costs[key]) for size, costs in grown.items()] for key, name in names.items()}
    rooms = [(cost["rooms"], cost["move_us"]) for cost in figures["grown_rooms"]]
    return chart.draw(
        [
            ("One game, many spectators", "spectators", "us CPU per delivered message", lines),
            ("Many rooms, 1,000 moves/s in all", "rooms", "us CPU per durable move", {"Fourline": rooms}),
        ]
    )


def _per_s(pace: Figures) -> float:
    return float(pace["played"]["moves"] / pace["played"]["duration_s"])
