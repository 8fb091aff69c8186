"""Applying the log: what each event makes of a room, live and replayed."""

from __future__ import annotations

from copy import deepcopy

import pytest
from msgspec.structs import replace

from fourline.room.apply import ANSWERS_KEPT, CREDIT_MOST_MS, CREDIT_PER_MOVE_MS, apply, number, replay
from fourline.room.events import (
    Aborted,
    CommandId,
    Declined,
    Ended,
    Entry,
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
    Stamp,
    Started,
    TakenBack,
    Withdrawn,
)
from fourline.room.room import Offer, Player, Room
from fourline.rules.clock import Clock, TimeControl, Times
from fourline.rules.game import NEW_GAME, Game, Outcome, Reason
from fourline.rules.position import Color
from tests.room.log import GAME_ID

HOST, GUEST = Seat.HOST, Seat.GUEST
RED, YELLOW = Color.RED, Color.YELLOW
DRAW, TAKEBACK, REMATCH = OfferKind
CONTROL = TimeControl(60_000, 1_000)
LINE = ((0, 0), (0, 1), (0, 2), (0, 3))
TIMES = Times(50_000, 40_000)


def entries_of(*events: Event) -> list[Entry]:
    """Return the log in which ``events`` happened a second apart, the first at 1,000."""
    return [Entry(seq, event, Stamp(seq * 1_000, 10**12 + seq * 1_000)) for seq, event in enumerate(events, 1)]


def room_after(*events: Event) -> Room:
    return replay(entries_of(*events))


def game_of(digits: str) -> Game:
    return Game.replay(int(digit) - 1 for digit in digits)


def moved(digits: str, *, times: Times | None = None, credit_ms: int = 0) -> list[Event]:
    """Return the moves ``digits`` of a new game."""
    events: list[Event] = []
    for ply in range(1, len(digits) + 1):
        game = game_of(digits[:ply])
        assert game.last_cell is not None
        events.append(Moved(list(Color)[(ply - 1) % 2], *game.last_cell, ply, times, credit_ms))
    return events


# The log


def test_number_goes_on_where_the_log_ends() -> None:
    room = room_after(Opened(RED), Joined(GUEST))
    events, stamp, command = moved("44"), Stamp(1, 2), (HOST, CommandId("x"))
    assert number(room, events, stamp, command) == [
        Entry(3, events[0], stamp, command),
        Entry(4, events[1], stamp, command),
    ]


def test_replay_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="begins with Opened"):
        replay([])


@pytest.mark.parametrize("event", [Joined(GUEST), Moved(RED, 3, 0, 1), Aborted(), Started(1, HOST)])
def test_log_that_begins_with_anything_but_opened_is_refused(event: Event) -> None:
    with pytest.raises(ValueError, match="begins with Opened"):
        apply(None, Entry(1, event, Stamp(0, 0)))


@pytest.mark.parametrize("seq", [0, 1, 2, 4, 10_000])
def test_entry_that_is_not_the_next_is_refused(seq: int) -> None:
    room = room_after(Opened(RED), *moved("4"))
    before = deepcopy(room)
    with pytest.raises(ValueError, match=f"entry {seq} can't follow 2"):
        apply(room, Entry(seq, Joined(GUEST), Stamp(0, 0)))
    assert room == before


@pytest.mark.parametrize("seq", [0, 2])
def test_log_that_does_not_begin_with_one_is_refused(seq: int) -> None:
    with pytest.raises(ValueError, match=f"entry {seq} can't follow 0"):
        apply(None, Entry(seq, Opened(RED), Stamp(0, 0)))


def test_second_opened_is_refused() -> None:
    with pytest.raises(ValueError, match="opens once"):
        room_after(Opened(RED), Opened(RED))


def test_every_event_leaves_the_earlier_state_as_it_was() -> None:
    entries = entries_of(
        Opened(RED, "Ada", CONTROL),
        Joined(GUEST, "Ben"),
        Renamed(GUEST, "Eve"),
        PrivacySet(True),
        ListingSet(True),
        *moved("44", times=TIMES),
        Offered(DRAW, HOST),
        Declined(DRAW, GUEST),
        Offered(DRAW, GUEST),
        Withdrawn(DRAW, GUEST),
        Offered(TAKEBACK, HOST),
        TakenBack("", TIMES),
        Ended(None, Reason.AGREEMENT, GAME_ID, times=TIMES),
        Offered(REMATCH, HOST),
        Started(2, GUEST, TIMES),
        Aborted(),
    )
    states, room = [], None
    for entry in entries:
        room = apply(room, replace(entry, command=(HOST, CommandId(f"id-{entry.seq}"))) if entry.seq > 1 else entry)
        states.append((room, deepcopy(room)))
    assert all(kept == copied for kept, copied in states)
    assert [kept.seq for kept, _ in states] == list(range(1, len(entries) + 1))


