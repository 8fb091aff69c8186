"""Ends, offers and rematches as everybody in the room sees them: host, guest, spectators of both dialects."""

from __future__ import annotations

import pytest

from tests.live.kit import Message, Page, World, follow, run

CLASSIC = {"play", "win", "init", "error"}
COMMANDS: list[Message] = [
    *[{"type": kind} for kind in ("resign", "abort", "claim")],
    *[
        {"type": kind, "offer": offer}
        for kind in ("offer", "accept", "decline", "withdraw")
        for offer in ("draw", "takeback", "rematch")
    ],
    {"type": "rename", "name": "Eve"},
    {"type": "privacy", "private": True},
    {"type": "listing", "listed": True},
    {"type": "say", "phrase": "hello"},
]


class Match:
    """A room with both players, a spectator and one of the tutorial's, who have read everything so far."""

    def __init__(self, world: World, pages: tuple[Page, Page, Page], classic: Page) -> None:
        self.world = world
        self.host, self.guest, self.watcher = pages
        self.classic = classic

    @classmethod
    async def begun(cls, moves: str = "", **options: object) -> Match:
        world = World()
        pages = await world.table(**options)
        match = cls(world, pages, await world.enter(watch=pages[0].keys["watch"]))
        await match.play(moves)
        for page in (*pages, match.classic):
            page.take()
        return match

    async def play(self, moves: str) -> None:
        for digit in moves:
            turn = len(self.world.room_of(self.host).state.game.moves) % 2
            is_hosts = (self.world.room_of(self.host).state.red.value == "host") is (turn == 0)
            (self.host if is_hosts else self.guest).play(int(digit) - 1)
            await self.world.turns()

    async def send(self, page: Page, **message: object) -> Message:
        """Send a command and return its answer, the last message then."""
        message.setdefault("id", f"c{len(page.log)}")
        page.send(**message)
        await self.world.turns()
        page.read()
        return next(answer for answer in reversed(page.log) if answer.get("id") == message["id"])

    async def offer(self, page: Page, what: str, answer: str = "offer") -> str:
        """Offer, accept, decline or withdraw; return what that was answered with."""
        told = await self.send(page, type=answer, offer=what)
        return str(told.get("code", told["type"]))

    def told(self) -> list[Message]:
        """Return what all of our own dialect were told since the last time; the same to each."""
        all_told = [
            [told for told in page.take() if told["type"] not in {"ok", "error", "presence", "state"}]
            for page in (self.host, self.guest, self.watcher)
        ]
        assert all_told[0] == all_told[1] == all_told[2]
        assert {message["type"] for message in self.classic.log} <= CLASSIC
        assert len({follow(page.log) for page in (self.host, self.guest, self.watcher)}) == 1
        return all_told[0]

    async def state(self) -> Message:
        self.host.send(type="sync")
        return self.host.last("state")


# Ends


def test_resignation_is_a_win_for_all() -> None:
    async def scenario() -> None:
        match = await Match.begun("4")
        assert (await match.send(match.host, type="resign"))["type"] == "ok"
        [win] = match.told()
        assert (win["type"], win["player"], win["reason"]) == ("win", "yellow", "resignation")
        assert match.classic.take_types() == ["win"]
        assert (await match.state())["tally"] == {"host": 0, "guest": 1, "draws": 0}
        game = await match.world.store.read_game(win["game_id"])
        assert game is not None
        assert game.moves == "4"
        assert (await match.send(match.guest, type="resign"))["code"] == "game_over"

    run(scenario)


@pytest.mark.parametrize(("moves", "is_possible"), [("", True), ("44", True), ("444", False)])
def test_game_may_be_aborted_before_reds_second_move(moves: str, is_possible: bool) -> None:
    async def scenario() -> None:
        match = await Match.begun(moves)
        answer = await match.send(match.guest, type="abort")
        if not is_possible:
            assert answer["code"] == "not_available"
            assert match.told() == []
            return
        assert [told["type"] for told in match.told()] == ["aborted"]
        state = await match.state()
        assert (state["outcome"]["winner"], state["outcome"]["reason"]) == (None, "aborted")
        assert state["tally"] == {"host": 0, "guest": 0, "draws": 0}
        assert await match.world.store.read_games(match.world.room_of(match.host).record.room_id) == []
        assert await match.offer(match.host, "rematch") == "ok"
        assert await match.offer(match.guest, "rematch", "accept") == "ok"
        assert [told["type"] for told in match.told()] == ["offer", "start"]

    run(scenario)


def test_draw_by_agreement() -> None:
    async def scenario() -> None:
        match = await Match.begun("44")
        assert await match.offer(match.host, "draw") == "ok"
        assert match.told() == [{"type": "offer", "seq": 5, "offer": "draw", "seat": "host"}]
        assert (await match.world.watch(match.host)).last("state")["offers"]["draw"] == "host"
        assert await match.offer(match.guest, "draw", "accept") == "ok"
        [draw] = match.told()
        assert (draw["type"], draw["reason"]) == ("draw", "agreement")
        assert match.classic.take() == []
        assert (await match.state())["tally"]["draws"] == 1

    run(scenario)


