"""What happened and what is, as it is told: each event one message, a room's state one snapshot."""

from __future__ import annotations

import json
from random import Random
from typing import get_args

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from fourline.errors import Rejected
from fourline.protocol import codec, encoding
from fourline.protocol import server_messages as messages
from fourline.protocol.messages import TimeControlText
from fourline.room.commands import Abort, Accept, Hint, Join, MakeOffer, Resign, SetListing, SetPrivacy
from fourline.room.events import (
    Aborted,
    Declined,
    Ended,
    Event,
    GameId,
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
from fourline.rules.clock import TimeControl, Times
from fourline.rules.game import Reason
from fourline.rules.notation import parse_game
from fourline.rules.position import Color
from tests.protocol.following import EVENTS, follow
from tests.room.anything import something
from tests.room.log import BLITZ, CONTEXT, GAME_ID, Log, against_a_bot, two_players
from tests.rules.model import playouts

HOST, GUEST = Seat.HOST, Seat.GUEST
GONE = replace(CONTEXT, gone_ms=60_000)
LINE = ((0, 0), (1, 0), (2, 0), (3, 0))
TIMES, LEFT = Times(7, 9), messages.TimesLeft(7, 9)

TOLD: list[tuple[Event, messages.ServerMessage]] = [
    (Joined(GUEST, "Ben"), messages.Joined(5, "guest", "Ben")),
    (Joined(GUEST, "Casual", 3), messages.Joined(5, "guest", "Casual", 3)),
    (Moved(Color.YELLOW, 3, 1, 2), messages.Played(5, "yellow", 3, 1, 2)),
    (Moved(Color.YELLOW, 3, 1, 2, TIMES, 300), messages.Played(5, "yellow", 3, 1, 2, LEFT)),
    (Ended(None, Reason.BOARD_FULL, GameId("g")), messages.Drawn(5, "board_full", "g")),
    (Ended(None, Reason.TIMEOUT, GameId("g"), times=TIMES), messages.Drawn(5, "timeout", "g", LEFT)),
    (Ended(Color.RED, Reason.LINE, GameId("g"), (LINE,)), messages.Won(5, "red", "line", "g", (LINE,))),
    (
        Ended(Color.RED, Reason.RESIGNATION, GameId("g"), times=TIMES),
        messages.Won(5, "red", "resignation", "g", clock=LEFT),
    ),
    (Aborted(), messages.AbortedGame(5)),
    (Offered(OfferKind.DRAW, HOST), messages.OfferMade(5, "draw", "host")),
    (Declined(OfferKind.TAKEBACK, GUEST), messages.OfferDeclined(5, "takeback", "guest")),
    (Withdrawn(OfferKind.REMATCH, HOST), messages.OfferWithdrawn(5, "rematch", "host")),
    (TakenBack("445"), messages.Takeback(5, "445")),
    (TakenBack("", TIMES), messages.Takeback(5, "", LEFT)),
    (Started(2, GUEST), messages.Start(5, 2, messages.Colors("guest", "host"))),
    (Started(3, HOST, TIMES), messages.Start(5, 3, messages.Colors("host", "guest"), LEFT)),
    (Hinted(HOST), messages.Hinted(5, "host")),
    (Renamed(GUEST, None), messages.RenamedPlayer(5, "guest", None)),
    (PrivacySet(True), messages.PrivacyChanged(5, True)),
    (ListingSet(False), messages.ListingChanged(5, False)),
]


def test_control_is_told_as_it_is() -> None:
    assert encoding.format_control(BLITZ) == TimeControlText(180_000, 2_000)
    assert encoding.format_control(None) is None


@pytest.mark.parametrize("control", [None, BLITZ, TimeControl(10_000, 0)])
def test_control_is_read_as_it_was_told(control: TimeControl | None) -> None:
    assert encoding.parse_control(encoding.format_control(control)) == control


def state_of(log: Log) -> messages.State:
    text = encoding.encode_state(log.room, log.now_ms)
    return msgspec.json.decode(text, type=messages.State, strict=True)


@pytest.mark.parametrize(("event", "message"), TOLD, ids=lambda value: type(value).__name__)
def test_event_is_one_message(event: Event, message: messages.ServerMessage) -> None:
    assert encoding.encode_event(5, event) == codec.encode(message)


def test_opened_alone_has_no_message() -> None:
    with pytest.raises(ValueError, match="nobody is there"):
        encoding.encode_event(1, Opened(Color.RED))
    assert {type(event) for event, _ in TOLD} == {*get_args(Event)} - {Opened}


# State


@given(playouts(), st.sampled_from(Color), st.booleans())
def test_state_says_what_the_room_is(moves: list[int], color: Color, has_guest: bool) -> None:
    log = Log(Opened(color, "Ada", is_listed=has_guest))
    if has_guest:
        log.send(None, Join("Ben"))
    for column in moves:
        if not log.room.is_over:
            log.play(str(column + 1))
    room, state = log.room, state_of(log)
    assert parse_game(state.moves) == room.game
    assert (state.seq, state.game) == (room.seq, 1)
    assert state.colors == messages.Colors(*(("host", "guest") if color is Color.RED else ("guest", "host")))
    assert state.names == messages.Names("Ada", "Ben" if has_guest else None)
    assert state.seated == messages.Seated(True, has_guest)
    assert state.tally == messages.Tally(room.host.wins, room.guest.wins, room.draws)
    assert (state.clock, state.offers) == (None, messages.Offers())
    assert (state.outcome is None) is (room.outcome is None)
    assert (state.private, state.listed) == (False, has_guest)


def test_state_of_a_game_under_way_has_no_outcome() -> None:
    assert json.loads(encoding.encode_state(two_players("4453").room, 0))["outcome"] is None


def test_state_of_a_won_game_shows_who_and_where() -> None:
    outcome = json.loads(encoding.encode_state(Log().play("1212121").room, 0))["outcome"]
    line = [[0, 0], [0, 1], [0, 2], [0, 3]]
    assert outcome == {"winner": "red", "reason": "line", "game_id": GAME_ID, "lines": [line]}


def test_state_of_a_game_that_ended_without_a_line_has_none() -> None:
    log = two_players("445")
    log.send(HOST, Resign())
    outcome = json.loads(encoding.encode_state(log.room, 0))["outcome"]
    assert outcome == {"winner": "yellow", "reason": "resignation", "game_id": GAME_ID}
    log = two_players("174166227341672362665415453424277135575133")
    outcome = json.loads(encoding.encode_state(log.room, 0))["outcome"]
    assert outcome == {"winner": None, "reason": "board_full", "game_id": GAME_ID}


def test_state_of_an_aborted_game_names_no_record() -> None:
    log = two_players("44")
    log.send(GUEST, Abort())
    outcome = json.loads(encoding.encode_state(log.room, 0))["outcome"]
    assert outcome == {"winner": None, "reason": "aborted", "game_id": None}


def test_state_shows_the_clock_as_of_sending() -> None:
    log = two_players("4453", BLITZ).wait(1_000)
    assert state_of(log).clock == messages.ClockInState(180_000, 2_000, 181_000, 184_000, "red")
    assert state_of(log.wait(10**9)).clock == messages.ClockInState(180_000, 2_000, 0, 184_000, "red")


def test_state_shows_a_clock_that_stands_still() -> None:
    log = two_players(control=BLITZ).wait(1_000)
    assert state_of(log).clock == messages.ClockInState(180_000, 2_000, 180_000, 180_000, None)


def test_state_shows_open_offers_and_switches() -> None:
    log = two_players("44")
    log.send(HOST, MakeOffer(OfferKind.DRAW))
    log.send(GUEST, MakeOffer(OfferKind.TAKEBACK))
    assert state_of(log).offers == messages.Offers(draw="host", takeback="guest")
    log.send(HOST, Resign())
    log.send(GUEST, MakeOffer(OfferKind.REMATCH))
    log.send(HOST, SetPrivacy(True))
    log.send(HOST, SetListing(True))
    state = state_of(log)
    assert state.offers == messages.Offers(rematch="guest")
    assert (state.private, state.listed) == (True, True)


def test_state_of_the_next_game_has_its_colors_and_the_tally() -> None:
    log = two_players("44")
    log.send(HOST, Resign())
    log.send(GUEST, MakeOffer(OfferKind.REMATCH))
    log.send(HOST, Accept(OfferKind.REMATCH))
    state = state_of(log)
    assert (state.game, state.moves, state.outcome) == (2, "", None)
    assert state.colors == messages.Colors("guest", "host")
    assert state.tally == messages.Tally(0, 1, 0)


def test_state_of_the_longest_game_is_some_hundred_bytes() -> None:
    log = Log(Opened(Color.RED, "n" * 24, TimeControl(3_600_000, 60_000)))
    log.send(None, Join("n" * 24))
    log.play("174166227341672362665415453424277135575133")
    assert len(encoding.encode_state(log.room, log.now_ms)) < 700


def test_state_says_what_was_set_up() -> None:
    state = state_of(Log(Opened(Color.RED, moves="445")).play("3"))
    assert (state.moves, state.start_ply) == ("4453", 3)


@pytest.mark.parametrize("set_up", ["", "4453"])
@pytest.mark.parametrize("control", [None, TimeControl(10_000, 1_000)], ids=["no-clock", "clock"])
def test_events_say_all_that_the_next_state_says(control: TimeControl | None, set_up: str) -> None:
    """A page that got one state and applies events never needs another."""
    random, told = Random(7), set()
    for _ in range(60):
        log = Log(Opened(random.choice([*Color]), "Ada", control, set_up))
        if random.random() < 0.3:
            log.seat_bot(random.randrange(1, 9))
        page = json.loads(encoding.encode_state(log.room, log.now_ms))
        for _ in range(120):
            known = len(log.entries)
            try:
                log.wait(random.randrange(9_000)).send(*something(random, log), context=GONE)
            except Rejected:
                continue
            events = [json.loads(encoding.encode_event(entry.seq, entry.event)) for entry in log.entries[known:]]
            for event in events:
                follow(page, event)
                told.add((event["type"], event.get("reason")))
            state = json.loads(encoding.encode_state(log.room, log.now_ms))
            if control is not None and "clock" not in events[-1]:
                # Time has passed since the page heard of it; its own clock knows.
                page["clock"] |= {name: state["clock"][name] for name in ("red_ms", "yellow_ms")}
            assert page == state
    assert {kind for kind, _ in told} == set(EVENTS)
    reasons = {"line", "resignation", "abandonment", "agreement", None}
    assert {reason for _, reason in told} >= (reasons if control is None else {*reasons, "timeout"})


def test_state_tells_of_a_bot_and_of_hints_against_it() -> None:
    log = against_a_bot()
    assert state_of(log).bot == messages.BotInState("guest", 3, 0)
    log.send(HOST, Hint())
    assert state_of(log).bot == messages.BotInState("guest", 3, 1)
    assert state_of(log).names.guest == "Casual"
    assert state_of(two_players()).bot is msgspec.UNSET
