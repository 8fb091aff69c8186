"""net/deadlines.py: many deadlines, one span."""

from __future__ import annotations

from fourline.net.deadlines import Deadlines


def test_what_is_due_expires_once_and_in_order() -> None:
    deadlines: Deadlines[str] = Deadlines(5_000)
    for second, thing in enumerate("abc"):
        deadlines.begin(thing, float(second))
    assert deadlines.expire(4.9) == []
    assert deadlines.expire(6.0) == ["a", "b"]
    assert deadlines.expire(6.0) == []
    assert len(deadlines) == 1


def test_beginning_again_gives_the_whole_span_again() -> None:
    deadlines: Deadlines[str] = Deadlines(5_000)
    deadlines.begin("a", 0.0)
    deadlines.begin("b", 1.0)
    deadlines.begin("a", 2.0)
    assert deadlines.expire(6.0) == ["b"]
    assert deadlines.expire(7.0) == ["a"]


def test_what_has_ended_never_expires() -> None:
    deadlines: Deadlines[str] = Deadlines(5_000)
    deadlines.begin("a", 0.0)
    assert "a" in deadlines
    deadlines.end("a")
    deadlines.end("a")
    assert "a" not in deadlines
    assert deadlines.expire(100.0) == []
