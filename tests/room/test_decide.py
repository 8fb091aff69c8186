"""Deciding: who may do what and when, with which code it is refused otherwise, and that a refusal leaves no trace."""

from __future__ import annotations

from random import Random

import pytest
from msgspec.structs import replace

from fourline.errors import Code, Rejected
from fourline.room.commands import (
    Abort,
    Accept,
    Asked,
    Claim,
    Command,
    Decline,
    Flag,
    Hint,
    Join,
    MakeOffer,
    Play,
    Rename,
    Resign,
    SetListing,
    SetPrivacy,
    Withdraw,
)
from fourline.room.context import Context
from fourline.room.decide import BOT_OVERDUE_MS, decide, events_of_a_game, flag_at_ms, look_at_ms
from fourline.room.events import (
    Aborted,
    CommandId,
    Ended,
    Hinted,
    Joined,
    ListingSet,
    Moved,
    OfferKind,
    Opened,
    PrivacySet,
    Renamed,
    Seat,
)
from fourline.rules.clock import Clock, TimeControl, Times
from fourline.rules.game import Outcome, Reason
from fourline.rules.position import Color
from tests.room.log import BLITZ, CONTEXT, GAME_ID, Log, against_a_bot, two_players

HOST, GUEST = Seat.HOST, Seat.GUEST
RED, YELLOW = Color.RED, Color.YELLOW

EVENTS_OF_A_GAME = events_of_a_game(CONTEXT.max_offers)
WIN_IN_SEVEN = "1212121"
DOUBLE_FOUR = "34211432145364"
DRAW = "174166227341672362665415453424277135575133"
# The side to move may still win; to the other no line is open any more.
ONE_SIDED = ["734472667235522136446112564246", "126743624634541315365322276254416355171"]

GONE = replace(CONTEXT, gone_ms=60_000)
ASKED: list[Asked] = [
    Play(3),
    Resign(),
    Abort(),
    Claim(),
    Hint(),
    Rename("Eve"),
    SetPrivacy(True),
    SetListing(True),
    *[make(kind) for make in (MakeOffer, Accept, Decline, Withdraw) for kind in OfferKind],
]


def rematch(log: Log) -> Log:
    """End the game, if it goes on, and begin another."""
    if not log.room.is_over:
        log.send(HOST, Resign())
    log.send(GUEST, MakeOffer(OfferKind.REMATCH))
    log.send(HOST, Accept(OfferKind.REMATCH))
    return log


# Joining


def test_join_takes_the_free_seat() -> None:
    log = Log(Opened(RED, "Ada"))
    assert log.send(None, Join("Ben")) == 2
    assert log.last == Joined(GUEST, "Ben")


def test_join_to_a_taken_seat_is_rejected() -> None:
    assert two_players().refusal(None, Join("Eve")) is Code.SEAT_TAKEN


def test_join_takes_over_from_a_guest_that_left() -> None:
    log = two_players(WIN_IN_SEVEN)
    log.send(None, Join("Eve"), context=replace(CONTEXT, guest_left=True))
    assert log.last == Joined(GUEST, "Eve")


def test_join_to_the_seat_of_a_bot_is_rejected() -> None:
    assert against_a_bot().refusal(None, Join("Eve")) is Code.SEAT_TAKEN


# Hints


def test_hint_is_given_against_a_bot_and_counted() -> None:
    log = against_a_bot("44")
    assert log.send(HOST, Hint()) == 5
    assert log.last == Hinted(HOST)
    assert (log.room.hints, log.room.is_hinted) == (1, True)


def test_hint_against_a_person_is_rejected() -> None:
    assert two_players("44").refusal(HOST, Hint()) is Code.NOT_AVAILABLE
    assert Log().refusal(HOST, Hint()) is Code.NOT_AVAILABLE


def test_hint_for_the_bot_itself_is_rejected() -> None:
    assert against_a_bot("4").refusal(GUEST, Hint()) is Code.NOT_AVAILABLE


def test_hint_when_it_is_the_bots_turn_is_rejected() -> None:
    assert against_a_bot("4").refusal(HOST, Hint()) is Code.NOT_YOUR_TURN


def test_hint_after_the_end_is_rejected() -> None:
    assert against_a_bot(WIN_IN_SEVEN).refusal(HOST, Hint()) is Code.GAME_OVER


