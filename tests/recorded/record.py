"""
Record games for the page's tests: what the server sends in a room, and which board each message leaves.

Each game is one file, ``{"name": ..., "messages": [...], "boards": [...]}``, with a board per message: six texts of
seven characters, the top row first, ``r`` and ``y`` for discs and ``.`` for free cells. Before the first ``state`` the
board is empty. An event whose ``seq`` isn't above the last one is dropped; one that leaves a gap changes nothing until
the next ``state`` says it all.

::

    python -m tests.recorded.record
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from msgspec import UNSET
from msgspec.structs import replace

from fourline.protocol import codec, encoding
from fourline.protocol import server_messages as messages
from fourline.room.apply import apply, replay
from fourline.room.commands import (
    Abort,
    Accept,
    Claim,
    Command,
    Decline,
    Flag,
    Hint,
    Join,
    MakeOffer,
    Rename,
    Resign,
    SetListing,
    SetPrivacy,
    Withdraw,
)
from fourline.room.events import OfferKind, Opened, Seat
from fourline.room.room import Room
from fourline.rules.clock import TimeControl
from fourline.rules.position import COLUMNS, EMPTY, ROWS, Color, Position
from tests.room.log import BLITZ, CONTEXT, Log

__all__ = ["FOLDER", "GAMES", "board_of", "content_of"]

FOLDER = Path(__file__).parent

SHORT_WIN = "1212121"
DOUBLE_FOUR = "34211432145364"
DRAW = "174166227341672362665415453424277135575133"
# Red is to move, and no line is open to yellow any more.
ONE_SIDED = "734472667235522136446112564246"
HOST, GUEST = Seat.HOST, Seat.GUEST
GONE = replace(CONTEXT, gone_ms=60_000)


def board_of(position: Position) -> list[str]:
    """Return a position as six texts, the top row first."""
    signs = {Color.RED: "r", Color.YELLOW: "y", None: "."}
    rows = reversed(range(ROWS))
    return ["".join(signs[position.color_at((column, row))] for column in range(COLUMNS)) for row in rows]


class Recording:
    """A room, and one page: from when it enters, it is told what happens, unless the game says that it misses it."""

    def __init__(self, opened: Opened) -> None:
        self.log = Log(opened)
        self.messages: list[dict[str, Any]] = []
        self.boards: list[list[str]] = []
        self._shown: Room | None = None

    def enter(self, seat: Seat | None) -> None:
        """Let the page in: ``init``, ``state``, ``presence``."""
        join = "Sm9pbktleUZvclRl" if seat is Seat.HOST else UNSET
        self.note(
            messages.Welcome(
                version=codec.VERSION,
                room="Um9vbU9mVGhlVGVz",
                role="spectator" if seat is None else seat.value,
                watch="V2F0Y2hLZXlGb3JU",
                join=join,
            )
        )
        self.sync()
        self.note(messages.Presence(True, self.log.room.guest.is_seated, int(seat is None)))

    def sync(self) -> None:
        """Send the state."""
        self._shown = self.log.room
        self._add(encoding.encode_state(self.log.room, self.log.now_ms))

    def join(self, name: str | None) -> None:
        """Seat a guest."""
        self.ask(None, Join(name))

    def ask(self, seat: Seat | None, command: Command) -> None:
        """Let something happen; the other player has been gone for long."""
        known = len(self.log.entries)
        self.log.send(seat, command, context=GONE)
        self._tell_from(known + 1)

    def agree(self, seat: Seat, kind: OfferKind) -> None:
        """Let a player offer something and the other accept it."""
        self.ask(seat, MakeOffer(kind))
        self.ask(seat.other, Accept(kind))

    def play(self, digits: str, thought_ms: int = 0) -> None:
        """Play columns 1-7, each after some thought."""
        for digit in digits:
            self.log.wait(thought_ms)
            known = len(self.log.entries)
            self.log.play(digit)
            self._tell_from(known + 1)

    def miss(self, digits: str) -> None:
        """Play columns 1-7 while the page hears nothing."""
        self.log.play(digits)

    def miss_agreement(self, seat: Seat, kind: OfferKind) -> None:
        """Let a player offer something and the other accept it while the page hears nothing."""
        self.log.send(seat, MakeOffer(kind))
        self.log.send(seat.other, Accept(kind))

    def tell(self, seq: int) -> None:
        """Send an event, whether the page has it already, can use it or not."""
        entry = self.log.entries[seq - 1]
        if self._shown is not None and entry.seq == self._shown.seq + 1:
            self._shown = apply(self._shown, entry)
        self._add(encoding.encode_event(entry.seq, entry.event))

    def _tell_from(self, seq: int) -> None:
        if self._shown is not None:
            for told in range(seq, len(self.log.entries) + 1):
                self.tell(told)

    def note(self, message: messages.ServerMessage) -> None:
        """Send what is no event."""
        self._add(codec.encode(message))

    def _add(self, text: bytes) -> None:
        self.messages.append(json.loads(text))
        self.boards.append(board_of(EMPTY if self._shown is None else self._shown.game.position))


def _short_win() -> Recording:
    game = Recording(Opened(Color.RED, "Ada"))
    game.enter(Seat.HOST)
    game.join("Ben")
    game.play(SHORT_WIN)
    return game


def _draw() -> Recording:
    game = Recording(Opened(Color.YELLOW, "Ada"))
    game.join("Ben")
    game.enter(Seat.GUEST)
    game.play(DRAW)
    return game


def _double_four() -> Recording:
    game = Recording(Opened(Color.RED))
    game.join(None)
    game.enter(None)
    game.play(DOUBLE_FOUR)
    return game


def _late_state() -> Recording:
    game = Recording(Opened(Color.RED, "Ada"))
    game.join("Ben")
    game.play(DOUBLE_FOUR[:9])
    game.enter(None)
    game.play(DOUBLE_FOUR[9:])
    return game


def _late_state_of_a_finished_game() -> Recording:
    game = Recording(Opened(Color.RED, "Ada"))
    game.join("Ben")
    game.play(SHORT_WIN)
    game.enter(None)
    return game


def _joined_in_between() -> Recording:
    game = Recording(Opened(Color.RED, "Ada"))
    game.enter(Seat.HOST)
    game.play("4")
    game.join("Ben")
    game.play("4534")
    return game


def _duplicates() -> Recording:
    game = Recording(Opened(Color.RED, "Ada"))
    game.enter(Seat.HOST)
    game.join("Ben")
    for digit in SHORT_WIN:
        game.play(digit)
        game.tell(game.log.room.seq)
        game.tell(2)
    for seq in range(2, game.log.room.seq + 1):
        game.tell(seq)
    return game


def _gap() -> Recording:
    game = Recording(Opened(Color.RED, "Ada"))
    game.join("Ben")
    game.enter(Seat.GUEST)
    game.play(SHORT_WIN[:2])
    game.miss(SHORT_WIN[2])
    game.play(SHORT_WIN[3:5])
    game.sync()
    game.play(SHORT_WIN[5:])
    return game


def _went_back() -> Recording:
    """A state sets everything, even to less than the page has shown."""
    game = Recording(Opened(Color.RED, "Ada"))
    game.join("Ben")
    game.enter(None)
    game.play(DOUBLE_FOUR[:6])
    game.log.entries = game.log.entries[:-2]
    game.log.room = replay(game.log.entries)
    game.sync()
    game.play("77")
    return game


def _answers() -> Recording:
    game = Recording(Opened(Color.RED, "Ada"))
    game.join("Ben")
    game.enter(Seat.HOST)
    game.play("4")
    game.note(messages.Ok("page-1", 3))
    game.note(messages.Error("not_your_turn", "It isn't your turn.", "page-2"))
    game.play("4")
    game.note(messages.Error("stale", "The game has gone on since.", "page-3"))
    game.sync()
    game.note(messages.Pong(1_234.5))
    game.note(messages.Presence(True, False, 3))
    game.note(messages.Presence(True, False, 3, messages.ClaimIn("guest", 19_000)))
    game.note(messages.Said("guest", "good_move"))
    game.note(messages.Error("too_early", "It is too early for that.", "page-4"))
    game.note(messages.Bye(750))
    return game


def _match() -> Recording:
    """Three games with a spectator: by resignation, by agreement, and one that is aborted."""
    game = Recording(Opened(Color.RED, "Ada"))
    game.join("Ben")
    game.enter(None)
    game.play("4453")
    game.ask(GUEST, Resign())
    game.agree(GUEST, OfferKind.REMATCH)
    game.play("435")
    game.ask(HOST, MakeOffer(OfferKind.DRAW))
    game.ask(GUEST, Decline(OfferKind.DRAW))
    game.play("2")
    game.agree(GUEST, OfferKind.DRAW)
    game.ask(HOST, MakeOffer(OfferKind.REMATCH))
    game.ask(HOST, Withdraw(OfferKind.REMATCH))
    game.ask(GUEST, MakeOffer(OfferKind.REMATCH))
    game.ask(HOST, MakeOffer(OfferKind.REMATCH))
    game.play("4")
    game.ask(GUEST, Abort())
    game.agree(HOST, OfferKind.REMATCH)
    game.play(SHORT_WIN)
    return game


def _takebacks() -> Recording:
    """One's own move, the reply with it, back to the beginning; a move ends what was offered before."""
    game = Recording(Opened(Color.YELLOW, "Ada", BLITZ))
    game.join("Ben")
    game.enter(HOST)
    game.play("44536", 1_500)
    game.agree(GUEST, OfferKind.TAKEBACK)
    game.agree(GUEST, OfferKind.TAKEBACK)
    game.agree(GUEST, OfferKind.TAKEBACK)
    game.play("12", 1_500)
    game.ask(HOST, MakeOffer(OfferKind.TAKEBACK))
    game.ask(GUEST, MakeOffer(OfferKind.DRAW))
    game.play("3", 1_500)
    game.ask(HOST, Claim())
    return game


