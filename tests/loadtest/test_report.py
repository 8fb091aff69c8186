from __future__ import annotations

import pytest

from fourline.errors import LoadRefused
from fourline.loadtest.report import report
from fourline.loadtest.run import LIMITS, Load, Result
from fourline.loadtest.tally import Tally


def test_report_says_what_was_lost_and_refused() -> None:
    tally = Tally(moves=1_500, gaps=2)
    tally.refusals["rate_limited"] = 3
    tally.answered.add(0.004)
    lines = report(Result(Load(rooms=10, spectators=5, rate=100, duration_s=15), tally, 9, 5, 15.0)).splitlines()
    said = {line.partition("  ")[0]: line.partition("  ")[2].strip() for line in lines}
    assert said["rooms playing"] == "9 of 10"
    assert said["moves"] == "1,500 in 15 s: 100.0/s of 100/s"
    assert said["answered after"] == "p50 4.0, p95 4.0, p99 4.0, most 4.0 ms"
    assert said["seen by others after"] == "-"
    assert (said["refused"], said["cut off"]) == ("3 x rate_limited", "none")
    assert said["lost"].startswith("2 gaps")


def test_report_of_a_run_that_never_began_divides_by_nothing() -> None:
    assert "0 in 0 s" in report(Result(Load(1, 0, 1, 1), Tally(), 0, 0, 0.0))


@pytest.mark.parametrize("name", LIMITS)
def test_load_is_bounded(name: str) -> None:
    usual = {"rooms": 1, "spectators": 0, "rate": 1, "duration_s": 1}
    assert Load(**usual).rooms == 1
    with pytest.raises(LoadRefused, match="must be from"):
        Load(**{**usual, name: LIMITS[name] + 1})
    with pytest.raises(LoadRefused, match="must be from"):
        Load(**{**usual, name: -1})
