"""Figures become tables and a picture, and go where they belong."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from bench import report
from bench.chart import draw
from bench.crowd import digest
from bench.spread import Spread


def test_spread_tells_how_far_the_others_lie() -> None:
    assert Spread.of([3.0, 1.0, 2.0]).text() == "2.00 (1.00-3.00)"
    assert Spread.of([1234.5]).text(1) == "1,234.5"


def test_ratios_are_taken_within_each_round() -> None:
    rounds = [
        {"a": {"message_us": 12.0}, "floor": {"message_us": 10.0}},
        {"a": {"message_us": 22.0}, "floor": {"message_us": 20.0}},
    ]
    spread = report.ratios(rounds, "a", "floor")
    assert (spread.least, spread.most) == (1.1, 1.2)


def test_figures_go_between_their_marks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report, "DOCS", tmp_path)
    page = tmp_path / "performance.md"
    page.write_text("before\n<!-- x -->\nold\n<!-- /x -->\nafter\n", encoding="utf-8")
    report.insert("x", "new")
    report.insert("x", "newer")
    assert page.read_text(encoding="utf-8") == "before\n<!-- x -->\n\nnewer\n<!-- /x -->\nafter\n"
    with pytest.raises(ValueError, match="lost its marks"):
        report.insert("y", "new")


@pytest.mark.parametrize("mark", ["bench", "paper", "peers", "soak"])
def test_page_has_the_marks(mark: str) -> None:
    page = (report.DOCS / "performance.md").read_text(encoding="utf-8")
    assert page.count(f"<!-- {mark} -->\n") == page.count(f"<!-- /{mark} -->\n") == 1


def test_step_that_failed_is_told_in_the_place_of_its_figures() -> None:
    figures = {"machine": {"date": "today"}, "plan": {}, "rooms": None, "slow": None}
    told = report.tables(figures)
    assert "- date: today" in told
    assert told.count("could not be measured") == 8


def test_picture_is_xml_with_every_point_inside() -> None:
    lines = {"a <b>": [(1, 0.0), (10_000, 437.0)], "c": [(10, 12.0)]}
    root = ET.fromstring(draw([("One", "x", "y", lines), ("Two", "x", "y", {"a": [(1, 1.0)]})]))
    width, height = (float(root.attrib["viewBox"].split()[at]) for at in (2, 3))
    circles = list(root.iter("{http://www.w3.org/2000/svg}circle"))
    assert len(circles) == 4
    for circle in circles:
        assert 0 <= float(circle.attrib["cx"]) <= width / 2
        assert 0 <= float(circle.attrib["cy"]) <= height


def test_digest_depends_on_order_and_borders() -> None:
    assert digest([]) == "cbf29ce484222325"
    assert len({digest(payloads) for payloads in ([b"ab"], [b"a", b"b"], [b"b", b"a"], [b"ba"], [b"ab", b""])}) == 5
