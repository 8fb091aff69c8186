"""What the themes of puzzles are called, for people."""

from __future__ import annotations

from dataclasses import dataclass

from ..engine.puzzles import THEMES

__all__ = ["Theme", "explain"]


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme by the name that puzzles call it, with a title and what it means."""

    name: str
    title: str
    text: str


def explain(name: str) -> Theme:
    """Return what there is to say about a theme; one that nobody explained has its name at least."""
    title = name.replace("_", " ")
    return Theme(name, title[:1].upper() + title[1:], THEMES.get(name, ""))
