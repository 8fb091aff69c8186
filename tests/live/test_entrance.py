"""What newcomers are shown, in both dialects."""

from __future__ import annotations

import pytest

from tests.live.kit import Message, World, run, secret


def test_host_is_welcomed_with_keys_state_and_presence_in_one_write() -> None:
    async def scenario() -> None:
        world = World()
        page = world.connect()
        before = len(page.transport.writes)
        page.send(type="init", version=1, secret=secret("ada"), name="Ada", color="yellow")
        await world.turns()
        welcome, state, presence = page.log[:3]
        assert set(welcome) == {"type", "version", "room", "role", "join", "watch"}
        assert (welcome["type"], welcome["version"], welcome["role"]) == ("init", 1, "host")
        assert len({welcome["room"], welcome["join"], welcome["watch"]}) == 3
        assert state["type"] == "state"
        assert (state["seq"], state["moves"], state["names"]["host"]) == (1, "", "Ada")
        assert state["colors"] == {"red": "guest", "yellow": "host"}
        assert state["seated"] == {"host": True, "guest": False}
        assert presence == {"type": "presence", "host": True, "guest": False, "spectators": 0}
        assert page.transport.writes[before].count(b'"type"') == 3

    run(scenario)


def test_guest_gets_a_state_that_has_it_and_no_joined_of_its_own() -> None:
    async def scenario() -> None:
        world = World()
        host = await world.open()
        host.take()
        guest = await world.join(host, name="Bo")
        assert guest.take_types() == ["init", "state"]
        assert guest.keys["role"] == "guest"
        assert "join" not in guest.keys
        assert "notice" not in guest.keys
        assert guest.last("state")["seated"] == {"host": True, "guest": True}
        assert host.take_types() == ["joined"]
        assert host.last("joined") == {"type": "joined", "seq": 2, "seat": "guest", "name": "Bo"}

    run(scenario)


def test_spectator_sees_the_state_and_no_join_key() -> None:
    async def scenario() -> None:
        world = World()
        host, _, watcher = await world.table()
        assert watcher.keys == {
            "type": "init",
            "version": 1,
            "room": host.keys["room"],
            "role": "spectator",
            "watch": host.keys["watch"],
        }

    run(scenario)


@pytest.mark.parametrize(
    ("how", "who", "role", "notice"),
    [
        ("room", "ada", "host", None),
        ("room", "bo", "guest", None),
        ("room", "cy", "spectator", "not_your_seat"),
        ("room", None, "spectator", "not_your_seat"),
        ("join", "ada", "host", None),
        ("join", "bo", "guest", None),
        ("join", "cy", "spectator", "seat_taken"),
        ("watch", "ada", "spectator", None),
        ("watch", None, "spectator", None),
    ],
)
@pytest.mark.parametrize("is_loaded", [True, False])
def test_secret_and_way_decide_the_role(
    how: str, who: str | None, role: str, notice: str | None, is_loaded: bool
) -> None:
    async def scenario() -> None:
        world = World()
        host, guest, watcher = await world.table()
        if not is_loaded:
            await world.evict(host, guest, watcher)
        page = await world.enter(version=1, **{how: host.keys[how]}, **({} if who is None else {"secret": secret(who)}))
        assert page.keys["role"] == role
        assert page.keys.get("notice") == notice
        assert ("join" in page.keys) == (role == "host")
        assert page.take_types() == ["init", "state"]

    run(scenario)


@pytest.mark.parametrize("how", ["room", "join", "watch"])
def test_unknown_room_or_key_is_not_found_and_closed(how: str) -> None:
    async def scenario() -> None:
        world = World()
        page = await world.enter(version=1, secret=secret("ada"), **{how: "nobody-has-this"})
        assert page.log == [{"type": "error", "code": "not_found", "message": "Game not found."}]
        assert page.close_code() == 4500

    run(scenario)


def test_higher_version_is_answered_in_ours() -> None:
    async def scenario() -> None:
        page = await World().enter(version=7, secret=secret("ada"))
        assert page.keys["version"] == 1

    run(scenario)


