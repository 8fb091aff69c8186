"""The page of the tutorial plays and watches, unchanged. It throws at whatever it doesn't know; none may throw here."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.integration.games import DRAWN, RED_WINS

from .visitors import Visitors


def test_tutorial_pages_play_each_other_and_others_watch(visitors: Visitors) -> None:
    red, yellow, early, late = (visitors.tutorial() for _ in range(4))
    red.visit()
    yellow.visit(red.link("Join"))
    early.visit(red.link("Watch"))
    for ply, column in enumerate(RED_WINS):
        if ply == 4:
            late.visit(red.link("Watch"))
            late.sees(RED_WINS[:4])
        (red, yellow)[ply % 2].drop(column)
        for page in (red, yellow, early):
            page.sees(RED_WINS[: ply + 1])
    for page in (red, yellow, early, late):
        page.sees(RED_WINS)
        page.is_told("Player red wins!")
    after = visitors.tutorial()
    after.visit(red.link("Watch"))
    after.sees(RED_WINS)
    after.is_told("Player red wins!")


def test_tutorial_page_is_told_what_it_did_wrong(visitors: Visitors) -> None:
    red, yellow = visitors.tutorial(), visitors.tutorial()
    red.visit()
    yellow.visit(red.link("Join"))
    red.drop(0)
    red.sees([0])
    red.drop(0)
    red.is_told("It isn't your turn.")
    for ply in range(1, 6):
        (red, yellow)[ply % 2].drop(0)
        yellow.sees([0] * (ply + 1))
    red.drop(0)
    red.is_told("This slot is full.")
    lost = visitors.tutorial()
    lost.visit("?join=nothing")
    lost.is_told("Game not found.")


def test_tutorial_host_plays_our_guest_while_both_kinds_watch(visitors: Visitors) -> None:
    red, watcher = visitors.tutorial(), visitors.tutorial()
    ben, eve = visitors(), visitors()
    red.visit()
    ben.visit("/" + red.link("Join"))
    watcher.visit(red.link("Watch"))
    eve.visit("/" + red.link("Watch"))
    for ply, column in enumerate(RED_WINS):
        if ply % 2:
            ben.drop(column)
        else:
            red.drop(column)
        red.sees(RED_WINS[: ply + 1])
    for page in (red, watcher):
        page.sees(RED_WINS)
        page.is_told("Player red wins!")
    ben.sees(RED_WINS, "Opponent won")
    eve.sees(RED_WINS, "Red won")


def test_our_host_plays_a_tutorial_guest_to_a_draw(visitors: Visitors) -> None:
    ada, eve = visitors(), visitors()
    yellow, watcher = visitors.tutorial(), visitors.tutorial()
    ada.open_room()
    yellow.visit(ada.join_link.removeprefix(visitors.base + "/"))
    watcher.visit(ada.watch_link.removeprefix(visitors.base + "/"))
    for ply, column in enumerate(DRAWN):
        if ply % 2:
            yellow.sees(DRAWN[:ply])
            yellow.drop(column)
        else:
            ada.press(column)
    eve.visit(ada.watch_link)
    for visitor in (ada, eve):
        visitor.sees(DRAWN, "Draw")
    for page in (yellow, watcher):
        page.sees(DRAWN)
        assert page.alerts == []


def test_third_tutorial_page_on_the_join_link_watches(visitors: Visitors) -> None:
    ada, ben, third = visitors(), visitors(), visitors.tutorial()
    ada.open_room()
    link = ada.join_link
    ben.visit(link)
    ada.drop(3)
    third.visit(link.removeprefix(visitors.base + "/"))
    third.is_told("This seat is taken.")
    third.sees([3])
    third.drop(0)
    ben.drop(2)
    third.sees([3, 2])
    ada.sees([3, 2], "Your move")
    expect(ben.headline).to_have_text("Opponent's move")
