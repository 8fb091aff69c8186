"""The free board."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from .test_accessibility import assert_accessible, assert_fits
from .test_reviews import row
from .test_weight import COLD_BYTES, COLD_REQUESTS, Meter
from .visitors import Visitors
from .witness import BAD_REQUEST


def test_free_board_tells_what_every_move_is_worth(visitors: Visitors) -> None:
    eve = visitors()
    eve.visit("/")
    eve.page.get_by_role("navigation").get_by_role("link", name="Analysis").click()
    value = eve.page.get_by_role("region", name="Value")
    expect(value).to_contain_text("Red to move")
    expect(value).to_contain_text("Red wins in 21, if both play their best.")
    expect(row(eve).nth(3)).to_contain_text("Column 4: wins in 21, best")
    expect(row(eve).nth(2)).to_contain_text("Column 3: draws")
    for key in "4435":
        eve.page.keyboard.press(key)
    expect(eve.page).to_have_url(re.compile(r"/analysis/4435$"))
    expect(value).to_contain_text("Red to move")
    eve.column(0).click()
    expect(eve.spoken).to_have_text(re.compile(r"^Red: column 1\. Yellow to move\. .*both play their best\.$"))
    eve.page.keyboard.press("Shift+Tab")
    eve.page.get_by_role("button", name="Previous move").click()
    expect(eve.page).to_have_url(re.compile(r"/analysis/4435$"))
    assert_accessible(eve.page, "the free board")
    assert_fits(eve.page, "the free board")
    # Whoever gets the address sees the same.
    eve.page.reload()
    expect(eve.page.get_by_role("link", name=re.compile("^Move 4, yellow: column 5"))).to_have_attribute(
        "aria-current", "true"
    )
    eve.page.get_by_role("button", name="Clear").click()
    expect(value).to_contain_text("Red wins in 21")


def test_page_solves_by_itself_from_the_middle_of_a_game_on(visitors: Visitors) -> None:
    eve = visitors()
    asked: list[str] = []
    eve.page.on("request", lambda request: asked.append(request.url))
    eve.visit("/analysis/444444333333")
    value = eve.page.get_by_role("region", name="Value")
    expect(value).to_contain_text("Red wins in 2, if both play their best.")
    eve.page.keyboard.press("5")
    expect(value).to_contain_text("Yellow to move")
    expect(value).to_contain_text("if both play their best.")
    assert [url.rpartition("/")[2] for url in asked if "solve" in url] == ["solve.js", "solver.wasm"]


def test_box_reads_games_from_elsewhere_and_says_what_is_wrong(visitors: Visitors) -> None:
    visitors.witness.allow(BAD_REQUEST)
    eve = visitors()
    eve.visit("/analysis")
    box = eve.page.get_by_role("textbox", name="Moves, or a link from another site")
    box.fill("1212128")
    box.press("Enter")
    expect(eve.page.get_by_role("alert")).to_have_text("Move 7: '8' isn't a column from 1 to 7 or a to g.")
    expect(box).to_have_value("1212128")
    assert_accessible(eve.page, "a wrong game")
    box.fill("1. a b 2. a2, b 3. a b 4. a4")
    eve.page.get_by_role("button", name="Open").click()
    expect(eve.page).to_have_url(re.compile("/analysis/1212121$"))
    expect(eve.page.get_by_role("region", name="Value")).to_contain_text("Red has won")
    expect(eve.page.locator(".rings .wins")).to_have_count(4)
    expect(eve.board.get_by_role("button", disabled=False)).to_have_count(0)


def test_free_board_is_light(visitors: Visitors) -> None:
    eve = visitors()
    meter = Meter(eve)
    eve.visit("/analysis")
    expect(row(eve).nth(3)).to_contain_text("Column 4: wins in 21")
    meter.settle()
    assert 10_000 < meter.bytes < COLD_BYTES, meter.sizes
    assert len(meter.sizes) < COLD_REQUESTS, meter.sizes