# Playing


def test_red_may_move_before_the_guest_is_there() -> None:
    log = Log()
    assert log.send(HOST, Play(3)) == 2
    assert log.last == Moved(RED, column=3, row=0, ply=1)


def test_guest_moves_first_where_the_host_is_yellow() -> None:
    log = two_players(color=YELLOW)
    assert log.refusal(HOST, Play(3)) is Code.NOT_YOUR_TURN
    log.send(GUEST, Play(3))
    assert log.refusal(GUEST, Play(3)) is Code.NOT_YOUR_TURN
    log.send(HOST, Play(3))
    assert log.last == Moved(YELLOW, column=3, row=1, ply=2)


def test_set_up_game_goes_on_with_who_is_to_move() -> None:
    log = Log(Opened(RED, moves="445"))
    log.send(None, Join())
    assert log.refusal(HOST, Play(3)) is Code.NOT_YOUR_TURN
    log.send(GUEST, Play(3))
    assert log.last == Moved(YELLOW, column=3, row=2, ply=4)


@pytest.mark.parametrize("command", ASKED, ids=str)
@pytest.mark.parametrize("log", [Log(), two_players("44"), two_players(WIN_IN_SEVEN)], ids=["new", "playing", "over"])
def test_command_without_a_seat_is_rejected(log: Log, command: Asked) -> None:
    assert log.refusal(None, command) is Code.NOT_A_PLAYER
    assert log.refusal(None, replace(command, at=99)) is Code.NOT_A_PLAYER


@pytest.mark.parametrize("column", [-1, 7, 10**30, -(10**30), True, False], ids=repr)
def test_play_in_no_column_is_rejected(column: int) -> None:
    assert Log().play("44").refusal(HOST, Play(column)) is Code.NO_SUCH_COLUMN


def test_play_in_full_column_is_rejected() -> None:
    assert Log().play("444444").refusal(HOST, Play(3)) is Code.COLUMN_FULL


@pytest.mark.parametrize("digits", [WIN_IN_SEVEN, DRAW], ids=["win", "draw"])
@pytest.mark.parametrize("seat", [HOST, GUEST])
def test_play_after_the_end_is_rejected(digits: str, seat: Seat) -> None:
    log = Log().play(digits)
    assert log.refusal(seat, Play(6)) is Code.GAME_OVER
    assert log.refusal(seat, Play(6, at=log.room.seq)) is Code.GAME_OVER


def test_winning_move_ends_the_game_with_every_line() -> None:
    log = two_players(DOUBLE_FOUR[:-1])
    assert log.send(GUEST, Play(3), "last") == log.room.seq
    moved, ended = (entry.event for entry in log.entries[-2:])
    assert isinstance(moved, Moved)
    assert isinstance(ended, Ended)
    assert (ended.winner, ended.reason, ended.game_id, len(ended.lines)) == (YELLOW, Reason.LINE, GAME_ID, 2)
    assert log.room.outcome == log.room.game.outcome
    assert [entry.command for entry in log.entries[-2:]] == [(GUEST, "last")] * 2


def test_full_board_is_a_draw_for_nobody() -> None:
    log = Log().play(DRAW)
    assert log.last == Ended(None, Reason.BOARD_FULL, GAME_ID)
    assert log.room.outcome == Outcome(None, Reason.BOARD_FULL)
    assert (log.room.host.wins, log.room.guest.wins, log.room.draws) == (0, 0, 1)


# At


def test_play_at_the_last_board_change_or_later_is_carried_out() -> None:
    for at in (2, 3):
        log = Log().play("4")
        log.send(None, Join())
        assert log.send(GUEST, Play(3, at=at)) == 4


@pytest.mark.parametrize("at", [0, 1, 2, 5, 10**30])
def test_play_at_another_board_or_from_the_future_is_stale(at: int) -> None:
    log = Log().play("44")
    log.send(None, Join())
    assert (log.room.board_seq, log.room.seq) == (3, 4)
    assert log.refusal(HOST, Play(3, at=at)) is Code.STALE


