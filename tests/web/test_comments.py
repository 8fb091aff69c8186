"""What is sent of a script: everything but its comments, on the same lines."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from fourline.web.comments import strip_comments, strip_spaces

STATIC = Path(__file__).parents[2] / "src/fourline/web/static"
SCRIPTS = sorted(STATIC.glob("*.js"))


@pytest.mark.parametrize(
    ("source", "sent"),
    [
        ("// why\nlet a;", "\nlet a;"),
        ("  // why\n  let a;", "\nlet a;"),
        ("/** One. */\nlet a;", "\nlet a;"),
        ("/**\n * One.\n *\n * Two.\n */\nlet a;", "\n\n\n\n\nlet a;"),
        ("/* one\n   two */\na { b: c; }", "\n\na { b: c; }"),
        ("/* one\n   two */ a { b: c; }", "\na { b: c; }"),
        ("let a = /** @type {string} */ (b);", "let a = (b);"),
        ("  /** @type {string} */ (b).c();", "(b).c();"),
    ],
)
def test_comment_lines_are_emptied(source: str, sent: str) -> None:
    assert strip_comments(source) == sent


@pytest.mark.parametrize(
    "source",
    [
        "let a; // why",
        "let a = /* why */ b;",
        'const url = "http://x";',
        "a = b\n/ c;",
        "",
    ],
)
def test_lines_with_code_stay_as_they_are(source: str) -> None:
    assert strip_comments(source) == source


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_our_scripts_have_no_text_of_several_lines(path: Path) -> None:
    for line in strip_comments(path.read_text("utf-8")).split("\n"):
        assert line.count("`") % 2 == 0, line


@pytest.mark.parametrize("path", [*SCRIPTS, *STATIC.glob("*.css")], ids=lambda path: path.name)
def test_our_files_lose_weight_but_no_line(path: Path) -> None:
    source = path.read_text("utf-8")
    sent = strip_comments(source)
    assert len(sent) < len(source)
    assert sent.count("\n") == source.count("\n")


@pytest.mark.parametrize(
    ("sheet", "sent"),
    [
        ("a { b: c; d: e; }", "a{b: c;d: e;}"),
        ("a :is(b, c) { d: e f; }", "a :is(b,c){d: e f;}"),
        ("@media (x: y) { a { b: c; } }", "@media (x: y){a{b: c;}}"),
        ("a {\nb: c;\n}", "a{\nb: c;\n}"),
    ],
)
def test_spaces_between_rules_leave_a_sheet(sheet: str, sent: str) -> None:
    assert strip_spaces(sheet) == sent


@pytest.mark.parametrize("path", sorted(STATIC.glob("*.css")), ids=lambda path: path.name)
def test_no_text_in_our_sheets_looks_like_a_rule(path: Path) -> None:
    for text in re.findall(r"\"[^\"]*\"|'[^']*'", strip_comments(path.read_text("utf-8"))):
        assert not set("{};,") & set(text), text