# Offers


@pytest.mark.parametrize(
    ("answer", "told", "by"), [("decline", "declined", "guest"), ("withdraw", "withdrawn", "host")]
)
def test_offer_that_comes_to_nothing(answer: str, told: str, by: str) -> None:
    async def scenario() -> None:
        match = await Match.begun("44")
        await match.offer(match.host, "draw")
        who, other = (match.guest, match.host) if by == "guest" else (match.host, match.guest)
        assert await match.offer(other, "draw", answer) == "no_such_offer"
        assert await match.offer(who, "draw", answer) == "ok"
        assert match.told()[-1] == {"type": told, "seq": 6, "offer": "draw", "seat": by}
        assert (await match.state())["offers"]["draw"] is None
        assert await match.offer(match.guest, "draw", "accept") == "no_such_offer"

    run(scenario)


def test_move_ends_open_offers() -> None:
    async def scenario() -> None:
        match = await Match.begun("44")
        await match.offer(match.guest, "draw")
        await match.offer(match.guest, "takeback")
        await match.play("4")
        assert (await match.state())["offers"] == {"draw": None, "takeback": None, "rematch": None}
        assert await match.offer(match.host, "draw", "accept") == "no_such_offer"

    run(scenario)


def test_three_offers_of_a_kind_and_no_more() -> None:
    async def scenario() -> None:
        match = await Match.begun("44")
        for _ in range(3):
            assert await match.offer(match.host, "draw") == "ok"
            assert await match.offer(match.guest, "draw", "decline") == "ok"
        assert await match.offer(match.host, "draw") == "too_many_offers"
        assert await match.offer(match.guest, "draw") == "ok"
        assert [told["type"] for told in match.told()] == ["offer", "declined"] * 3 + ["offer"]

    run(scenario)


def test_offer_to_an_empty_seat_is_refused() -> None:
    async def scenario() -> None:
        world = World()
        host = await world.open()
        for offer in ("draw", "takeback"):
            host.offer(offer, id=offer)
        host.send(type="resign", id="r")
        await world.turns()
        assert [message["code"] for message in host.log if message["type"] == "error"] == ["no_opponent"] * 3

    run(scenario)


def test_answer_to_an_offer_that_was_made_later_is_stale() -> None:
    async def scenario() -> None:
        match = await Match.begun("44")
        await match.offer(match.host, "draw")
        answer = await match.send(match.guest, type="accept", offer="draw", at=4)
        assert answer["code"] == "stale"
        # The state follows the error.
        assert [message["type"] for message in match.guest.take()[-2:]] == ["error", "state"]
        assert (await match.state())["outcome"] is None

    run(scenario)


# Takebacks


@pytest.mark.parametrize(("asks", "remains"), [("guest", "454"), ("host", "45")])
def test_takeback_takes_ones_own_last_move_and_the_reply(asks: str, remains: str) -> None:
    async def scenario() -> None:
        match = await Match.begun("4544")
        who, other = (match.host, match.guest) if asks == "host" else (match.guest, match.host)
        assert await match.offer(who, "takeback") == "ok"
        assert await match.offer(other, "takeback", "accept") == "ok"
        offer, takeback = match.told()
        assert offer["type"] == "offer"
        assert takeback == {"type": "takeback", "seq": 8, "moves": remains}
        # A tutorial's page can't un-play a disc.
        assert match.classic.close_code() == 1000
        assert (await match.world.watch(match.host)).last("state")["moves"] == remains
        assert (await match.send(other, type="play", column=0))["code"] == "not_your_turn"
        assert (await match.send(who, type="play", column=0))["type"] == "ok"

    run(scenario)


# Rematches


def test_rematch_goes_on_with_the_same_people_and_links() -> None:
    async def scenario() -> None:
        match = await Match.begun("1212121", clock={"initial_ms": 60_000, "increment_ms": 0})
        late = await match.world.watch(match.host)
        assert await match.offer(match.guest, "rematch") == "ok"
        assert match.classic.close_code() is None
        before = len(match.watcher.transport.writes)
        assert await match.offer(match.host, "rematch", "accept") == "ok"
        assert len(match.watcher.transport.writes) == before + 1
        start = match.told()[-1]
        assert start == {
            "type": "start",
            "seq": 12,
            "game": 2,
            "colors": {"red": "guest", "yellow": "host"},
            "clock": {"red_ms": 60_000, "yellow_ms": 60_000},
        }
        assert late.last("start") == start
        assert match.classic.close_code() == 1000
        await match.play("3")
        assert match.told()[-1]["player"] == "red"
        for how in ("watch", "join", "room"):
            page = await match.world.enter(version=1, secret="b" + "o" + "_" * 20, **{how: match.host.keys[how]})
            state = page.last("state")
            assert (state["game"], state["moves"], state["tally"]["host"]) == (2, "3", 1)
            assert page.keys["role"] == ("spectator" if how == "watch" else "guest")
        assert (await match.world.enter(watch=match.host.keys["watch"])).log == [
            {"type": "play", "player": "red", "column": 2, "row": 0}
        ]

    run(scenario)


