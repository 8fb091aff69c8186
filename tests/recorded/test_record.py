"""The recorded games are what the code does today, and their boards are right by a second count."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any, get_args

import msgspec
import pytest

from fourline.protocol import codec
from fourline.protocol import server_messages as messages
from fourline.rules.game import Reason
from fourline.rules.position import Color
from tests.protocol.following import EVENTS, follow
from tests.recorded.record import FOLDER, GAMES, content_of
from tests.rules.model import Board

CLASSES = {message.__struct_config__.tag: message for message in get_args(messages.ServerMessage)}
LOBBY = {"lobby", "paired"}


def load(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return content


class Page:
    """The dumbest page: it keeps the last seq and a list of moves, and draws them."""

    def __init__(self) -> None:
        self.seq = 0
        self.moves: list[int] = []

    def receive(self, message: dict[str, Any]) -> None:
        if message["type"] == "state":
            self.seq = message["seq"]
            self.moves = [int(digit) - 1 for digit in message["moves"]]
        elif message["type"] in EVENTS and message["seq"] == self.seq + 1:
            self.seq += 1
            if message["type"] == "play":
                self.moves.append(message["column"])
            elif message["type"] == "takeback":
                self.moves = [int(digit) - 1 for digit in message["moves"]]
            elif message["type"] == "start":
                self.moves = []

    def draw(self) -> list[str]:
        board = Board()
        for column in self.moves:
            board.drop(column)
        signs = {Color.RED: "r", Color.YELLOW: "y", None: "."}
        return ["".join(signs[board.at((column, row))] for column in range(7)) for row in range(5, -1, -1)]


def test_every_file_is_a_game_and_every_game_has_its_file() -> None:
    assert {path.stem for path in FOLDER.glob("*.json")} == set(GAMES)


@pytest.mark.parametrize("name", GAMES)
def test_file_is_what_would_be_recorded_today(name: str) -> None:
    assert (FOLDER / f"{name}.json").read_text(encoding="utf-8") == content_of(name), "python -m tests.recorded.record"


@pytest.mark.parametrize("name", GAMES)
def test_boards_are_what_a_page_shows(name: str) -> None:
    game = load(name)
    page = Page()
    assert game["name"] == name
    assert [message["type"] for message in game["messages"][:3]] == ["init", "state", "presence"]
    for message, board in zip(game["messages"], game["boards"], strict=True):
        page.receive(message)
        assert page.draw() == board


@pytest.mark.parametrize("name", GAMES)
def test_messages_are_those_of_version_1(name: str) -> None:
    for message in load(name)["messages"]:
        known = msgspec.convert(message, CLASSES[message["type"]])
        assert json.loads(codec.encode(known)) == message


@pytest.mark.parametrize("name", GAMES)
def test_events_between_two_states_say_all_that_the_second_says(name: str) -> None:
    state: dict[str, Any] = {}
    for message in load(name)["messages"]:
        if message["type"] == "state":
            if state and message["seq"] == state["seq"]:
                assert state == {**message, "clock": state["clock"]}
            state = deepcopy(message)
        elif message["type"] in EVENTS and message["seq"] == state["seq"] + 1:
            follow(state, message)


def test_together_they_have_every_message_of_a_room() -> None:
    told = [message for name in GAMES for message in load(name)["messages"]]
    assert {message["type"] for message in told} == set(CLASSES) - LOBBY
    assert {message["reason"] for message in told if "reason" in message} == {
        reason.value for reason in Reason if reason is not Reason.ABORTED
    }