def _missed_takeback() -> Recording:
    game = Recording(Opened(Color.RED, "Ada"))
    game.join("Ben")
    game.enter(None)
    game.play("4453")
    game.miss_agreement(HOST, OfferKind.TAKEBACK)
    game.play("77")
    game.sync()
    game.play("1")
    return game


def _missed_start() -> Recording:
    game = Recording(Opened(Color.RED, "Ada"))
    game.join("Ben")
    game.enter(None)
    game.play(SHORT_WIN)
    game.miss_agreement(GUEST, OfferKind.REMATCH)
    game.play("44")
    game.sync()
    game.play("1")
    return game


def _out_of_time() -> Recording:
    """Red has moved before the guest came; from then on the clock runs."""
    game = Recording(Opened(Color.RED, "Ada", BLITZ))
    game.enter(HOST)
    game.play("4")
    game.log.wait(60_000)
    game.join("Ben")
    game.play("453", 2_500)
    game.sync()
    game.log.wait(10**6)
    game.ask(None, Flag())
    game.agree(HOST, OfferKind.REMATCH)
    game.play("44", 2_500)
    return game


def _out_of_time_without_a_line() -> Recording:
    """Set up, where only red can still win; red's time runs out."""
    game = Recording(Opened(Color.RED, "Ada", TimeControl(10_000, 0), ONE_SIDED[:-2], is_listed=True))
    game.enter(GUEST)
    game.join("Ben")
    game.play(ONE_SIDED[-2:], 1_000)
    game.log.wait(10**6)
    game.ask(None, Flag())
    return game