def test_replay_from_any_seq_gives_the_same_room() -> None:
    entries = entries_of(Opened(YELLOW, "Ada", CONTROL), *moved("44", times=TIMES), Joined(GUEST), Offered(DRAW, HOST))
    for seq in range(1, len(entries) + 1):
        assert replay(entries[seq:], replay(entries[:seq])) == replay(entries)


# Seats


def test_opened_begins_the_first_game() -> None:
    assert room_after(Opened(YELLOW, "Ada", CONTROL, is_listed=True)) == Room(
        seq=1,
        red=GUEST,
        host=Player(is_seated=True, name="Ada"),
        guest=Player(),
        started_at_ms=10**12 + 1_000,
        control=CONTROL,
        clock=Clock(60_000, 60_000),
        is_listed=True,
    )


def test_opened_may_set_up_where_the_game_begins() -> None:
    room = room_after(Opened(RED, moves="445"))
    assert room.game == game_of("445")
    assert (room.start_ply, room.board_seq) == (3, 0)


def test_joined_again_takes_over_what_the_seat_has() -> None:
    ended = Ended(YELLOW, Reason.RESIGNATION, GAME_ID)
    room = room_after(Opened(RED), Joined(GUEST, "Ben"), ended, Joined(GUEST, "Eve"))
    assert room.guest == Player(is_seated=True, name="Eve", wins=1)


def test_renamed_changes_the_name_alone() -> None:
    room = room_after(Opened(RED, "Ada"), Renamed(HOST, None))
    assert room == replace(room_after(Opened(RED, "Ada")), seq=2, host=Player(is_seated=True))


def test_switches_are_as_last_set() -> None:
    room = room_after(Opened(RED), PrivacySet(True), ListingSet(True))
    assert (room.is_private, room.is_listed) == (True, True)
    room = room_after(Opened(RED), PrivacySet(True), PrivacySet(False), ListingSet(True), ListingSet(False))
    assert (room.is_private, room.is_listed) == (False, False)


# Moves and ends


def test_moved_drops_a_disc() -> None:
    room = room_after(Opened(RED), *moved("44"))
    assert room.game == game_of("44")
    assert (room.board_seq, room.seq) == (3, 3)
    assert (room.clock, room.move_times) == (None, ())


@pytest.mark.parametrize(("winner", "wins"), [(RED, (0, 1, 0)), (YELLOW, (1, 0, 0)), (None, (0, 0, 1))])
def test_ended_counts_for_the_seat_that_plays_the_color(winner: Color | None, wins: tuple[int, int, int]) -> None:
    room = room_after(Opened(YELLOW), Joined(GUEST), Offered(DRAW, HOST), Ended(winner, Reason.TIMEOUT, GAME_ID))
    assert (room.host.wins, room.guest.wins, room.draws) == wins
    assert room.outcome == Outcome(winner, Reason.TIMEOUT)
    assert room.game_id == GAME_ID
    assert room.offers == {}


def test_ended_by_a_line_says_which() -> None:
    room = room_after(Opened(RED), *moved("1212121"), Ended(RED, Reason.LINE, GAME_ID, (LINE,)))
    assert room.outcome == room.game.outcome == Outcome(RED, Reason.LINE, (LINE,))


def test_aborted_counts_for_nobody() -> None:
    room = room_after(Opened(RED), Joined(GUEST), *moved("4"), Offered(TAKEBACK, HOST), Aborted())
    assert room.outcome == Outcome(None, Reason.ABORTED)
    assert (room.host.wins, room.guest.wins, room.draws, room.game_id) == (0, 0, 0, None)
    assert room.offers == {}


# Offers


def test_offers_of_each_kind_are_open_beside_each_other_and_counted() -> None:
    room = room_after(Opened(RED), Joined(GUEST), *moved("44"), Offered(DRAW, HOST), Offered(TAKEBACK, GUEST))
    assert room.offers == {DRAW: Offer(HOST, 5), TAKEBACK: Offer(GUEST, 6)}
    assert (room.host.offers_made, room.guest.offers_made) == ({DRAW: 1}, {TAKEBACK: 1})


