"""The tutorial's dialect, told to a page that throws at anything else."""

from __future__ import annotations

import json
from collections import Counter
from random import Random
from typing import get_args

import pytest
from msgspec.structs import replace

from fourline.errors import Code, Rejected
from fourline.protocol import classic, codec
from fourline.protocol import server_messages as messages
from fourline.protocol.codes import TEXTS
from fourline.protocol.encoding import encode_event
from fourline.room.commands import Accept, Claim, Flag, MakeOffer, Resign
from fourline.room.events import (
    Aborted,
    Declined,
    Ended,
    Event,
    Hinted,
    Joined,
    ListingSet,
    Moved,
    Offered,
    OfferKind,
    Opened,
    PrivacySet,
    Renamed,
    Seat,
    Started,
    TakenBack,
    Withdrawn,
)
from fourline.rules.clock import TimeControl
from fourline.rules.game import Reason
from fourline.rules.position import Color
from tests.protocol.tutorial_page import TutorialPage
from tests.room.anything import something
from tests.room.log import CONTEXT, GAME_ID, Log, two_players

GONE = replace(CONTEXT, gone_ms=60_000)
MOVES = {
    "early": "4453",
    "won": "1212121",
    "double": "34211432145364",
    "drawn": "174166227341672362665415453424277135575133",
}
ALERTS = {"early": [], "won": ["Player red wins!"], "double": ["Player yellow wins!"], "drawn": []}


def page_of(log: Log) -> TutorialPage:
    """Return a page that comes now."""
    page = TutorialPage()
    for text in classic.replay(log.room):
        page.receive(text)
    return page


def tell(page: TutorialPage, log: Log, after_seq: int = 0) -> None:
    """Tell a page what happened after it came, as far as its dialect can."""
    for entry in log.entries[after_seq:]:
        if classic.is_told(entry.event):
            page.receive(encode_event(entry.seq, entry.event))


@pytest.mark.parametrize("game", MOVES)
def test_page_that_was_there_sees_the_whole_game(game: str) -> None:
    log = two_players(MOVES[game])
    page = TutorialPage()
    tell(page, log)
    assert tuple(page.board.moves) == log.room.game.moves
    assert page.alerts == ALERTS[game]


@pytest.mark.parametrize("game", MOVES)
def test_page_that_comes_late_sees_the_same(game: str) -> None:
    log = two_players(MOVES[game])
    page = page_of(log)
    assert tuple(page.board.moves) == log.room.game.moves
    assert page.alerts == ALERTS[game]


def test_page_that_comes_to_a_set_up_game_sees_its_position() -> None:
    log = Log(Opened(Color.RED, moves="4453"))
    page = page_of(log)
    known = log.room.seq
    tell(page, log.play("12"), known)
    assert page.board.moves == [3, 3, 4, 2, 0, 1]


TOLD: list[tuple[Event, bool]] = [
    (Opened(Color.RED), False),
    (Joined(Seat.GUEST), False),
    (Moved(Color.RED, 3, 0, 1), True),
    (Aborted(), False),
    (Offered(OfferKind.DRAW, Seat.HOST), False),
    (Declined(OfferKind.DRAW, Seat.GUEST), False),
    (Withdrawn(OfferKind.DRAW, Seat.HOST), False),
    (TakenBack(""), False),
    (Started(2, Seat.GUEST), False),
    (Hinted(Seat.HOST), False),
    (Renamed(Seat.HOST, None), False),
    (PrivacySet(True), False),
    (ListingSet(True), False),
    *[(Ended(Color.RED, reason, GAME_ID), True) for reason in Reason],
    *[(Ended(None, reason, GAME_ID), False) for reason in Reason],
]


@pytest.mark.parametrize(("event", "is_told"), TOLD, ids=str)
def test_only_moves_and_wins_are_told(event: Event, is_told: bool) -> None:
    assert classic.is_told(event) is is_told
    assert {type(event) for event, _ in TOLD} == set(get_args(Event))


@pytest.mark.parametrize("control", [None, TimeControl(10_000, 0)], ids=["no-clock", "clock"])
def test_page_sees_its_four_messages_whatever_happens(control: TimeControl | None) -> None:
    """It is sent away at a takeback and at another game's start, and finds everything as it is when it comes back."""
    random = Random(11)
    alerts: Counter[str] = Counter()
    for _ in range(100):
        log = Log(Opened(random.choice([*Color]), control=control, moves=random.choice(["", "4453"])))
        page = page_of(log)
        for _ in range(80):
            known = log.room.seq
            try:
                log.wait(random.randrange(4_000)).send(*something(random, log), context=GONE)
            except Rejected:
                continue
            if isinstance(log.last, TakenBack | Started):
                page = page_of(log)
            tell(page, log, known)
            outcome = log.room.outcome
            winner = None if outcome is None else outcome.winner
            assert tuple(page.board.moves) == log.room.game.moves
            assert page.alerts == ([] if winner is None else [f"Player {winner.value} wins!"])
            alerts[outcome.reason.value if outcome else "none"] += 1
    assert {"line", "resignation", "abandonment", "agreement", "aborted"} < set(alerts)
    assert ("timeout" in alerts) is (control is not None)


@pytest.mark.parametrize("command", [Resign(), Claim(), Flag()], ids=str)
def test_win_without_a_line_is_a_win(command: Resign | Claim | Flag) -> None:
    log = two_players("445", TimeControl(10_000, 0))
    page, known = page_of(log), log.room.seq
    log.wait(11_000).send(None if isinstance(command, Flag) else Seat.HOST, command, context=GONE)
    tell(page, log, known)
    assert len(page.alerts) == 1
    assert page_of(log).alerts == page.alerts


def test_draw_by_agreement_is_not_told() -> None:
    log = two_players("445")
    log.send(Seat.HOST, MakeOffer(OfferKind.DRAW))
    log.send(Seat.GUEST, Accept(OfferKind.DRAW))
    assert page_of(log).alerts == []


@pytest.mark.parametrize(
    "message",
    [
        messages.Joined(2, "guest", None),
        messages.Drawn(44, "board_full", GAME_ID),
        messages.Presence(True, True, 0),
        messages.Ok("a", 2),
        messages.Pong(),
        messages.Bye(250),
        messages.AbortedGame(4),
        messages.OfferMade(4, "draw", "host"),
        messages.Takeback(4, ""),
        messages.Start(4, 2, messages.Colors("guest", "host")),
        messages.Said("host", "hello"),
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
    assert list(classic.replay(two_players("").room)) == []


def test_replay_has_the_tutorials_fields_only() -> None:
    first, *_, last = classic.replay(two_players(MOVES["won"]).room)
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