def test_play_at_a_board_before_a_takeback_is_stale() -> None:
    log = two_players("445")
    log.send(HOST, MakeOffer(OfferKind.TAKEBACK))
    log.send(GUEST, Accept(OfferKind.TAKEBACK))
    assert log.refusal(HOST, Play(3, at=log.room.seq - 1)) is Code.STALE
    log.send(HOST, Play(3, at=log.room.seq))


def test_join_in_between_makes_nothing_stale() -> None:
    log = two_players()
    assert log.send(HOST, Play(3, at=1)) == 3


def test_stale_move_of_a_finished_game_is_stale_rather_than_over() -> None:
    log = Log().play(WIN_IN_SEVEN)
    assert log.refusal(GUEST, Play(3, at=7)) is Code.STALE
    assert log.refusal(GUEST, Play(3, at=8)) is Code.GAME_OVER


@pytest.mark.parametrize("command", ASKED, ids=str)
def test_everything_is_stale_once_another_game_has_started(command: Asked) -> None:
    log = rematch(two_players("44"))
    start_seq = log.room.start_seq
    assert start_seq == log.room.seq
    for at in (0, 1, start_seq - 1, start_seq + 1):
        assert log.refusal(GUEST, replace(command, at=at)) is Code.STALE


@pytest.mark.parametrize("command", [Resign(), Abort(), Rename("Eve"), SetPrivacy(True)], ids=str)
def test_what_happened_within_the_game_makes_only_moves_stale(command: Asked) -> None:
    log = rematch(two_players("44"))
    at = log.room.seq
    log.send(HOST, SetListing(True))
    assert log.send(HOST, replace(command, at=at)) == at + 2


# Ids


def test_repeated_id_gets_the_same_answer_and_is_applied_once() -> None:
    log = Log()
    assert log.send(HOST, Play(3), "a") == 2
    log.play("4")
    assert log.send(HOST, Play(3), "a") == 2
    assert log.room.game.moves == (3, 3)


def test_refusal_is_not_remembered() -> None:
    log = Log()
    assert log.refusal(GUEST, Play(3)) is Code.NOT_YOUR_TURN
    assert log.room.answer_to(GUEST, CommandId("refused")) is None
    log.play("4")
    assert log.send(GUEST, Play(3), "refused") == 3


# Resigning, aborting, claiming


@pytest.mark.parametrize("seat", [HOST, GUEST])
@pytest.mark.parametrize("digits", ["", "4", "445"])
def test_who_resigns_loses_on_turn_or_not(seat: Seat, digits: str) -> None:
    log = two_players(digits)
    log.send(seat, Resign())
    assert log.last == Ended(log.room.color_of(seat.other), Reason.RESIGNATION, GAME_ID)
    assert log.room.player(seat.other).wins == 1
    assert log.refusal(seat.other, Resign()) is Code.GAME_OVER


def test_nobody_can_resign_to_nobody() -> None:
    assert Log().play("4").refusal(HOST, Resign()) is Code.NO_OPPONENT


@pytest.mark.parametrize("seat", [HOST, GUEST])
@pytest.mark.parametrize("digits", ["", "4", "44"])
def test_game_is_aborted_before_reds_second_move_only(seat: Seat, digits: str) -> None:
    log = two_players(digits)
    log.send(seat, Abort())
    assert log.last == Aborted()
    assert log.refusal(seat, Abort()) is Code.GAME_OVER


def test_abort_after_reds_second_move_is_rejected() -> None:
    for digits in ("445", "4453"):
        assert two_players(digits).refusal(HOST, Abort()) is Code.NOT_AVAILABLE


def test_set_up_game_may_be_aborted_before_the_first_sides_second_move() -> None:
    log = Log(Opened(RED, moves="44453"))
    log.send(None, Join())
    log.play("22").play("1")
    assert log.refusal(GUEST, Abort()) is Code.NOT_AVAILABLE
    log = Log(Opened(RED, moves="44453")).play("22")
    log.send(HOST, Abort())
    assert log.last == Aborted()


@pytest.mark.parametrize("seat", [HOST, GUEST])
def test_absence_long_enough_is_claimed_as_a_win(seat: Seat) -> None:
    log = two_players("445")
    log.send(seat, Claim(), context=GONE)
    assert log.last == Ended(log.room.color_of(seat), Reason.ABANDONMENT, GAME_ID)
    assert log.refusal(seat, Claim(), GONE) is Code.GAME_OVER