@pytest.mark.parametrize("closed", [Declined(DRAW, GUEST), Withdrawn(DRAW, HOST)])
def test_closed_offer_is_gone_but_stays_counted(closed: Event) -> None:
    events = [Opened(RED), Joined(GUEST), *moved("44"), Offered(DRAW, HOST), Offered(TAKEBACK, HOST), closed]
    room = room_after(*events)
    assert room.offers == {TAKEBACK: Offer(HOST, 6)}
    again = room_after(*events, Offered(DRAW, HOST))
    assert again.host.offers_made == {DRAW: 2, TAKEBACK: 1}


@pytest.mark.parametrize("then", [moved("445")[-1], TakenBack("4")])
def test_move_and_takeback_end_the_offers_about_the_board(then: Event) -> None:
    offers = [Offered(DRAW, HOST), Offered(TAKEBACK, GUEST), Offered(REMATCH, HOST)]
    room = room_after(Opened(RED), Joined(GUEST), *moved("44"), *offers, then)
    assert room.offers == {REMATCH: Offer(HOST, 7)}
    assert room.board_seq == room.seq


def test_taken_back_leaves_the_moves_it_names() -> None:
    room = room_after(Opened(RED, moves="4"), Joined(GUEST), Moved(YELLOW, 3, 1, 2), TakenBack("4"))
    assert room.game == game_of("4")
    assert (room.start_ply, room.board_seq) == (1, 4)


def test_started_clears_the_game_and_keeps_the_room() -> None:
    before = [Opened(RED, "Ada", CONTROL), Joined(GUEST, "Ben"), *moved("4", times=TIMES), Offered(DRAW, GUEST)]
    ended: list[Event] = [Ended(YELLOW, Reason.TIMEOUT, GAME_ID, times=TIMES), PrivacySet(True), Offered(REMATCH, HOST)]
    room = room_after(*before, *ended, Started(2, GUEST, Times(60_000, 60_000)))
    assert room == Room(
        seq=8,
        red=GUEST,
        host=Player(is_seated=True, name="Ada"),
        guest=Player(is_seated=True, name="Ben", wins=1),
        started_at_ms=10**12 + 8_000,
        number=2,
        control=CONTROL,
        clock=Clock(60_000, 60_000),
        board_seq=8,
        start_seq=8,
        is_private=True,
    )


def test_started_begins_on_an_empty_board_even_if_the_first_game_did_not() -> None:
    ended = Ended(None, Reason.AGREEMENT, GAME_ID)
    room = room_after(Opened(RED, moves="44"), Joined(GUEST), ended, Started(2, GUEST))
    assert (room.game, room.start_ply, room.clock) == (NEW_GAME, 0, None)


# The clock


def test_clock_runs_from_the_first_move_once_both_are_seated() -> None:
    opened = Opened(RED, "Ada", CONTROL)
    assert room_after(opened, Joined(GUEST)).clock == Clock(60_000, 60_000)
    room = room_after(opened, Joined(GUEST), *moved("4", times=Times(60_000, 60_000)))
    assert room.clock == Clock(60_000, 60_000, YELLOW, 3_000)
    room = room_after(opened, Joined(GUEST), *moved("44", times=TIMES))
    assert room.clock == Clock.at(TIMES, RED, 4_000)


def test_clock_runs_from_joined_if_red_has_moved_before() -> None:
    opened, first = Opened(RED, "Ada", CONTROL), moved("4", times=Times(60_000, 60_000))
    assert room_after(opened, *first).clock == Clock(60_000, 60_000)
    assert room_after(opened, *first, Joined(GUEST)).clock == Clock(60_000, 60_000, YELLOW, 3_000)
    # Who takes over a seat finds the clock as it is.
    room = room_after(opened, *first, Joined(GUEST), Joined(GUEST))
    assert room.clock == Clock(60_000, 60_000, YELLOW, 3_000)


def test_clock_of_a_set_up_game_waits_for_its_first_move() -> None:
    opened = Opened(RED, "Ada", CONTROL, moves="4")
    assert room_after(opened, Joined(GUEST)).clock == Clock(60_000, 60_000)
    room = room_after(opened, Joined(GUEST), Moved(YELLOW, 3, 1, 2, TIMES))
    assert room.clock == Clock.at(TIMES, RED, 3_000)
    assert room.move_times == (TIMES.yellow_ms,)


def test_joining_a_finished_game_starts_no_clock() -> None:
    opened, first = Opened(RED, "Ada", CONTROL), moved("4", times=TIMES)
    assert room_after(opened, *first, Aborted(), Joined(GUEST)).clock == Clock.at(TIMES)


@pytest.mark.parametrize("winner", [RED, None])
def test_clock_stands_still_once_the_game_has_ended(winner: Color | None) -> None:
    events = [Opened(RED, "Ada", CONTROL), Joined(GUEST), *moved("44", times=Times(60_000, 60_000))]
    room = room_after(*events, Ended(winner, Reason.TIMEOUT, GAME_ID, times=TIMES))
    assert room.clock == Clock.at(TIMES)