def _names_and_switches() -> Recording:
    game = Recording(Opened(Color.RED, "Ada"))
    game.enter(HOST)
    game.ask(HOST, Rename("Eve"))
    game.ask(HOST, SetListing(True))
    game.join("Ben")
    game.ask(GUEST, Rename(None))
    game.play("44")
    game.ask(HOST, SetPrivacy(True))
    game.ask(HOST, SetListing(False))
    game.play("5")
    game.ask(HOST, SetPrivacy(False))
    game.sync()
    return game


def _hints() -> Recording:
    """Against a bot: a hint is asked for, taken back what came of it, and another game is played."""
    game = Recording(Opened(Color.RED, "Ada"))
    game.log.seat_bot(3)
    game.enter(HOST)
    game.play("44")
    game.ask(HOST, Hint())
    game.note(messages.Hint(2, (3,), 2))
    game.play("41")
    game.agree(HOST, OfferKind.TAKEBACK)
    game.ask(HOST, Hint())
    game.sync()
    game.ask(HOST, Resign())
    game.agree(HOST, OfferKind.REMATCH)
    game.play("44")
    game.sync()
    return game


RECORDERS = [
    *[_short_win, _draw, _double_four, _late_state, _late_state_of_a_finished_game],
    *[_joined_in_between, _duplicates, _gap, _went_back, _answers, _match, _takebacks, _missed_takeback],
    *[_missed_start, _out_of_time, _out_of_time_without_a_line, _names_and_switches, _hints],
]
GAMES = {recorder.__name__.removeprefix("_"): recorder for recorder in RECORDERS}


def content_of(name: str) -> str:
    """Return what the file of a game holds: a line per message and per board, so that changes can be read."""
    game = GAMES[name]()
    told = ",\n".join(json.dumps(message) for message in game.messages)
    boards = ",\n".join(json.dumps(board) for board in game.boards)
    return f'{{"name": "{name}",\n"messages": [\n{told}\n],\n"boards": [\n{boards}\n]}}\n'


if __name__ == "__main__":
    for name in GAMES:
        (FOLDER / f"{name}.json").write_text(content_of(name), encoding="utf-8")
