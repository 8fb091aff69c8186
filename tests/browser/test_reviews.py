"""What a finished game was worth, in the room and on its own page."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, expect

from tests.integration.games import RED_WINS

from .test_accessibility import assert_accessible, assert_fits
from .visitor import Visitor
from .visitors import PHONE, Visitors

LABELS = ["only move", "good move", "mistake", "mistake", "only move", "blunder", "best move"]
"""Of the moves of ``RED_WINS``, as exact rules have it."""


def card(visitor: Visitor) -> Locator:
    return visitor.page.get_by_role("region", name="Review", exact=True)


def row(visitor: Visitor) -> Locator:
    return visitor.page.get_by_role("list", name="What each column is worth").get_by_role("listitem")


def entries(visitor: Visitor) -> Locator:
    return visitor.page.get_by_role("region", name="Moves").get_by_role("listitem").locator("button, a")


def sees_review(visitor: Visitor) -> None:
    """Assert that the review has come, with its labels and what it counts."""
    expect(card(visitor)).to_contain_text("3 of 4 critical moves")
    expect(card(visitor)).to_contain_text("0 of 1 critical move")
    chart = card(visitor).get_by_role("img", name="How the game went. It turned at moves 3, 4.")
    expect(chart.locator("span")).to_have_count(len(RED_WINS) + 1)
    for ply, label in enumerate(LABELS, 1):
        expect(entries(visitor).nth(ply - 1)).to_have_accessible_name(re.compile(f"^Move {ply}, .*, {label}$"))


def test_review_comes_with_the_end_of_a_game_and_goes_with_the_next(visitors: Visitors) -> None:
    ada, ben, eve = visitors(), visitors(), visitors()
    ada.open_room(name="Ada")
    ben.visit(ada.join_link)
    eve.visit(ada.watch_link)
    for ply, column in enumerate(RED_WINS[:-1]):
        (ada, ben)[ply % 2].press(column)
    # While the game goes on, there is no word of perfect play.
    ada.sees(RED_WINS[:-1], "Your move")
    expect(card(ada)).to_have_count(0)
    expect(row(ada)).to_have_count(0)
    ada.press(RED_WINS[-1])
    for visitor in (ada, ben, eve):
        sees_review(visitor)

    # Stepping: what was said of the move, and what every column is worth now.
    entries(ada).nth(5).click()
    expect(ada.headline).to_have_text("An earlier move")
    expect(card(ada)).to_contain_text("Move 6: Blunder. It loses in 1. Better: column 4, loses in 14.")
    expect(row(ada)).to_have_text(
        [
            re.compile("Column 1: loses in 1"),
            re.compile("Column 2: loses in 1"),
            re.compile("Column 3: wins in 15"),
            re.compile("Column 4: wins in 1, best"),
            *[re.compile(f"Column {column}: loses in 1") for column in (5, 6, 7)],
        ]
    )
    ada.page.keyboard.press("ArrowLeft")
    expect(row(ada).nth(3)).to_contain_text("Column 4: loses in 14, best")
    card(ada).get_by_role("button", name="Best line").click()
    expect(ada.page.locator(".ghosts text")).to_have_count(8)
    card(ada).get_by_role("button", name="Turning point: move 4").click()
    expect(card(ada)).to_contain_text("Move 4: Mistake.")
    expect(ada.page.locator(".ghosts")).to_have_count(0)
    ada.page.keyboard.press("ArrowRight")
    card(ada).get_by_role("checkbox", name="as numbers").check()
    expect(row(ada).nth(3)).to_contain_text("-5")
    assert_accessible(ada.page, "stepping")

    # Another game: nothing of it stays.
    ada.page.get_by_role("button", name="Back to live").click()
    ada.page.get_by_role("button", name="Rematch").click()
    ben.page.get_by_role("button", name="Accept").click()
    expect(ada.headline).to_have_text("Opponent's move")
    for visitor in (ada, ben, eve):
        expect(card(visitor)).to_have_count(0)
        expect(row(visitor)).to_have_count(0)
    ben.press(3)
    expect(entries(ada)).to_have_count(1)
    expect(entries(ada).first).to_have_accessible_name("Move 1, red: column 4")


def test_better_line_and_lessons_on_the_page_of_a_game_by_keyboard(visitors: Visitors) -> None:
    ada, ben = visitors(**PHONE), visitors(**PHONE)
    ada.open_room(name="Ada")
    ben.visit(ada.join_link)
    for ply, column in enumerate(RED_WINS):
        (ada, ben)[ply % 2].press(column)
    ben.page.get_by_role("link", name="Look at this game again").click()
    sees_review(ben)

    # A better line is shown from the position in which it begins.
    ben.page.get_by_role("link", name=re.compile("^Move 4, ")).click()
    expect(card(ben)).to_contain_text("Mistake. A draw became a loss in 15. Better: column 4, draws.")
    card(ben).get_by_role("button", name="Better line").press("Enter")
    ghosts = ben.page.locator(".ghosts text")
    expect(ghosts).to_have_text([str(number) for number in range(1, 9)])
    expect(ben.page.get_by_role("slider", name="Move")).to_have_value("3")
    card(ben).get_by_role("button", name="Hide line").press("Enter")
    expect(ghosts).to_have_count(0)

    # Ben played yellow in this browser: only yellow's mistakes are lessons.
    card(ben).get_by_role("button", name="Learn from mistakes").press("Enter")
    lesson = card(ben).get_by_role("group", name="Learn from mistakes")
    expect(lesson).to_contain_text("1 of 2: Yellow played column 3, a mistake.")
    expect(row(ben)).to_have_count(0)
    expect(ben.page.get_by_role("button", name="Column 4", exact=True)).to_be_focused()
    ben.page.keyboard.press("ArrowRight")
    ben.page.keyboard.press("Enter")
    expect(lesson.get_by_role("status")).to_have_text("No. Column 5 loses in 15. Try another one.")
    assert_accessible(ben.page, "a lesson")
    assert_fits(ben.page, "a lesson")
    ben.page.keyboard.press("4")
    expect(lesson.get_by_role("status")).to_have_text("Right! Column 4 draws.")
    ben.page.keyboard.press("Enter")
    expect(lesson).to_contain_text("2 of 2: Yellow played column 3, a blunder.")
    lesson.get_by_role("button", name="Show me").click()
    expect(lesson.get_by_role("status")).to_have_text("The best: column 4, loses in 14.")
    ben.page.keyboard.press("Enter")
    expect(lesson).to_have_count(0)
    expect(card(ben).get_by_role("button", name="Learn from mistakes")).to_be_focused()
    expect(row(ben)).to_have_count(7)