@pytest.mark.parametrize("gone_ms", [None, 0, 59_999])
def test_claim_comes_too_early_while_the_opponent_is_there_or_just_gone(gone_ms: int | None) -> None:
    context = replace(CONTEXT, gone_ms=gone_ms)
    assert two_players("445").refusal(HOST, Claim(), context) is Code.TOO_EARLY


def test_how_long_is_long_enough_is_a_setting() -> None:
    log = two_players("445")
    short = replace(CONTEXT, gone_ms=4_999, claim_after_ms=5_000)
    assert log.refusal(HOST, Claim(), short) is Code.TOO_EARLY
    assert log.send(HOST, Claim(), context=replace(short, gone_ms=5_000)) == log.room.seq


@pytest.mark.parametrize("digits", ["", "4", "44"])
def test_claim_in_a_game_that_can_still_be_aborted_is_rejected(digits: str) -> None:
    assert two_players(digits).refusal(HOST, Claim(), GONE) is Code.NOT_AVAILABLE


def test_set_up_moves_make_no_game_firm_enough_to_claim() -> None:
    log = Log(Opened(RED, moves="44453"))
    log.send(None, Join())
    assert log.play("22").refusal(HOST, Claim(), GONE) is Code.NOT_AVAILABLE
    log.play("1").send(HOST, Claim(), context=GONE)
    assert log.last == Ended(RED, Reason.ABANDONMENT, GAME_ID)


def test_nobody_can_claim_from_nobody() -> None:
    assert Log().play("445").refusal(HOST, Claim(), GONE) is Code.NO_OPPONENT


# Offers


def test_offers_are_made_and_closed_here_too() -> None:
    log = two_players("44")
    log.send(HOST, MakeOffer(OfferKind.DRAW))
    log.send(GUEST, Decline(OfferKind.DRAW))
    log.send(GUEST, MakeOffer(OfferKind.DRAW))
    log.send(GUEST, Withdraw(OfferKind.DRAW))
    log.send(GUEST, MakeOffer(OfferKind.DRAW))
    log.send(HOST, Accept(OfferKind.DRAW))
    assert log.last == Ended(None, Reason.AGREEMENT, GAME_ID)


# Names and switches


def test_name_may_change_before_the_first_move_of_each_game() -> None:
    log = two_players()
    log.send(GUEST, Rename("Eve"))
    assert log.last == Renamed(GUEST, "Eve")
    log.play("4")
    assert log.refusal(HOST, Rename("Bob")) is Code.NOT_AVAILABLE
    rematch(log).send(HOST, Rename(None))
    assert (log.room.host.name, log.room.guest.name) == (None, "Eve")


def test_name_may_change_before_the_first_move_of_a_set_up_game() -> None:
    log = Log(Opened(RED, "Ada", moves="44"))
    log.send(HOST, Rename("Eve"))
    assert log.play("4").refusal(HOST, Rename("Bob")) is Code.NOT_AVAILABLE


@pytest.mark.parametrize("command", [SetPrivacy(True), SetPrivacy(False), SetListing(True), SetListing(False)], ids=str)
def test_switches_are_the_hosts(command: SetPrivacy | SetListing) -> None:
    for log in (two_players("44"), two_players(WIN_IN_SEVEN)):
        assert log.refusal(GUEST, command) is Code.NOT_AVAILABLE
        log.send(HOST, command)
        expected = PrivacySet(command.is_private) if isinstance(command, SetPrivacy) else ListingSet(command.is_listed)
        assert log.last == expected


# The clock


def test_first_move_takes_no_time_however_late_it_comes() -> None:
    log = two_players(control=BLITZ).wait(10**9).play("4")
    assert log.last == Moved(RED, 3, 0, 1, Times(180_000, 180_000))
    assert log.room.clock == Clock(180_000, 180_000, YELLOW, log.now_ms)


def test_each_move_takes_its_thought_and_gives_the_increment() -> None:
    log = two_players("4", BLITZ).wait(10_000).play("4").wait(3_000).play("5")
    assert log.last == Moved(RED, 4, 0, 3, Times(179_000, 172_000))
    assert log.room.move_times == (180_000, 172_000, 179_000)


