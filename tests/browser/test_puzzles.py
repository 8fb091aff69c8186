"""Puzzles, solved and not."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from fourline.engine.puzzles import Puzzle, load_puzzles
from fourline.rules.notation import parse_game
from fourline.rules.position import ROWS
from fourline.web.puzzles import PAGE

from .test_accessibility import assert_accessible, assert_fits
from .test_weight import COLD_BYTES, COLD_REQUESTS, Meter
from .visitors import PHONE, Visitors


def long_win() -> Puzzle:
    """Return a puzzle whose first move is the only right one by far."""
    return next(puzzle for puzzle in load_puzzles() if puzzle.kind == "win" and len(puzzle.line) == 5)


def wrong_column(puzzle: Puzzle) -> int:
    """Return a column (1-7) that can be played and isn't the answer."""
    position = parse_game(puzzle.moves).position
    return next(c + 1 for c in range(7) if position.height(c) < ROWS and str(c + 1) != puzzle.line[0])


def test_puzzle_is_solved_by_keyboard_and_remembered(visitors: Visitors) -> None:
    puzzle = long_win()
    wrong = wrong_column(puzzle)
    place = sorted(each.id for each in load_puzzles() if each.difficulty == puzzle.difficulty).index(puzzle.id)
    eve = visitors()
    eve.visit(f"/puzzle/{puzzle.id}")
    told = eve.page.locator("#told")
    expect(eve.page.get_by_text("None solved yet.")).to_be_visible()
    eve.page.keyboard.press(str(wrong))
    expect(told).to_have_text(f"Column {wrong} isn't it. Try another one.")
    eve.column(int(puzzle.line[0]) - 1).focus()
    eve.page.keyboard.press("Enter")
    expect(told).to_have_text(f"Column {puzzle.line[0]} is right. The answer: column {puzzle.line[1]}. Go on.")
    assert_accessible(eve.page, "a puzzle")
    eve.page.keyboard.press(puzzle.line[2])
    expect(told).to_have_text(f"Column {puzzle.line[2]} is right. The answer: column {puzzle.line[3]}. Go on.")
    eve.page.keyboard.press(puzzle.line[4])
    expect(told).to_have_text("Right! That wins.")
    expect(eve.page.get_by_text("1 solved.")).to_be_visible()
    expect(eve.page.get_by_role("heading", name="Themes")).to_be_visible()
    assert_accessible(eve.page, "a solved puzzle")
    eve.page.get_by_role("link", name="All puzzles, and what their themes mean").click()
    expect(eve.page.get_by_text("1 solved.")).to_be_visible()
    eve.page.get_by_role("combobox", name="Difficulty").select_option(str(puzzle.difficulty))
    eve.page.get_by_role("button", name="Show").click()
    if place >= PAGE:
        eve.visit(f"/puzzles?level={puzzle.difficulty}&page={place // PAGE + 1}")
    solved = eve.page.get_by_role("link", name=re.compile(", solved$"))
    expect(solved).to_have_accessible_name(f"Puzzle {place + 1}, level {puzzle.difficulty}, solved")
    expect(solved).to_have_attribute("href", f"/puzzle/{puzzle.id}")
    assert_accessible(eve.page, "the list of puzzles")


def test_puzzle_of_today_on_a_phone_and_its_answer(visitors: Visitors) -> None:
    eve = visitors(**PHONE, color_scheme="dark")
    eve.visit("/")
    eve.page.get_by_role("navigation").get_by_role("link", name="Puzzles").tap()
    expect(eve.page.get_by_role("heading", name="Today's puzzle")).to_be_visible()
    assert_accessible(eve.page, "the puzzle of today")
    assert_fits(eve.page, "the puzzle of today")
    eve.page.get_by_role("button", name="Show the answer").tap()
    expect(eve.page.get_by_role("status")).to_have_text(re.compile(r"^The answer: columns? \d"))
    # What was shown wasn't solved.
    expect(eve.page.get_by_text("None solved yet.")).to_be_visible()
    eve.page.get_by_role("button", name="From the start").tap()
    expect(eve.page.get_by_role("button", name="Show the answer")).to_be_visible()
    eve.page.get_by_role("link", name="Next puzzle").tap()
    expect(eve.page).to_have_url(re.compile(r"/puzzle/[\w-]+$"))


def test_puzzles_are_light(visitors: Visitors) -> None:
    for address in ("/puzzle", "/puzzles"):
        eve = visitors()
        meter = Meter(eve)
        eve.visit(address)
        meter.settle()
        assert 5_000 < meter.bytes < COLD_BYTES, meter.sizes
        assert len(meter.sizes) < COLD_REQUESTS, meter.sizes