# Classic


def test_classic_opener_gets_both_keys_and_nothing_else() -> None:
    async def scenario() -> None:
        host = await World().enter()
        assert [set(message) for message in host.log] == [{"type", "join", "watch"}]

    run(scenario)


def replayed() -> list[Message]:
    return [
        {"type": "play", "player": "red", "column": 3, "row": 0},
        {"type": "play", "player": "yellow", "column": 3, "row": 1},
    ]


@pytest.mark.parametrize("how", ["join", "watch"])
def test_classic_newcomer_gets_the_moves_so_far(how: str) -> None:
    async def scenario() -> None:
        world = World()
        host = await world.enter()
        guest = await world.enter(join=host.keys["join"])
        host.play(3)
        guest.play(3)
        await world.turns()
        guest.cut()
        await world.turns()
        late = await world.enter(**{how: host.keys[how]})
        assert late.log == replayed()

    run(scenario)


def test_classic_late_arrival_sees_the_win() -> None:
    async def scenario() -> None:
        world = World()
        host = await world.enter()
        guest = await world.enter(join=host.keys["join"])
        for column in (0, 1, 0, 1, 0, 1, 0):
            (host if column == 0 else guest).play(column)
            await world.turns()
        late = await world.enter(watch=host.keys["watch"])
        assert len(late.log) == 8
        assert late.log[-1] == {"type": "win", "player": "red"}

    run(scenario)


def test_classic_visitor_of_a_taken_seat_is_told_so_and_watches() -> None:
    async def scenario() -> None:
        world = World()
        host = await world.enter()
        await world.enter(join=host.keys["join"])
        third = await world.enter(join=host.keys["join"])
        assert third.take() == [{"type": "error", "message": "This seat is taken."}]
        third.play(0)
        host.play(3)
        await world.turns()
        assert [message["type"] for message in third.take()] == ["error", "play"]
        assert host.last("play")["column"] == 3

    run(scenario)


def test_classic_unknown_key_is_not_found_and_closed_as_in_the_tutorial() -> None:
    async def scenario() -> None:
        page = await World().enter(join="nobody-has-this")
        assert page.log == [{"type": "error", "message": "Game not found."}]
        assert page.close_code() == 1000

    run(scenario)


def test_classic_join_wins_over_watch() -> None:
    async def scenario() -> None:
        world = World()
        host = await world.enter()
        guest = await world.enter(join=host.keys["join"], watch=host.keys["watch"])
        host.play(3)
        await world.turns()
        guest.play(3)
        await world.turns()
        assert host.last("play")["player"] == "yellow"

    run(scenario)


def test_dialects_meet_in_one_room() -> None:
    async def scenario() -> None:
        world = World()
        host = await world.open()
        guest = await world.enter(join=host.keys["join"])
        watcher = await world.watch(host)
        for page in (host, guest, watcher):
            page.take()
        host.play(3, "a")
        await world.turns()
        guest.play(2, "ignored")
        await world.turns()
        assert host.take_types() == ["play", "ok", "play"]
        assert watcher.take_types() == ["play", "play"]
        # The same bytes for everybody; an id in the tutorial's dialect isn't answered.
        assert guest.take() == [message for message in host.log if message["type"] == "play"]

    run(scenario)


def test_classic_pages_hear_of_nothing_that_they_would_throw_at() -> None:
    async def scenario() -> None:
        world = World()
        host = await world.enter()
        guest = await world.enter(version=1, secret=secret("bo"), join=host.keys["join"])
        await world.advance(30)
        guest.cut()
        await world.advance(30)
        assert [message["type"] for message in host.log] == ["init"]
        assert host.close_code() is None

    run(scenario)


def test_classic_page_that_is_stale_gets_the_error_only() -> None:
    async def scenario() -> None:
        world = World()
        classic = await world.enter()
        classic.take()
        classic.play(3, at=9)
        await world.turns()
        (error,) = classic.take()
        assert set(error) == {"type", "message"}

    run(scenario)
