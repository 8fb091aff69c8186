"""``docs/api.md`` names every field, label and address that programs may read."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest

from fourline.engine.review import Label
from fourline.rules.notation import parse_game
from fourline.web.reviews import AccuracyJson, MoveJson, ReviewJson
from fourline.web.solving import OutcomeJson, RefusalJson, SolveJson, to_solve_json

PAGE = (Path(__file__).resolve().parent.parent / "docs" / "api.md").read_text("utf-8")


def named(text: str) -> set[str]:
    return set(re.findall(r"`([^`]+)`", text))


def section(heading: str) -> str:
    """Return what stands under a heading of the third level."""
    return PAGE.partition(f"### `{heading}")[2].partition("\n")[2].partition("\n## ")[0]


@pytest.mark.parametrize(
    ("kind", "heading"),
    [
        (SolveJson, "/api/solve"),
        (OutcomeJson, "/api/solve"),
        (RefusalJson, "/api/solve"),
        (ReviewJson, "/api/games/"),
        (MoveJson, "/api/games/"),
        (AccuracyJson, "/api/games/"),
    ],
)
def test_every_field_is_documented(kind: type[msgspec.Struct], heading: str) -> None:
    assert set(kind.__struct_fields__) <= named(section(heading))


def test_every_label_is_documented_and_no_other() -> None:
    table = PAGE.partition("| label | rule")[2].partition("\n|---")[2]
    assert set(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)) == {label.value for label in Label}


def test_example_is_what_the_code_answers() -> None:
    example = re.search(r'^    (\{"moves".*\})$', PAGE, re.MULTILINE)
    assert example is not None
    told = msgspec.json.decode(example[1], type=SolveJson)
    assert msgspec.json.encode(to_solve_json(parse_game(told.moves), tuple(told.scores))).decode() == example[1]
