"""What a run found, for people."""

from __future__ import annotations

from .run import Result
from .tally import Times

__all__ = ["report"]


def report(result: Result) -> str:
    """Return the final table, and a last line that says whether anything was lost."""
    tally, load = result.tally, result.load
    per_s = tally.moves / result.duration_s if result.duration_s else 0.0
    rows = [
        ("rooms playing", f"{result.rooms:,} of {load.rooms:,}"),
        ("spectators", f"{result.spectators:,} of {load.spectators:,}"),
        ("moves", f"{tally.moves:,} in {result.duration_s:.0f} s: {per_s:,.1f}/s of {load.rate:,}/s"),
        ("games finished", f"{tally.games:,}"),
        ("answered after", _times(tally.answered)),
        ("seen by others after", _times(tally.seen)),
        ("deliveries", f"{tally.deliveries:,}"),
        ("not made in time", f"{tally.late:,}"),
        ("refused", _counts(tally.refusals)),
        ("cut off", _counts(tally.cuts)),
        ("lost", f"{tally.gaps:,} gaps, {tally.missing:,} events missing, {tally.unanswered:,} moves unanswered"),
    ]
    width = max(len(name) for name, _ in rows)
    return "\n".join(f"{name:<{width}}  {value}" for name, value in rows)


def _times(times: Times) -> str:
    if not len(times):
        return "-"
    shares = (("p50", 0.5), ("p95", 0.95), ("p99", 0.99))
    parts = [f"{name} {times.percentile_s(share) * 1000:.1f}" for name, share in shares]
    return f"{', '.join(parts)}, most {times.most_s * 1000:.1f} ms"


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{count:,} x {name}" for name, count in sorted(counts.items())) or "none"