def test_clock_runs_from_joined_if_red_moved_before() -> None:
    log = Log(Opened(RED, control=BLITZ)).play("4").wait(50_000)
    assert flag_at_ms(log.room) is None
    log.send(None, Join())
    log.wait(10_000).play("4")
    assert log.last == Moved(YELLOW, 3, 1, 2, Times(180_000, 172_000))


def test_moves_without_an_opponent_take_no_time() -> None:
    log = Log(Opened(RED, control=BLITZ, moves="4"))
    assert log.refusal(None, Flag()) is Code.TOO_EARLY
    log.send(None, Join())
    log.wait(10**9).play("4")
    assert log.last == Moved(YELLOW, 3, 1, 2, Times(180_000, 180_000))


def test_winning_move_and_end_show_the_same_time_and_stop_the_clock() -> None:
    log = two_players(WIN_IN_SEVEN[:-1], BLITZ).wait(5_000).play(WIN_IN_SEVEN[-1])
    moved, ended = (entry.event for entry in log.entries[-2:])
    assert isinstance(moved, Moved)
    assert isinstance(ended, Ended)
    assert moved.times == ended.times == Times(185_000 - 5_000 + 1_000, 186_000)
    assert log.room.clock == Clock.at(moved.times)


def test_resignation_and_claim_stop_the_clock_at_their_instant() -> None:
    for command in (Resign(), Claim()):
        log = two_players("445", BLITZ).wait(4_000)
        log.send(HOST, command, context=GONE)
        assert isinstance(log.last, Ended)
        assert log.last.times == Times(182_000, 178_000)
        assert log.room.clock == Clock(182_000, 178_000)


def test_rematch_has_the_full_time_again_and_waits_for_its_first_move() -> None:
    log = rematch(two_players("445", BLITZ).wait(4_000))
    assert log.room.clock == Clock(180_000, 180_000)
    log.wait(10**9).play("4")
    assert log.room.clock == Clock(180_000, 180_000, YELLOW, log.now_ms)


# Credit for the network


@pytest.mark.parametrize(
    ("lag_ms", "moves_before", "credit_ms"),
    [(0, 8, 0), (100, 1, 0), (100, 3, 100), (200, 3, 150), (250, 5, 250), (300, 8, 300), (5_000, 8, 300)],
)
def test_credit_is_the_measured_lag_at_most_300_ms_out_of_what_was_saved(
    lag_ms: int, moves_before: int, credit_ms: int
) -> None:
    log = two_players("12123434"[:moves_before], BLITZ).wait(1_000)
    mover = log.room.seat_of(log.room.game.position.turn)
    saved_ms = log.room.player(mover).credit_ms
    assert log.room.clock is not None
    left_ms = log.room.clock.left(log.room.color_of(mover))
    log.send(mover, Play(4), context=replace(CONTEXT, lag_ms=lag_ms))
    assert isinstance(log.last, Moved)
    assert log.last.credit_ms == credit_ms
    assert log.room.move_times[-1] == left_ms - 1_000 + credit_ms + 2_000
    assert log.room.player(mover).credit_ms == saved_ms + 150 - credit_ms


def test_credit_is_never_more_than_the_thought_itself() -> None:
    log = two_players("121234", BLITZ).wait(40)
    log.send(HOST, Play(4), context=replace(CONTEXT, lag_ms=300))
    assert isinstance(log.last, Moved)
    assert log.last.credit_ms == 40
    # Some moves arrive before the one that they answer was stored.
    log.wait(-40)
    log.send(GUEST, Play(4), context=replace(CONTEXT, lag_ms=300))
    assert isinstance(log.last, Moved)
    assert log.last.credit_ms == 0


def test_credit_never_runs_into_debt_nor_over_its_limit() -> None:
    random = Random(3)
    log = two_players("1", TimeControl(3_600_000, 0))
    for digit in DRAW[1:]:
        turn = log.room.game.turn
        assert turn is not None
        log.wait(random.randrange(2_000))
        context = replace(CONTEXT, lag_ms=random.choice([0, 50, 200, 1_000]))
        log.send(log.room.seat_of(turn), Play(int(digit) - 1), context=context)
        assert all(0 <= player.credit_ms <= 1_000 for player in (log.room.host, log.room.guest))
    assert log.room.is_over