def test_clock_stands_still_from_the_winning_move_on() -> None:
    room = room_after(Opened(RED, "Ada", CONTROL), Joined(GUEST), *moved("1212121", times=TIMES))
    assert room.clock == Clock.at(TIMES)


def test_abort_stops_the_clock_where_it_is() -> None:
    room = room_after(Opened(RED, "Ada", CONTROL), Joined(GUEST), *moved("4", times=Times(60_000, 60_000)), Aborted())
    assert room.clock == Clock(60_000, 59_000)


def test_takeback_gives_the_clock_to_the_asker_with_what_the_event_says() -> None:
    events = [Opened(RED, "Ada", CONTROL), Joined(GUEST), *moved("445", times=Times(60_000, 60_000))]
    room = room_after(*events, TakenBack("44", TIMES))
    assert room.clock == Clock.at(TIMES, RED, 6_000)
    assert room.move_times == (60_000, 60_000)


def test_takeback_of_the_first_move_stops_the_clock_until_the_next() -> None:
    events = [Opened(RED, "Ada", CONTROL), Joined(GUEST), *moved("4", times=Times(60_000, 60_000))]
    room = room_after(*events, TakenBack("", TIMES))
    assert room.clock == Clock.at(TIMES)
    assert room.move_times == ()


def test_move_times_are_what_each_mover_had_left() -> None:
    first, second = moved("44")
    assert isinstance(first, Moved)
    assert isinstance(second, Moved)
    events = [replace(first, times=Times(59, 60)), replace(second, times=Times(59, 58))]
    assert room_after(Opened(RED, "Ada", CONTROL), Joined(GUEST), *events).move_times == (59, 58)


def test_each_move_saves_credit_up_to_a_limit_and_spends_what_it_used() -> None:
    digits = "1212343456567712"
    events = [Opened(YELLOW, "Ada", CONTROL), Joined(GUEST), *moved(digits, times=TIMES)]
    saved = [room_after(*events[:seq]).guest.credit_ms for seq in range(2, len(events) + 1, 2)]
    assert saved == [min(CREDIT_MOST_MS, moves * CREDIT_PER_MOVE_MS) for moves in range(9)]
    room = room_after(*events, Moved(RED, 6, 3, 17, TIMES, credit_ms=300))
    assert room.guest.credit_ms == 1_000 + 150 - 300
    assert room.host.credit_ms == 1_000


# Answers


def test_command_of_two_events_is_answered_with_the_last() -> None:
    command = (HOST, CommandId("last"))
    entries = [replace(entry, command=command) for entry in entries_of(Opened(RED), *moved("44"))]
    room = replay([replace(entries[0], command=None), *entries[1:]])
    assert room.host.answers == {"last": 3}
    assert room.guest.answers == {}


def test_command_without_id_is_not_remembered() -> None:
    assert room_after(Opened(RED), *moved("4")).host.answers == {}


def test_seat_remembers_its_last_commands_only() -> None:
    events: list[Event] = [Opened(RED), *[PrivacySet(bool(index % 2)) for index in range(34)]]
    entries = [replace(entry, command=(HOST, CommandId(f"id-{entry.seq}"))) for entry in entries_of(*events)]
    answers = replay(entries).host.answers
    assert ANSWERS_KEPT == 32
    # Opening is no command; of the 34 others, the first two are forgotten.
    assert list(answers.items()) == [(f"id-{seq}", seq) for seq in range(4, 36)]


# Bots and hints


def test_bot_is_known_by_its_level() -> None:
    room = room_after(Opened(RED), Joined(GUEST, "Casual", bot=3))
    assert (room.guest.bot, room.host.bot, room.bot_seat) == (3, None, GUEST)
    assert room_after(Opened(RED), Joined(GUEST, "Ben")).bot_seat is None


def test_hints_are_counted_by_game_and_belong_to_the_position() -> None:
    room = room_after(Opened(RED), Joined(GUEST, "Casual", bot=3), Hinted(HOST))
    assert (room.hints, room.is_hinted) == (1, True)
    more: list[Event] = [*moved("4"), Aborted(), Started(2, GUEST), Hinted(HOST)]
    rooms = [apply_all(room, more[:count]) for count in range(1, 5)]
    assert [(each.hints, each.is_hinted) for each in rooms] == [(1, False), (1, False), (0, False), (1, True)]


def apply_all(room: Room, events: list[Event]) -> Room:
    return replay(number(room, events, Stamp(9_000, 10**12), None), room)
