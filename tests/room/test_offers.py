"""Offers: who may make which and when, what answers and ends them, and what accepting gives."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from fourline.errors import Code
from fourline.room.commands import Abort, Accept, Asked, Decline, Flag, Join, MakeOffer, Play, Rename, Resign, Withdraw
from fourline.room.events import Declined, Ended, Offered, OfferKind, Opened, Seat, Started, TakenBack, Withdrawn
from fourline.room.room import Offer
from fourline.rules.clock import Clock, Times
from fourline.rules.game import Reason
from fourline.rules.position import Color
from tests.room.log import BLITZ, CONTEXT, GAME_ID, Log, two_players

HOST, GUEST = Seat.HOST, Seat.GUEST
DRAW, TAKEBACK, REMATCH = OfferKind
CLASSIC = replace(CONTEXT, has_classic_player=True)
ANSWERS = (Accept, Decline, Withdraw)

kinds = pytest.mark.parametrize("kind", OfferKind, ids=lambda kind: kind.value)
seats = pytest.mark.parametrize("seat", Seat, ids=lambda seat: seat.value)


def ready_for(kind: OfferKind) -> Log:
    """Return a room in which both seats may make an offer of this kind."""
    log = two_players("4453")
    if kind is REMATCH:
        log.send(HOST, Resign())
    return log


def offered(kind: OfferKind, seat: Seat) -> Log:
    """Return a room in which ``seat`` has made an offer."""
    log = ready_for(kind)
    log.send(seat, MakeOffer(kind))
    return log


# Making, declining, withdrawing


@kinds
@seats
def test_offer_is_open_until_it_is_declined(kind: OfferKind, seat: Seat) -> None:
    log = offered(kind, seat)
    assert log.room.offers == {kind: Offer(seat, log.room.seq)}
    log.send(seat.other, Decline(kind))
    assert [entry.event for entry in log.entries[-2:]] == [Offered(kind, seat), Declined(kind, seat.other)]
    assert log.room.offers == {}


@kinds
@seats
def test_offer_is_withdrawn_by_who_made_it(kind: OfferKind, seat: Seat) -> None:
    log = offered(kind, seat)
    log.send(seat, Withdraw(kind))
    assert log.last == Withdrawn(kind, seat)
    assert log.room.offers == {}


@kinds
@seats
def test_offers_are_answered_by_the_other_and_withdrawn_by_oneself(kind: OfferKind, seat: Seat) -> None:
    log = offered(kind, seat)
    assert log.refusal(seat, Accept(kind)) is Code.NO_SUCH_OFFER
    assert log.refusal(seat, Decline(kind)) is Code.NO_SUCH_OFFER
    assert log.refusal(seat.other, Withdraw(kind)) is Code.NO_SUCH_OFFER


@kinds
@seats
def test_what_was_not_offered_cannot_be_answered(kind: OfferKind, seat: Seat) -> None:
    others = [other for other in OfferKind if other is not kind]
    for log in (Log(), ready_for(kind), offered(kind, seat)):
        for answer in ANSWERS:
            asked = others if log.room.offers else OfferKind
            assert {log.refusal(who, answer(other)) for other in asked for who in Seat} == {Code.NO_SUCH_OFFER}


@kinds
@seats
def test_same_offer_again_is_rejected_while_it_is_open(kind: OfferKind, seat: Seat) -> None:
    assert offered(kind, seat).refusal(seat, MakeOffer(kind)) is Code.NOT_AVAILABLE


@kinds
@seats
def test_three_offers_of_a_kind_per_seat_and_game(kind: OfferKind, seat: Seat) -> None:
    log = ready_for(kind)
    for close in (Decline, Withdraw, Decline):
        log.send(seat, MakeOffer(kind))
        log.send(seat.other if close is Decline else seat, close(kind))
    assert log.refusal(seat, MakeOffer(kind)) is Code.TOO_MANY_OFFERS
    # The other seat has its own, and so has another game.
    log.send(seat.other, MakeOffer(kind))
    log.send(seat, Decline(kind))
    if kind is not REMATCH:
        log.send(HOST, Resign())
    log.send(seat.other, MakeOffer(REMATCH))
    log.send(seat, Accept(REMATCH))
    log.play("4453")
    if kind is REMATCH:
        log.send(HOST, Resign())
    log.send(seat, MakeOffer(kind))
    assert log.last == Offered(kind, seat)


def test_how_many_offers_are_too_many_is_a_setting() -> None:
    log = ready_for(DRAW)
    assert log.refusal(HOST, MakeOffer(DRAW), replace(CONTEXT, max_offers=0)) is Code.TOO_MANY_OFFERS


def test_kinds_are_counted_apart() -> None:
    log = ready_for(DRAW)
    for _ in range(3):
        log.send(HOST, MakeOffer(DRAW))
        log.send(HOST, Withdraw(DRAW))
    log.send(HOST, MakeOffer(TAKEBACK))
    assert log.last == Offered(TAKEBACK, HOST)


@pytest.mark.parametrize("kind", [DRAW, TAKEBACK])
def test_game_that_is_over_has_no_draw_nor_takeback(kind: OfferKind) -> None:
    for end in (Resign(), Abort()):
        log = two_players("44")
        log.send(HOST, end)
        assert log.refusal(GUEST, MakeOffer(kind)) is Code.GAME_OVER


def test_rematch_waits_for_the_end() -> None:
    assert two_players("44").refusal(HOST, MakeOffer(REMATCH)) is Code.NOT_AVAILABLE


def test_nothing_can_be_offered_to_nobody() -> None:
    log = Log().play("44")
    assert log.refusal(HOST, MakeOffer(DRAW)) is Code.NO_OPPONENT
    assert log.refusal(HOST, MakeOffer(TAKEBACK)) is Code.NO_OPPONENT
    log.send(HOST, Abort())
    assert log.refusal(HOST, MakeOffer(REMATCH)) is Code.NO_OPPONENT


# Ending


def test_move_ends_offers_of_a_draw_and_a_takeback() -> None:
    log = offered(DRAW, GUEST)
    log.send(GUEST, MakeOffer(TAKEBACK))
    log.play("2")
    assert log.room.offers == {}
    assert log.refusal(HOST, Accept(DRAW)) is Code.NO_SUCH_OFFER
    assert log.refusal(HOST, Accept(TAKEBACK)) is Code.NO_SUCH_OFFER


def test_takeback_ends_the_offer_of_a_draw() -> None:
    log = offered(DRAW, HOST)
    log.send(HOST, MakeOffer(TAKEBACK))
    log.send(GUEST, Accept(TAKEBACK))
    assert log.room.offers == {}


@kinds
def test_end_and_new_game_end_every_offer(kind: OfferKind) -> None:
    log = offered(kind, HOST)
    log.send(HOST, Resign() if kind is not REMATCH else Withdraw(REMATCH))
    assert log.room.offers == {}
    log.send(GUEST, MakeOffer(REMATCH))
    log.send(HOST, MakeOffer(REMATCH))
    assert log.room.offers == {}


def test_names_and_switches_end_no_offer() -> None:
    log = two_players()
    log.send(HOST, MakeOffer(DRAW))
    log.send(GUEST, Rename("Eve"))
    assert log.room.offers == {DRAW: Offer(HOST, 3)}


# At


@kinds
@pytest.mark.parametrize("answer", ANSWERS)
def test_answer_to_an_offer_made_after_what_was_seen_is_stale(
    kind: OfferKind, answer: type[Accept | Decline | Withdraw]
) -> None:
    log = offered(kind, HOST)
    made_at = log.room.seq
    who = HOST if answer is Withdraw else GUEST
    assert log.refusal(who, answer(kind, at=made_at - 1)) is Code.STALE
    # The same offer again isn't the one that was seen.
    log.send(HOST, Withdraw(kind))
    log.send(HOST, MakeOffer(kind))
    assert log.refusal(who, answer(kind, at=made_at + 1)) is Code.STALE
    log.send(who, answer(kind, at=made_at + 2))
    assert log.room.offers == {}


def test_answer_to_no_offer_is_none_rather_than_stale() -> None:
    assert ready_for(DRAW).refusal(HOST, Accept(DRAW, at=0)) is Code.NO_SUCH_OFFER


# Draw


@seats
def test_accepted_draw_ends_the_game_for_nobody(seat: Seat) -> None:
    for accept in (Accept(DRAW), MakeOffer(DRAW)):
        log = offered(DRAW, seat)
        log.send(seat.other, accept)
        assert log.last == Ended(None, Reason.AGREEMENT, GAME_ID)
        assert (log.room.host.wins, log.room.guest.wins, log.room.draws) == (0, 0, 1)


def test_draw_is_accepted_by_a_counter_offer_however_many_were_made() -> None:
    log = ready_for(DRAW)
    for _ in range(3):
        log.send(HOST, MakeOffer(DRAW))
        log.send(HOST, Withdraw(DRAW))
    log.send(GUEST, MakeOffer(DRAW))
    log.send(HOST, MakeOffer(DRAW))
    assert log.last == Ended(None, Reason.AGREEMENT, GAME_ID)


def test_draw_stops_the_clock_where_it_is() -> None:
    log = two_players("44", BLITZ)
    log.send(HOST, MakeOffer(DRAW))
    log.wait(30_000).send(GUEST, Accept(DRAW))
    assert log.last == Ended(None, Reason.AGREEMENT, GAME_ID, times=Times(150_000, 182_000))
    assert log.room.clock == Clock(150_000, 182_000)


# Takeback


@pytest.mark.parametrize(
    ("digits", "seat", "kept"),
    [
        ("4", HOST, ""),
        ("44", HOST, ""),
        ("44", GUEST, "4"),
        ("445", HOST, "44"),
        ("445", GUEST, "4"),
        ("4453", HOST, "44"),
        ("4453", GUEST, "445"),
    ],
)
def test_takeback_is_of_ones_own_last_move_and_the_reply(digits: str, seat: Seat, kept: str) -> None:
    log = two_players(digits)
    log.send(seat, MakeOffer(TAKEBACK))
    log.send(seat.other, Accept(TAKEBACK))
    assert log.last == TakenBack(kept)
    assert log.room.game.turn is log.room.color_of(seat), "who asked is to move"
    assert log.room.board_seq == log.room.seq
    assert log.play("7").room.game.ply == len(kept) + 1


@pytest.mark.parametrize(("digits", "seat"), [("", HOST), ("", GUEST), ("4", GUEST)])
def test_who_has_not_moved_cannot_take_back(digits: str, seat: Seat) -> None:
    assert two_players(digits).refusal(seat, MakeOffer(TAKEBACK)) is Code.NOT_AVAILABLE


def test_set_up_moves_cannot_be_taken_back() -> None:
    log = Log(Opened(Color.RED, moves="4453"))
    log.send(None, Join())
    assert {log.refusal(seat, MakeOffer(TAKEBACK)) for seat in Seat} == {Code.NOT_AVAILABLE}
    log.play("1")
    assert log.refusal(GUEST, MakeOffer(TAKEBACK)) is Code.NOT_AVAILABLE
    log.send(HOST, MakeOffer(TAKEBACK))
    log.send(GUEST, Accept(TAKEBACK))
    assert log.last == TakenBack("4453")


def test_takeback_that_the_other_asked_for_too_is_another_and_must_wait() -> None:
    log = offered(TAKEBACK, GUEST)
    assert log.refusal(HOST, MakeOffer(TAKEBACK)) is Code.NOT_AVAILABLE
    log.send(HOST, Decline(TAKEBACK))
    log.send(HOST, MakeOffer(TAKEBACK))
    log.send(GUEST, Accept(TAKEBACK))
    assert log.last == TakenBack("44")


def test_takeback_again_and_again_goes_back_to_the_beginning() -> None:
    log = two_players("4453")
    for left in (2, 0):
        log.send(HOST, MakeOffer(TAKEBACK))
        log.send(GUEST, Accept(TAKEBACK))
        assert log.room.game.ply == left
    assert log.refusal(HOST, MakeOffer(TAKEBACK)) is Code.NOT_AVAILABLE
    assert log.refusal(GUEST, MakeOffer(TAKEBACK)) is Code.NOT_AVAILABLE


@pytest.mark.parametrize(
    ("seat", "times"), [(HOST, Times(180_000 - 30_000, 182_000)), (GUEST, Times(180_000 - 30_000, 182_000))]
)
def test_takeback_gives_no_time_back_and_lets_the_clock_run_for_the_asker(seat: Seat, times: Times) -> None:
    log = two_players("44", BLITZ)
    log.send(seat, MakeOffer(TAKEBACK))
    # Until it is accepted, time passes for who is to move.
    log.wait(30_000).send(seat.other, Accept(TAKEBACK))
    kept = "" if seat is HOST else "4"
    assert log.last == TakenBack(kept, times)
    assert log.room.move_times == (180_000,)[: len(kept)]
    running = None if seat is HOST else Color.YELLOW
    assert log.room.clock == Clock.at(times, running, log.now_ms if running else 0)


def test_takeback_accepted_after_the_time_is_up_leaves_none() -> None:
    log = two_players("4453", BLITZ)
    log.send(HOST, MakeOffer(TAKEBACK))
    log.wait(10**9).send(GUEST, Accept(TAKEBACK))
    assert log.last == TakenBack("44", Times(0, 184_000))
    log.wait(300).send(None, Flag())
    assert log.room.outcome is not None
    assert log.room.outcome.winner is Color.YELLOW


# Rematch


@seats
def test_rematch_swaps_the_colors_and_keeps_the_tally(seat: Seat) -> None:
    log = two_players()
    for number, red in ((2, GUEST), (3, HOST), (4, GUEST)):
        log.play("4453")
        log.send(HOST, Resign())
        log.send(seat, MakeOffer(REMATCH))
        log.send(seat.other, Accept(REMATCH) if number % 2 else MakeOffer(REMATCH))
        assert log.last == Started(number, red)
        assert (log.room.red, log.room.number, log.room.game.ply) == (red, number, 0)
        assert (log.room.host.wins, log.room.guest.wins, log.room.draws) == (0, number - 1, 0)


def test_rematch_of_an_aborted_game_counts_nothing() -> None:
    log = two_players("4", BLITZ)
    log.send(HOST, Abort())
    log.send(GUEST, MakeOffer(REMATCH))
    log.send(HOST, Accept(REMATCH))
    assert log.last == Started(2, GUEST, Times(180_000, 180_000))
    assert (log.room.host.wins, log.room.guest.wins, log.room.draws) == (0, 0, 0)


# With a tutorial's page


def test_nothing_is_taken_back_nor_begun_again_before_a_classic_player() -> None:
    log = two_players("4453")
    assert log.refusal(HOST, MakeOffer(TAKEBACK), CLASSIC) is Code.NOT_AVAILABLE
    log.send(HOST, Resign())
    assert log.refusal(HOST, MakeOffer(REMATCH), CLASSIC) is Code.NOT_AVAILABLE


@pytest.mark.parametrize("kind", [TAKEBACK, REMATCH])
def test_offer_from_before_the_classic_player_came_cannot_be_accepted(kind: OfferKind) -> None:
    log = offered(kind, HOST)
    assert log.refusal(GUEST, Accept(kind), CLASSIC) is Code.NOT_AVAILABLE
    assert log.refusal(GUEST, MakeOffer(kind), CLASSIC) is Code.NOT_AVAILABLE
    log.send(GUEST, Decline(kind), context=CLASSIC)


def test_draw_may_be_offered_to_a_classic_player_and_ends_with_its_move() -> None:
    log = two_players("4453")
    log.send(HOST, MakeOffer(DRAW), context=CLASSIC)
    log.play("12")
    assert log.room.offers == {}


def test_offer_again_by_its_id_is_not_made_again() -> None:
    log = ready_for(DRAW)
    seq = log.send(HOST, MakeOffer(DRAW), "a")
    log.send(GUEST, Decline(DRAW))
    assert log.send(HOST, MakeOffer(DRAW), "a") == seq
    assert log.room.host.offers_made == {DRAW: 1}


def test_late_move_of_the_offerer_counts_as_its_change_of_mind() -> None:
    log = offered(TAKEBACK, HOST)
    commands: list[Asked] = [Play(0), Accept(TAKEBACK)]
    log.send(HOST, commands[0])
    assert log.refusal(GUEST, commands[1]) is Code.NO_SUCH_OFFER