# The flag


def test_nothing_can_flag_without_a_running_clock() -> None:
    for log in (Log(), two_players("445"), two_players(control=BLITZ), two_players(WIN_IN_SEVEN, BLITZ)):
        assert flag_at_ms(log.room) is None
        log.wait(10**12)
        assert log.refusal(None, Flag()) is (Code.GAME_OVER if log.room.is_over else Code.TOO_EARLY)


@pytest.mark.parametrize(("digits", "winner"), [("4", RED), ("44", YELLOW), ("445", RED)])
def test_who_is_out_of_time_loses(digits: str, winner: Color) -> None:
    log = two_players(digits, BLITZ)
    due_ms = flag_at_ms(log.room)
    assert due_ms is not None
    log.wait(due_ms - 1 - log.now_ms)
    assert log.refusal(None, Flag()) is Code.TOO_EARLY
    log.wait(1).send(None, Flag())
    assert isinstance(log.last, Ended)
    assert (log.last.winner, log.last.reason, log.last.game_id) == (winner, Reason.TIMEOUT, GAME_ID)
    assert log.room.clock is not None
    assert log.room.clock == Clock.at(log.last.times or Times(-1, -1))
    assert log.room.clock.left(winner.other) == 0
    assert log.refusal(None, Flag()) is Code.GAME_OVER


def test_flag_allows_for_what_was_saved_for_the_network_at_most_300_ms() -> None:
    for digits, grace_ms in (("4", 0), ("44", 150), ("445", 150), ("4453", 300), ("44536655", 300)):
        log = two_players(digits, BLITZ)
        clock = log.room.clock
        assert clock is not None
        assert clock.flags_at_ms is not None
        assert flag_at_ms(log.room) == clock.flags_at_ms + grace_ms


@pytest.mark.parametrize("digits", ONE_SIDED)
def test_out_of_time_is_a_draw_if_the_opponent_has_no_line_left(digits: str) -> None:
    log = two_players(digits, BLITZ).wait(10**9)
    log.send(None, Flag())
    assert isinstance(log.last, Ended)
    assert (log.last.winner, log.last.reason) == (None, Reason.TIMEOUT)
    assert (log.room.host.wins, log.room.guest.wins, log.room.draws) == (0, 0, 1)
    # A move earlier the line was open, and the other side's still is.
    for before in (digits[:-1], digits[:-2]):
        log = two_players(before, BLITZ).wait(10**9)
        log.send(None, Flag())
        assert isinstance(log.last, Ended)
        assert log.last.winner is log.room.game.position.turn.other


def test_late_move_that_precedes_the_flag_counts() -> None:
    log = two_players("44", BLITZ).wait(10**9).play("5")
    assert log.last == Moved(RED, 4, 0, 3, Times(2_000, 182_000))
    assert log.refusal(None, Flag()) is Code.TOO_EARLY
    log.wait(10**9).send(None, Flag())
    assert log.refusal(GUEST, Play(3)) is Code.GAME_OVER


def test_flag_raced_by_a_move_is_won_by_whoever_comes_first() -> None:
    random = Random(1)
    won = {"flag": 0, "move": 0}
    for _ in range(1_000):
        log = two_players("4453", TimeControl(10_000, 0))
        due_ms = flag_at_ms(log.room)
        assert due_ms is not None
        log.wait(due_ms - log.now_ms + random.randrange(-2, 3))
        race: list[tuple[Seat | None, Command, str]] = [(None, Flag(), "flag"), (HOST, Play(0), "move")]
        random.shuffle(race)
        done = []
        for seat, command, name in race:
            try:
                log.send(seat, command)
            except Rejected:
                continue
            done.append(name)
        assert len(done) == 1
        won[done[0]] += 1
    assert min(won.values()) > 100


# Limits


def test_log_takes_no_more_than_it_may() -> None:
    log = Log().play("44")
    assert log.refusal(HOST, Play(3), Context(GAME_ID, max_events=3)) is Code.ROOM_FULL
    assert log.send(HOST, Play(3), context=Context(GAME_ID, max_events=4)) == 4


