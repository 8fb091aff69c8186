"""Random commands from everybody while time passes, against the dumbest room there is."""

from __future__ import annotations

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from msgspec.structs import replace

from fourline.errors import Code, Rejected
from fourline.room.apply import replay
from fourline.room.commands import (
    Abort,
    Accept,
    Asked,
    Claim,
    Command,
    Decline,
    Flag,
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
from fourline.room.decide import flag_at_ms
from fourline.room.events import CommandId, OfferKind, Opened, Seat
from fourline.rules.clock import TimeControl
from fourline.rules.position import Color
from tests.room.log import GAME_ID, Log
from tests.room.model import Model

DRAW = "174166227341672362665415453424277135575133"
CONTROLS = [None, TimeControl(10_000, 0), TimeControl(10_000, 2_000)]

seats = st.sampled_from([Seat.HOST, Seat.GUEST])
ids = st.none() | st.sampled_from([f"id-{number}" for number in range(6)])
names = st.none() | st.sampled_from(["Ada", "Ben"])
kinds = st.sampled_from(OfferKind)
asked: st.SearchStrategy[Asked] = st.one_of(
    st.builds(Play, st.integers(-1, 7) | st.booleans()),
    st.builds(Resign),
    st.builds(Abort),
    st.builds(Claim),
    st.builds(MakeOffer, kinds),
    st.builds(Accept, kinds),
    st.builds(Decline, kinds),
    st.builds(Withdraw, kinds),
    st.builds(Rename, names),
    st.builds(SetPrivacy, st.booleans()),
    st.builds(SetListing, st.booleans()),
)
thoughts = st.sampled_from([1, 149, 150, 300, 1_000, 10_000])
contexts = st.builds(
    Context,
    st.just(GAME_ID),
    lag_ms=st.sampled_from([0, 40, 200, 1_000]),
    gone_ms=st.sampled_from([None, 59_999, 60_000]),
    guest_left=st.sampled_from([False, False, False, True]),
    has_classic_player=st.sampled_from([False, False, False, True]),
)


class RandomCommands(RuleBasedStateMachine):
    """A room and its model, told the same."""

    @initialize(
        color=st.sampled_from(Color),
        control=st.sampled_from(CONTROLS),
        set_up=st.sampled_from([0, 0, 0, 3, 36, 41]),
        has_guest=st.sampled_from([True, True, False]),
    )
    def open(self, color: Color, control: TimeControl | None, set_up: int, has_guest: bool) -> None:
        opened = Opened(color, "Ada", control, DRAW[:set_up])
        self.log = Log(opened)
        self.model = Model(opened)
        if has_guest:
            self.attempt(None, Join("Ben"))

    def attempt(
        self,
        seat: Seat | None,
        command: Command,
        command_id: str | None = None,
        context: Context = Context(GAME_ID),  # noqa: B008 - a value
    ) -> None:
        """Tell both; they must agree whether it happens, and how it is answered."""
        before, entries = self.log.room, len(self.log.entries)
        key = None if seat is None or command_id is None else (seat, command_id)
        expected: Code | int | None = self.model.answers.get(key) if key else None
        if expected is None:
            expected = self.model.why_not(seat, command, context)
            if expected is None:
                self.model.do(seat, command, context)
                expected = len(self.model.kinds)
                if key:
                    self.model.answers[key] = expected
        try:
            result: Code | int = self.log.send(seat, command, command_id, context)
        except Rejected as exc:
            result = exc.code
            assert self.log.room is before
            assert len(self.log.entries) == entries
        assert result == expected

    @rule(ms=thoughts)
    def let_time_pass(self, ms: int) -> None:
        self.wait(ms)

    def wait(self, ms: int) -> None:
        self.log.wait(ms)
        self.model.tick(ms)

    @rule(seat=seats | st.none(), command=asked, command_id=ids, context=contexts, data=st.data())
    def ask(
        self, seat: Seat | None, command: Asked, command_id: str | None, context: Context, data: st.DataObject
    ) -> None:
        seq = len(self.model.kinds)
        at = data.draw(st.none() | st.integers(max(0, seq - 3), seq + 1) | st.integers(0, seq))
        self.attempt(seat, replace(command, at=at), command_id, context)

    @rule(seat=seats, command=asked, context=contexts, free=st.sampled_from([0, 1, 2, 91, 92]))
    def ask_when_the_log_is_almost_full(self, seat: Seat, command: Command, context: Context, free: int) -> None:
        self.attempt(seat, command, None, replace(context, max_events=len(self.model.kinds) + free))

    @precondition(lambda self: not self.model.end)
    @rule(choices=st.lists(st.integers(0, 6), min_size=1, max_size=6), ms=thoughts, context=contexts)
    def play_well(self, choices: list[int], ms: int, context: Context) -> None:
        for choice in choices:
            if not self.model.end:
                self.wait(ms)
                columns = self.model.open_columns()
                column = columns[choice % len(columns)]
                self.attempt(self.model.turn, Play(column, at=len(self.model.kinds)), None, context)

    @rule(seat=seats, kind=kinds, command_id=ids)
    def offer(self, seat: Seat, kind: OfferKind, command_id: str | None) -> None:
        self.attempt(seat, MakeOffer(kind), command_id)

    @precondition(lambda self: self.model.offers)
    @rule(kind=kinds, answer=st.sampled_from([Accept, Accept, Decline, Withdraw]), command_id=ids)
    def answer(self, kind: OfferKind, answer: type[Accept | Decline | Withdraw], command_id: str | None) -> None:
        kind = kind if kind in self.model.offers else next(iter(self.model.offers))
        owner, _ = self.model.offers[kind]
        seat = owner if answer is Withdraw else owner.other
        self.attempt(seat, answer(kind, at=len(self.model.kinds)), command_id)

    @rule(seat=seats)
    def take_back(self, seat: Seat) -> None:
        self.attempt(seat, MakeOffer(OfferKind.TAKEBACK))
        self.attempt(seat.other, Accept(OfferKind.TAKEBACK))

    @precondition(lambda self: self.model.end)
    @rule(seat=seats)
    def play_again(self, seat: Seat) -> None:
        self.attempt(seat, MakeOffer(OfferKind.REMATCH))
        self.attempt(seat.other, MakeOffer(OfferKind.REMATCH))

    @rule(seat=seats | st.none(), name=names, context=contexts)
    def join(self, seat: Seat | None, name: str | None, context: Context) -> None:
        self.attempt(seat, Join(name), None, context)

    @rule(free=st.sampled_from([0, 1, 10_000]))
    def flag(self, free: int) -> None:
        self.attempt(None, Flag(), None, Context(GAME_ID, max_events=len(self.model.kinds) + free))

    @invariant()
    def seq_is_dense(self) -> None:
        assert [entry.seq for entry in self.log.entries] == list(range(1, len(self.model.kinds) + 1))
        assert self.log.room.seq == len(self.model.kinds)

    @invariant()
    def replay_gives_the_live_room(self) -> None:
        assert replay(self.log.entries) == self.log.room

    @invariant()
    def room_agrees_with_model(self) -> None:
        room, model = self.log.room, self.model
        assert list(room.game.moves) == model.board.moves
        assert (room.number, room.red, room.start_seq in {0, model.began_at}) == (model.number, model.red, True)
        assert (room.host.name, room.guest.name) == (model.names[Seat.HOST], model.names[Seat.GUEST])
        assert room.is_full is model.has_guest
        assert (room.is_private, room.is_listed) == (model.switches["private"], model.switches["listed"])
        assert {kind: (offer.seat, offer.seq) for kind, offer in room.offers.items()} == model.offers

    @invariant()
    def outcome_and_tally_agree_with_model(self) -> None:
        room, model = self.log.room, self.model
        outcome = room.outcome
        if outcome is None or model.end is None:
            assert (outcome is None) is (model.end is None)
        else:
            winner = None if outcome.winner is None else room.seat_of(outcome.winner)
            assert (winner, outcome.reason) == model.end
            assert bool(outcome.lines) is (outcome.reason.value == "line")
        tally = {Seat.HOST: room.host.wins, Seat.GUEST: room.guest.wins, None: room.draws}
        assert tally == {seat: model.tally[seat] for seat in tally}

    @invariant()
    def clock_agrees_with_model(self) -> None:
        room, model = self.log.room, self.model
        assert (room.clock is None) is (model.control is None)
        if room.clock is None:
            assert room.move_times == ()
            return
        for color in Color:
            remaining_ms = room.clock.remaining(color, self.log.now_ms)
            assert remaining_ms == model.shown_ms(room.seat_of(color)) >= 0
        assert room.clock.running is (None if model.running is None else room.color_of(model.running))
        assert (room.host.credit_ms, room.guest.credit_ms) == tuple(model.saved_ms[seat] for seat in Seat)
        assert len(room.move_times) == model.made_moves
        due_ms = flag_at_ms(room)
        assert (due_ms is not None and due_ms <= self.log.now_ms) is model.must_flag

    @invariant()
    def clock_runs_for_who_is_to_move_or_for_nobody(self) -> None:
        room = self.log.room
        if room.clock is not None and room.clock.running is not None:
            assert room.clock.running is room.game.turn
            assert not room.is_over

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
TestRandomCommands.settings = settings(max_examples=200, stateful_step_count=50)