def test_two_who_want_a_rematch_at_the_same_moment_have_one() -> None:
    async def scenario() -> None:
        match = await Match.begun("1212121")
        match.world.store.hold()
        match.host.offer("rematch", id="h")
        match.guest.offer("rematch", id="g")
        await match.world.turns()
        match.world.store.release()
        await match.world.turns()
        assert [told["type"] for told in match.told()] == ["offer", "start"]
        assert (await match.state())["game"] == 2

    run(scenario)


def test_three_games_alternate_colors_and_keep_the_tally_and_are_in_the_archive() -> None:
    async def scenario() -> None:
        match = await Match.begun()
        for number in range(1, 4):
            await match.play("1212121")
            assert match.host.last("win")["player"] == "red"
            await match.offer(match.host, "rematch")
            await match.offer(match.guest, "rematch", "accept")
            assert (await match.state())["game"] == number + 1
        assert (await match.state())["tally"] == {"host": 2, "guest": 1, "draws": 0}
        games = await match.world.store.read_games(match.world.room_of(match.host).record.room_id)
        assert [(game.number, game.red.value) for game in games] == [(1, "host"), (2, "guest"), (3, "host")]
        match.told()

    run(scenario)


def test_accepting_a_rematch_again_with_the_same_id_starts_one_game() -> None:
    async def scenario() -> None:
        match = await Match.begun("1212121")
        await match.offer(match.host, "rematch")
        match.guest.offer("rematch", "accept", id="a")
        match.guest.offer("rematch", "accept", id="a")
        await match.world.turns()
        assert [m["seq"] for m in match.guest.log if m["type"] == "ok" and m["id"] == "a"] == [12, 12]
        assert (await match.state())["game"] == 2

    run(scenario)


# Who may not


def test_with_a_classic_player_there_is_no_takeback_and_no_rematch() -> None:
    async def scenario() -> None:
        world = World()
        host = await world.open()
        guest = await world.enter(join=host.keys["join"])
        await world.advance(2)
        assert host.last("presence")["classic"] is True
        for page in (host, guest, host):
            page.play(0)
            await world.turns()
        host.offer("takeback", id="t")
        await world.turns()
        assert host.last("error") == {
            "type": "error",
            "code": "not_available",
            "message": host.last("error")["message"],
            "id": "t",
        }
        host.send(type="resign", id="r")
        host.offer("rematch", id="m")
        await world.turns()
        assert host.last("error")["id"] == "m"
        assert host.last("error")["code"] == "not_available"
        assert guest.close_code() is None
        assert guest.last("win")["player"] == "yellow"

    run(scenario)


@pytest.mark.parametrize("message", COMMANDS, ids=lambda message: "-".join(str(value) for value in message.values()))
def test_spectator_may_ask_for_nothing(message: Message) -> None:
    async def scenario() -> None:
        match = await Match.begun("4444")
        state, log = match.world.room_of(match.host).state, await match.world.log_of(match.host)
        assert (await match.send(match.watcher, **message))["code"] == "not_a_player"
        assert match.world.room_of(match.host).state is state
        assert await match.world.log_of(match.host) == log
        assert match.told() == []
        match.classic.send(**message)
        assert [set(told) for told in match.classic.take()] == [{"type", "message"}]

    run(scenario)


@pytest.mark.parametrize("message", COMMANDS[:-1], ids=lambda message: "-".join(str(v) for v in message.values()))
def test_nothing_is_taken_any_more_while_the_server_stops(message: Message) -> None:
    async def scenario() -> None:
        match = await Match.begun("4")
        await match.world.rooms.settle()
        assert (await match.send(match.host, **message))["code"] == "unavailable"
        assert match.told() == []

    run(scenario)


def test_many_connections_of_one_seat_act_as_one_player() -> None:
    async def scenario() -> None:
        match = await Match.begun("44")
        phone = await match.world.enter(version=1, secret="ada".ljust(22, "_"), room=match.host.keys["room"])
        assert phone.keys["role"] == "host"
        assert await match.offer(match.host, "draw") == "ok"
        assert await match.offer(phone, "draw", "accept") == "no_such_offer"
        assert await match.offer(phone, "draw", "withdraw") == "ok"
        assert await match.offer(phone, "takeback") == "ok"
        assert await match.offer(match.host, "takeback") == "not_available"
        assert await match.offer(match.guest, "takeback", "accept") == "ok"
        # An id belongs to the seat, not to the connection.
        assert (await match.send(phone, type="play", column=1, id="one"))["seq"] == 9
        assert (await match.send(match.host, type="play", column=5, id="one"))["seq"] == 9
        match.told()
        assert follow(phone.log) == follow(match.host.log) == (9, "2")

    run(scenario)
