"""
The dumbest room there is: plain lists and counters, and a clock that ticks.

It says what each command must give, in its own words, and shares nothing with what it judges but the names of things.
"""

from __future__ import annotations

from collections import Counter

from fourline.errors import Code
from fourline.room import commands
from fourline.room.context import Context
from fourline.room.events import OfferKind, Opened, Seat
from fourline.rules.clock import TimeControl
from fourline.rules.game import Reason
from fourline.rules.position import Color
from tests.rules.model import all_lines, board_of

__all__ = ["Model"]

DRAW, TAKEBACK, REMATCH = OfferKind
LINES = [sorted(line) for line in all_lines()]


class Model:
    """What has happened in a room."""

    def __init__(self, opened: Opened) -> None:
        self.kinds = ["opened"]
        self.red = Seat.HOST if opened.color is Color.RED else Seat.GUEST
        self.names = {Seat.HOST: opened.name, Seat.GUEST: None}
        self.has_guest = False
        self.switches = {"private": False, "listed": opened.is_listed}
        self.answers: dict[tuple[Seat, str], int] = {}
        self.tally: Counter[Seat | None] = Counter()
        self.control: TimeControl | None = opened.control
        self.number = 0
        self._begin([int(digit) - 1 for digit in opened.moves])

    def _begin(self, moves: list[int]) -> None:
        self.number += 1
        self.began_at = len(self.kinds)
        self.board = board_of(moves)
        self.set_up = len(moves)
        self.end: tuple[Seat | None, Reason] | None = None
        self.offers: dict[OfferKind, tuple[Seat, int]] = {}
        self.made: Counter[tuple[Seat, OfferKind]] = Counter()
        self.left_ms = dict.fromkeys(Seat, self.control.initial_ms if self.control else 0)
        self.saved_ms = dict.fromkeys(Seat, 0)
        self.running: Seat | None = None
        self.thought_ms = 0

    # What is

    @property
    def turn(self) -> Seat:
        return self.red if self.board.turn is Color.RED else self.red.other

    @property
    def made_moves(self) -> int:
        return len(self.board.moves) - self.set_up

    @property
    def must_flag(self) -> bool:
        return self.running is not None and self.left_ms[self.running] + min(300, self.saved_ms[self.running]) <= 0

    def is_seated(self, seat: Seat) -> bool:
        return seat is Seat.HOST or self.has_guest

    def shown_ms(self, seat: Seat) -> int:
        return max(0, self.left_ms[seat])

    def can_still_win(self, seat: Seat) -> bool:
        color = Color.RED if seat is self.red else Color.YELLOW
        return any(all(self.board.at(cell) in {color, None} for cell in line) for line in LINES)

    def open_columns(self) -> list[int]:
        return self.board.open_columns()

    def moves_back(self, seat: Seat) -> int:
        return 2 if seat is self.turn else 1

    # What may be

    def why_not(self, seat: Seat | None, command: commands.Command, context: Context) -> Code | None:
        """Return the code with which a command must be refused, or None."""
        code = self._why_not(seat, command, context)
        if code is not None:
            return code
        kinds = self._kinds(seat, command)
        outside = {"joined", "renamed", "privacy", "listing", "start"} & set(kinds)
        free = context.max_events - len(self.kinds) - (91 if outside else 0)
        return Code.ROOM_FULL if free < len(kinds) else None

    def _why_not(  # noqa: C901, PLR0911, PLR0912 - a list of reasons
        self, seat: Seat | None, command: commands.Command, context: Context
    ) -> Code | None:
        if isinstance(command, commands.Join):
            return Code.SEAT_TAKEN if self.has_guest and not context.guest_left else None
        if isinstance(command, commands.Flag):
            return Code.GAME_OVER if self.end else None if self.must_flag else Code.TOO_EARLY
        if seat is None:
            return Code.NOT_A_PLAYER
        if command.at is not None:
            later = self.kinds[command.at :]
            is_move = isinstance(command, commands.Play | commands.Hint)
            if command.at > len(self.kinds) or "start" in later or (is_move and {"play", "takeback"} & set(later)):
                return Code.STALE
        match command:
            case commands.Play(column=column):
                return self._why_not_play(seat, column)
            case commands.MakeOffer(offer=kind):
                return self._why_not_offer(seat, kind, context)
            case commands.Accept(offer=kind):
                return self._why_not_answer(seat.other, kind, command.at) or self._why_not_now(kind, context)
            case commands.Decline(offer=kind):
                return self._why_not_answer(seat.other, kind, command.at)
            case commands.Withdraw(offer=kind):
                return self._why_not_answer(seat, kind, command.at)
            case commands.Rename():
                return Code.NOT_AVAILABLE if self.made_moves else None
            case commands.Hint():
                # There are no bots here.
                return Code.GAME_OVER if self.end else Code.NOT_AVAILABLE
            case commands.SetPrivacy() | commands.SetListing():
                return Code.NOT_AVAILABLE if seat is Seat.GUEST else None
        if self.end:
            return Code.GAME_OVER
        if isinstance(command, commands.Abort):
            return None if self.made_moves < 3 else Code.NOT_AVAILABLE
        if not self.is_seated(seat.other):
            return Code.NO_OPPONENT
        if isinstance(command, commands.Resign):
            return None
        if self.made_moves < 3:
            return Code.NOT_AVAILABLE
        return None if context.gone_ms is not None and context.gone_ms >= 60_000 else Code.TOO_EARLY

    def _why_not_play(self, seat: Seat, column: int) -> Code | None:
        if self.end:
            return Code.GAME_OVER
        if seat is not self.turn:
            return Code.NOT_YOUR_TURN
        if isinstance(column, bool) or column not in range(7):
            return Code.NO_SUCH_COLUMN
        return Code.COLUMN_FULL if len(self.board.columns[column]) == 6 else None

    def _why_not_now(self, kind: OfferKind, context: Context) -> Code | None:
        if kind is REMATCH:
            return None if self.end and not context.has_classic_player else Code.NOT_AVAILABLE
        if self.end:
            return Code.GAME_OVER
        return Code.NOT_AVAILABLE if kind is TAKEBACK and context.has_classic_player else None

    def _why_not_offer(self, seat: Seat, kind: OfferKind, context: Context) -> Code | None:
        code = self._why_not_now(kind, context)
        if code is not None:
            return code
        if not self.is_seated(seat.other):
            return Code.NO_OPPONENT
        if kind is TAKEBACK and self.made_moves < self.moves_back(seat):
            return Code.NOT_AVAILABLE
        if kind in self.offers:
            return None if self.offers[kind][0] is seat.other and kind is not TAKEBACK else Code.NOT_AVAILABLE
        return Code.TOO_MANY_OFFERS if self.made[seat, kind] >= 3 else None

    def _why_not_answer(self, owner: Seat, kind: OfferKind, at: int | None) -> Code | None:
        if kind not in self.offers or self.offers[kind][0] is not owner:
            return Code.NO_SUCH_OFFER
        return Code.STALE if at is not None and at < self.offers[kind][1] else None

    def _kinds(self, seat: Seat | None, command: commands.Command) -> list[str]:
        """Return what an allowed command makes happen."""
        match command:
            case commands.Join():
                return ["joined"]
            case commands.Play(column=column):
                board = board_of(self.board.moves)
                ends = board.lines_through(board.drop(column)) or len(board.moves) == 42
                return ["play", "end"] if ends else ["play"]
            case commands.Flag() | commands.Resign() | commands.Claim():
                return ["end"]
            case commands.MakeOffer(offer=kind) if kind not in self.offers:
                return ["offer"]
            case commands.MakeOffer(offer=kind) | commands.Accept(offer=kind):
                return [{DRAW: "end", TAKEBACK: "takeback", REMATCH: "start"}[kind]]
        names = {commands.Abort: "aborted", commands.Decline: "declined", commands.Withdraw: "withdrawn"}
        names |= {commands.Rename: "renamed", commands.SetPrivacy: "privacy", commands.SetListing: "listing"}
        return [names[type(command)]]

    # What happens

    def tick(self, ms: int) -> None:
        if self.running is not None:
            self.left_ms[self.running] -= ms
            self.thought_ms += ms

    def do(self, seat: Seat | None, command: commands.Command, context: Context) -> None:
        """Let an allowed command happen."""
        self.kinds += self._kinds(seat, command)
        match command:
            case commands.Join(name=name):
                self.has_guest, self.names[Seat.GUEST] = True, name
                self._run()
            case commands.Flag():
                assert self.running is not None
                winner = self.running.other
                self._finish(winner if self.can_still_win(winner) else None, Reason.TIMEOUT)
            case commands.Abort():
                self._finish(None, Reason.ABORTED)
            case commands.SetPrivacy(is_private=is_on):
                self.switches["private"] = is_on
            case commands.SetListing(is_listed=is_on):
                self.switches["listed"] = is_on
            case commands.Decline(offer=kind) | commands.Withdraw(offer=kind):
                del self.offers[kind]
            case commands.Accept(offer=kind):
                self._accept(kind)
            case _:
                assert seat is not None
                self._do_as(seat, command, context)

    def _do_as(self, seat: Seat, command: commands.Command, context: Context) -> None:
        """Let happen what depends on whose command it is."""
        match command:
            case commands.Play(column=column):
                self._play(seat, column, context)
            case commands.Resign():
                self._finish(seat.other, Reason.RESIGNATION)
            case commands.Claim():
                self._finish(seat, Reason.ABANDONMENT)
            case commands.Rename(name=name):
                self.names[seat] = name
            case commands.MakeOffer(offer=kind) if kind in self.offers:
                self._accept(kind)
            case commands.MakeOffer(offer=kind):
                self.offers[kind] = seat, len(self.kinds)
                self.made[seat, kind] += 1

    def _play(self, seat: Seat, column: int, context: Context) -> None:
        if self.control:
            if self.running is not None:
                credit_ms = min(context.lag_ms, 300, self.saved_ms[seat], self.thought_ms)
                self.left_ms[seat] = max(0, self.left_ms[seat] + credit_ms) + self.control.increment_ms
                self.saved_ms[seat] -= credit_ms
            self.saved_ms[seat] = min(1_000, self.saved_ms[seat] + 150)
        cell = self.board.drop(column)
        self._forget_offers()
        if self.board.lines_through(cell):
            self._finish(seat, Reason.LINE)
        elif len(self.board.moves) == 42:
            self._finish(None, Reason.BOARD_FULL)
        else:
            self._run()

    def _accept(self, kind: OfferKind) -> None:
        if kind is DRAW:
            self._finish(None, Reason.AGREEMENT)
        elif kind is TAKEBACK:
            keep = len(self.board.moves) - self.moves_back(self.offers[TAKEBACK][0])
            self.board = board_of(self.board.moves[:keep])
            self._forget_offers()
            self._stop()
            self._run()
        else:
            self.red = self.red.other
            self._begin([])

    def _forget_offers(self) -> None:
        self.offers.pop(DRAW, None)
        self.offers.pop(TAKEBACK, None)

    def _finish(self, winner: Seat | None, reason: Reason) -> None:
        self.end = winner, reason
        self.offers = {}
        if reason is not Reason.ABORTED:
            self.tally[winner] += 1
        self._stop()

    def _stop(self) -> None:
        self.left_ms = {seat: max(0, left_ms) for seat, left_ms in self.left_ms.items()}
        self.running = None

    def _run(self) -> None:
        """Let the clock run for who is to move, if it should."""
        if self.control and self.has_guest and self.made_moves and not self.end:
            if self.running is not self.turn:
                self._stop()
                self.running, self.thought_ms = self.turn, 0
        else:
            self._stop()