def test_win_that_needs_one_event_too_many_is_rejected_whole() -> None:
    log = Log().play(WIN_IN_SEVEN[:-1])
    almost_full = Context(GAME_ID, max_events=8)
    assert log.refusal(HOST, Play(0), almost_full) is Code.ROOM_FULL
    assert log.send(HOST, Play(6), context=almost_full) == 8


@pytest.mark.parametrize("command", [SetPrivacy(True), SetListing(True), Rename("Eve")], ids=str)
def test_log_keeps_room_for_a_game_free_of_what_is_no_part_of_one(command: Asked) -> None:
    log = two_players()
    fits = Context(GAME_ID, max_events=3 + EVENTS_OF_A_GAME)
    assert log.refusal(HOST, command, replace(fits, max_events=fits.max_events - 1)) is Code.ROOM_FULL
    assert log.send(HOST, command, context=fits) == 3


def test_game_is_joined_or_begun_again_only_if_it_can_be_finished() -> None:
    left = replace(CONTEXT, guest_left=True)
    log = two_players("44")
    assert log.refusal(None, Join(), replace(left, max_events=4 + EVENTS_OF_A_GAME)) is Code.ROOM_FULL
    log.send(HOST, Resign())
    log.send(GUEST, MakeOffer(OfferKind.REMATCH))
    accept = Accept(OfferKind.REMATCH)
    assert log.refusal(HOST, accept, Context(GAME_ID, max_events=6 + EVENTS_OF_A_GAME)) is Code.ROOM_FULL
    assert log.send(HOST, accept, context=Context(GAME_ID, max_events=7 + EVENTS_OF_A_GAME)) == 7


def test_longest_game_takes_exactly_what_is_kept_free() -> None:
    log = two_players()
    began = log.room.seq

    def offer_and_decline(seat: Seat, kind: OfferKind) -> None:
        log.send(seat, MakeOffer(kind))
        log.send(seat.other, Decline(kind))

    for seat, plies in ((HOST, 2), (GUEST, 3)):
        for _ in range(3):
            log.play(DRAW[log.room.game.ply : plies])
            log.send(seat, MakeOffer(OfferKind.TAKEBACK))
            log.send(seat.other, Accept(OfferKind.TAKEBACK))
            offer_and_decline(seat, OfferKind.DRAW)
    log.play(DRAW[log.room.game.ply :])
    for seat in (HOST, GUEST):
        for _ in range(3):
            offer_and_decline(seat, OfferKind.REMATCH)
    assert log.room.is_over
    assert log.room.seq - began == EVENTS_OF_A_GAME == 91
    assert {log.refusal(seat, MakeOffer(OfferKind.REMATCH)) for seat in Seat} == {Code.TOO_MANY_OFFERS}


def test_decision_changes_nothing_by_itself() -> None:
    log = two_players("44", BLITZ)
    before = log.room
    first = decide(log.room, HOST, Play(3), CONTEXT)
    assert decide(log.room, HOST, Play(3), CONTEXT) == first
    assert log.room == before


# When to look


def test_nobody_needs_to_look_at_a_room_whose_clock_stands() -> None:
    assert look_at_ms(two_players("44").room) is None
    assert look_at_ms(against_a_bot("4").room) is None
    assert look_at_ms(two_players(control=BLITZ).room) is None


def test_room_of_people_is_looked_at_when_the_flag_falls() -> None:
    room = two_players("4", BLITZ).room
    assert look_at_ms(room) == flag_at_ms(room) is not None


@pytest.mark.parametrize("initial_ms", [1_000, 180_000])
def test_room_is_looked_at_soon_after_a_bot_should_have_moved(initial_ms: int) -> None:
    log = Log(Opened(RED, "Ada", TimeControl(initial_ms, 0)))
    log.seat_bot(3)
    log.play("4")
    due_ms = flag_at_ms(log.room)
    assert due_ms is not None
    assert look_at_ms(log.room) == min(due_ms, log.now_ms + BOT_OVERDUE_MS)
    log.play("4")
    assert look_at_ms(log.room) == flag_at_ms(log.room)


def test_hint_asked_for_on_another_board_is_stale() -> None:
    log = against_a_bot("44")
    assert log.refusal(HOST, Hint(at=3)) is Code.STALE
    assert log.send(HOST, Hint(at=4)) == 5
