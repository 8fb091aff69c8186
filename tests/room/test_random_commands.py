"""Random commands from everybody, against the dumbest room there is."""

from __future__ import annotations

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from fourline.errors import Code, Rejected
from fourline.room.commands import Command, Join, Play
from fourline.room.events import CommandId, Opened, Seat
from fourline.room.room import Context, replay
from fourline.rules.position import Color
from tests.room.log import GAME_ID, Log
from tests.rules.model import Board

DRAW = "174166227341672362665415453424277135575133"
IDS = [f"id-{number}" for number in range(6)]

seats = st.sampled_from([Seat.HOST, Seat.GUEST, None])
columns = st.integers(-1, 7) | st.booleans()
ids = st.none() | st.sampled_from(IDS)
names = st.none() | st.sampled_from(["Ada", "Ben"])


class Model:
    """What has happened, as plain lists; everything else is counted anew from them."""

    def __init__(self, red: Seat) -> None:
        self.red = red
        self.kinds = ["opened"]
        self.board = Board()
        self.guest: list[str | None] = []
        self.winner: Seat | None = None
        self.answers: dict[tuple[Seat, str], int] = {}

    @property
    def is_over(self) -> bool:
        return self.winner is not None or len(self.board.moves) == 42

    @property
    def turn(self) -> Seat:
        return self.red if len(self.board.moves) % 2 == 0 else self.red.other

    def why_not_play(self, seat: Seat | None, column: int, at: int | None) -> Code | None:
        if seat is None:
            return Code.NOT_A_PLAYER
        if at is not None and (at > len(self.kinds) or "play" in self.kinds[at:]):
            return Code.STALE
        if self.is_over:
            return Code.GAME_OVER
        if seat is not self.turn:
            return Code.NOT_YOUR_TURN
        if isinstance(column, bool) or column not in range(7):
            return Code.NO_SUCH_COLUMN
        return Code.COLUMN_FULL if len(self.board.columns[column]) == 6 else None

    def play(self, seat: Seat, column: int) -> None:
        cell = self.board.drop(column)
        self.kinds.append("play")
        if self.board.lines_through(cell):
            self.winner = seat
        if self.is_over:
            self.kinds.append("end")


class RandomCommands(RuleBasedStateMachine):
    """A room and its model, told the same."""

    @initialize(color=st.sampled_from(Color), start=st.sampled_from([0, 0, 0, 36, 41]))
    def open(self, color: Color, start: int) -> None:
        self.log = Log(Opened(color, "Ada"))
        self.model = Model(Seat.HOST if color is Color.RED else Seat.GUEST)
        for digit in DRAW[:start]:
            self.play_well(int(digit) - 1, None)

    def attempt(self, seat: Seat | None, command: Command, command_id: str | None, context: Context) -> Code | int:
        before, entries = self.log.room, len(self.log.entries)
        try:
            return self.log.send(seat, command, command_id, context)
        except Rejected as exc:
            assert self.log.room is before
            assert len(self.log.entries) == entries
            return exc.code

    @rule(seat=seats, column=columns, command_id=ids, data=st.data())
    def play(self, seat: Seat | None, column: int, command_id: str | None, data: st.DataObject) -> None:
        at = data.draw(st.none() | st.integers(0, len(self.model.kinds) + 1))
        self._play(seat, column, at, command_id)

    @precondition(lambda self: not self.model.is_over)
    @rule(choice=st.integers(0, 6), command_id=ids)
    def play_well(self, choice: int, command_id: str | None) -> None:
        # Where it can, the very column: the opening moves are given by it.
        open_columns = self.model.board.open_columns()
        column = choice if choice in open_columns else open_columns[choice % len(open_columns)]
        self._play(self.model.turn, column, len(self.model.kinds), command_id)

    def _play(self, seat: Seat | None, column: int, at: int | None, command_id: str | None) -> None:
        result = self.attempt(seat, Play(column, at), command_id, Context(GAME_ID))
        if seat is not None and command_id is not None and (seat, command_id) in self.model.answers:
            assert result == self.model.answers[seat, command_id]
            return
        refused = self.model.why_not_play(seat, column, at)
        if refused is not None:
            assert result is refused
            return
        assert seat is not None
        self.model.play(seat, column)
        assert result == len(self.model.kinds)
        if command_id is not None:
            self.model.answers[seat, command_id] = len(self.model.kinds)

    @rule(seat=seats, name=names, guest_left=st.booleans())
    def join(self, seat: Seat | None, name: str | None, guest_left: bool) -> None:
        result = self.attempt(seat, Join(name), None, Context(GAME_ID, guest_left=guest_left))
        if self.model.guest and not guest_left:
            assert result is Code.SEAT_TAKEN
            return
        self.model.guest.append(name)
        self.model.kinds.append("join")
        assert result == len(self.model.kinds)

    @rule(seat=seats, column=columns)
    def play_in_a_full_log(self, seat: Seat | None, column: int) -> None:
        context = Context(GAME_ID, max_events=len(self.model.kinds))
        expected = self.model.why_not_play(seat, column, None) or Code.ROOM_FULL
        assert self.attempt(seat, Play(column), None, context) is expected

    @invariant()
    def seq_is_dense(self) -> None:
        assert [entry.seq for entry in self.log.entries] == list(range(1, len(self.model.kinds) + 1))
        assert self.log.room.seq == len(self.model.kinds)

    @invariant()
    def replay_gives_the_live_room(self) -> None:
        assert replay(self.log.entries) == self.log.room

    @invariant()
    def room_agrees_with_model(self) -> None:
        room = self.log.room
        assert list(room.game.moves) == self.model.board.moves
        assert (room.outcome is not None) is self.model.is_over
        wins = (room.host.wins, room.guest.wins, room.draws)
        is_draw = self.model.is_over and self.model.winner is None
        assert wins == (self.model.winner is Seat.HOST, self.model.winner is Seat.GUEST, is_draw)
        assert (room.guest.is_seated, room.guest.name) == (bool(self.model.guest), [None, *self.model.guest][-1])

    @invariant()
    def board_is_legal(self) -> None:
        red, yellow = (sum(column.count(color) for column in self.columns()) for color in Color)
        assert red - yellow == self.log.room.game.ply % 2
        assert self.columns() == self.model.board.columns

    @invariant()
    def answered_ids_stay_answered(self) -> None:
        known = {key: self.log.room.answer_to(key[0], CommandId(key[1])) for key in self.model.answers}
        assert known == self.model.answers

    def columns(self) -> list[list[Color]]:
        position = self.log.room.game.position
        cells = [[position.color_at((column, row)) for row in range(6)] for column in range(7)]
        return [[color for color in column if color is not None] for column in cells]


TestRandomCommands = RandomCommands.TestCase
TestRandomCommands.settings = settings(max_examples=120, stateful_step_count=50)
