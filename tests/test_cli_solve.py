"""``fourline solve``: what it prints, and what it says about moves that can't be played."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from fourline.cli import main

PAGE = Path(__file__).resolve().parent.parent / "docs" / "cli.md"

SOLVED = '{"moves":"4455","score":18,"scores":[-4,-3,18,2,2,18,-3],"best":[3,6]}\n'
EMPTY = '{"moves":"","score":1,"scores":[-2,-1,0,1,0,-1,-2],"best":[4]}\n'
FINISHED = (
    '{"moves":"1212121","score":null,"scores":[null,null,null,null,null,null,null],"best":[],'
    '"outcome":{"winner":"red","reason":"line"}}\n'
)


def run(*args: str) -> int:
    with pytest.raises(SystemExit) as caught:
        main(("solve", *args))
    assert isinstance(caught.value.code, int)
    return caught.value.code


def start() -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "fourline", "solve", "--stdin"]
    return subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8"
    )


def test_board_and_scores_are_printed_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("4455") == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert out.splitlines()[4:] == [
        ". . . O O . .",
        ". . . X X . .",
        "1 2 3 4 5 6 7",
        "",
        "Red (X) to move.",
        "column 1: loses in 16",
        "column 2: loses in 17",
        "column 3: wins in 2",
        "column 4: wins in 18",
        "column 5: wins in 18",
        "column 6: wins in 2",
        "column 7: loses in 17",
        "Best: 3 6",
    ]


def test_page_shows_what_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    page = PAGE.read_text(encoding="utf-8")
    run("4455")
    shown = "".join(f"    {line}".rstrip() + "\n" for line in capsys.readouterr().out.splitlines()[4:])
    assert f"    $ fourline solve 4455\n    ...\n{shown}" in page
    run("4455", "--json")
    assert f"    {capsys.readouterr().out}" in page
    run("4444444")
    assert f"    $ fourline solve 4444444\n    {capsys.readouterr().err}" in page


@pytest.mark.parametrize("args", [("4455",), ("4", "4", "5", "5"), ("d1 d2, e1 e2",), ("x.example/?pos=4455",)])
def test_json_is_the_same_however_the_moves_are_written(
    args: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("--json", *args) == 0
    assert capsys.readouterr() == (SOLVED, "")


def test_no_moves_are_the_empty_board(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--json") == 0
    assert capsys.readouterr().out == EMPTY


def test_finished_game_has_nulls_and_its_outcome(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--json", "1212121") == 0
    assert capsys.readouterr().out == FINISHED


@pytest.mark.parametrize(
    ("args", "line"),
    [
        (("4458",), "move 4: '8' isn't a column from 1 to 7 or a to g"),
        (("4444444",), "move 7: column 4 is full"),
        (("--json", "12121211"), "move 8: the game is over"),
        (("4455", "--stdin"), "MOVES are either given or read with --stdin"),
    ],
)
def test_what_cannot_be_played_is_one_line_with_its_move(
    args: tuple[str, ...], line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*args) == 2
    assert capsys.readouterr() == ("", f"fourline: {line}\n")


def test_lines_are_answered_one_by_one_until_one_is_wrong() -> None:
    with start() as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for line, answer in (("4455", SOLVED), ("", EMPTY), ("1212121", FINISHED), (" 4 4 5 5 ", SOLVED)):
            process.stdin.write(f"{line}\n")
            process.stdin.flush()
            # The answer is there before the next line is.
            assert process.stdout.readline() == answer
        out, err = process.communicate("44x\n4455\n", timeout=60)
    assert (process.returncode, out) == (2, "")
    assert err == "fourline: line 5: move 3: 'x' isn't a column from 1 to 7 or a to g\n"


def test_end_of_input_is_the_end() -> None:
    with start() as process:
        out, err = process.communicate("4455", timeout=60)
    assert (process.returncode, out, err) == (0, SOLVED, "")
