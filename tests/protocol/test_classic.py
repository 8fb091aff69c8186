"""The tutorial's dialect, told to a page that throws at anything else."""

from __future__ import annotations

import json

import pytest

from fourline.errors import Code
from fourline.protocol import classic, codec, messages
from fourline.protocol.codes import TEXTS
from fourline.room.commands import Join
from fourline.room.events import Ended, Opened
from fourline.rules.position import Color
from tests.protocol.tutorial_page import TutorialPage
from tests.room.log import GAME_ID, Log

MOVES = {
    "early": "4453",
    "won": "1212121",
    "double": "34211432145364",
    "drawn": "174166227341672362665415453424277135575133",
}
ALERTS = {"early": [], "won": ["Player red wins!"], "double": ["Player yellow wins!"], "drawn": []}


def log_of(moves: str) -> Log:
    log = Log(Opened(Color.RED, "Ada"))
    log.send(None, Join("Ben"))
    return log.play(moves)


@pytest.mark.parametrize("game", MOVES)
def test_page_that_was_there_sees_the_whole_game(game: str) -> None:
    log = log_of(MOVES[game])
    page = TutorialPage()
    for entry in log.entries:
        if classic.is_told(entry.event):
            page.receive(codec.encode_event(entry.seq, entry.event))
    assert tuple(page.board.moves) == log.room.game.moves
    assert page.alerts == ALERTS[game]


@pytest.mark.parametrize("game", MOVES)
def test_page_that_comes_late_sees_the_same(game: str) -> None:
    log = log_of(MOVES[game])
    page = TutorialPage()
    for text in classic.replay(log.room):
        page.receive(text)
    assert tuple(page.board.moves) == log.room.game.moves
    assert page.alerts == ALERTS[game]


def test_only_moves_and_wins_are_told() -> None:
    told = [classic.is_told(entry.event) for entry in log_of(MOVES["won"]).entries]
    assert told == [False, False, *[True] * 7, True]
    ended = log_of(MOVES["drawn"]).entries[-1].event
    assert isinstance(ended, Ended)
    assert not classic.is_told(ended)


@pytest.mark.parametrize(
    "message",
    [
        messages.Joined(2, "guest", None),
        messages.Drawn(44, "board_full", GAME_ID),
        messages.Presence(True, True, 0),
        messages.Ok("a", 2),
        messages.Pong(),
        messages.Bye(250),
    ],
    ids=lambda message: type(message).__name__,
)
def test_page_throws_at_messages_of_version_1(message: messages.ServerMessage) -> None:
    with pytest.raises(ValueError, match="Unsupported event type"):
        TutorialPage().receive(codec.encode(message))


def test_page_throws_at_a_disc_that_hangs_in_the_air() -> None:
    with pytest.raises(ValueError, match="no disc can lie"):
        TutorialPage().receive(b'{"type":"play","player":"red","column":3,"row":1}')


def test_opener_gets_its_keys_and_nothing_else() -> None:
    text = classic.encode_init("join-key", "watch-key")
    assert json.loads(text) == {"type": "init", "join": "join-key", "watch": "watch-key"}
    page = TutorialPage()
    page.receive(text)
    assert page.links == ("join-key", "watch-key")


def test_empty_game_is_nothing_to_replay() -> None:
    assert list(classic.replay(log_of("").room)) == []


def test_replay_has_the_tutorials_fields_only() -> None:
    first, *_, last = classic.replay(log_of(MOVES["won"]).room)
    assert json.loads(first) == {"type": "play", "player": "red", "column": 0, "row": 0}
    assert json.loads(last) == {"type": "win", "player": "red"}


@pytest.mark.parametrize("code", Code)
def test_error_has_the_codes_text_alone(code: Code) -> None:
    assert json.loads(classic.encode_error(code)) == {"type": "error", "message": TEXTS[code]}


def test_error_says_more_where_more_is_known() -> None:
    text = classic.encode_error(Code.BAD_MESSAGE, "A message has a type.")
    page = TutorialPage()
    page.receive(text)
    assert page.alerts == ["A message has a type."]
