"""What is counted of pages: who is there, what they asked, what they were answered, and every message."""

from __future__ import annotations

from typing import Any, cast, get_args

import pytest

from fourline.live.counts import KINDS, kind_of
from fourline.protocol import codec
from fourline.protocol.asking import Asking, to_command
from fourline.protocol.messages import ClientMessage
from fourline.room import commands
from tests.live.kit import World, run, secret
from tests.live.lobby_kit import id_of, paired, seek, take
from tests.live.test_faults import poison

FIELDS = {"play": '"column":3', "rename": '"name":"Ada"', "privacy": '"private":true', "listing": '"listed":true'}
OFFERS = ["offer", "accept", "decline", "withdraw"]


def asked(world: World) -> dict[tuple[str, str], int]:
    """Return what was asked, but for the first messages."""
    return {asked: count for asked, count in world.counts.commands.items() if asked[0] != "init"}


def test_every_command_has_a_kind() -> None:
    assert set(KINDS) == set(get_args(commands.Command)) - {commands.Join}
    assert len(set(KINDS.values())) == len(KINDS)


@pytest.mark.parametrize("message", get_args(Asking), ids=lambda message: message.__name__)
def test_kind_of_a_command_is_the_type_of_its_message(message: type[Asking]) -> None:
    tag = str(message.__struct_config__.tag)
    fields = '"offer":"draw"' if tag in OFFERS else FIELDS.get(tag, '"at":1')
    decoded: ClientMessage = codec.decode(f'{{"type":"{tag}",{fields}}}')
    assert isinstance(decoded, message)
    assert kind_of(decoded) == KINDS[type(to_command(decoded))] == tag


def test_those_in_rooms_are_counted_by_role_and_dialect_while_they_are_there() -> None:
    async def scenario() -> None:
        world = World()
        host, guest, watcher = await world.table()
        classic = await world.enter()
        late = await world.enter(watch=classic.keys["watch"])
        tab = await world.open("ada")
        assert world.counts.present == {
            ("host", False): 2,
            ("guest", False): 1,
            ("spectator", False): 1,
            ("host", True): 1,
            ("spectator", True): 1,
        }
        for page in (host, guest, watcher, classic, late, tab):
            page.cut()
        await world.turns()
        assert set(world.counts.present.values()) == {0}

    run(scenario)


def test_who_is_not_let_in_is_not_counted_as_there() -> None:
    async def scenario() -> None:
        world = World(spectators_per_room=1)
        host, _, _ = await world.table()
        full = await world.watch(host)
        assert full.last("error")["code"] == "room_full"
        await world.enter(version=1, watch="nothing-nothing")
        assert world.counts.present["spectator", False] == 1
        assert world.counts.commands == {("init", "ok"): 3, ("init", "room_full"): 1, ("init", "not_found"): 1}

    run(scenario)


def test_commands_are_counted_by_kind_and_answer() -> None:
    async def scenario() -> None:
        world = World()
        host, guest, watcher = await world.table()
        host.play(3, "a")
        await world.turns()
        # Asked again it is answered again.
        host.play(3, "a")
        host.play(3, "b")
        watcher.play(3)
        host.send(type="offer", offer="draw")
        await world.turns()
        guest.send(type="decline", offer="draw", id="c")
        guest.send(type="say", phrase="hello")
        guest.send(type="say", phrase="hello")
        guest.send_text("nonsense")
        guest.send(type="dance")
        guest.send(type="ping")
        await world.turns()
        assert asked(world) == {
            ("play", "ok"): 2,
            ("play", "not_your_turn"): 1,
            ("play", "not_a_player"): 1,
            ("offer", "ok"): 1,
            ("decline", "ok"): 1,
            ("say", "ok"): 1,
            ("say", "rate_limited"): 1,
            ("unreadable", "bad_message"): 1,
            ("unreadable", "unknown_type"): 1,
        }

    run(scenario)


def test_what_comes_too_fast_is_counted_by_its_kind_as_far_as_it_has_one() -> None:
    async def scenario() -> None:
        world = World(commands=2)
        host = await world.open()
        host.send(type="ping")
        host.play(3)
        host.send_text("nonsense")
        assert asked(world) == {("play", "rate_limited"): 1, ("unreadable", "rate_limited"): 1}

    run(scenario)


def test_crash_is_counted_with_the_connections_that_it_closes() -> None:
    async def scenario() -> None:
        world = World()
        host, _, _ = await world.table()
        await world.enter(watch=host.keys["watch"])
        poison(world.room_of(host), game=cast("Any", None))
        host.play(3, "a")
        await world.turns()
        assert asked(world) == {("play", "crashed"): 1}
        # The sender's, and the tutorial's page, which has no way to hear of it.
        assert world.counts.net.closed == {1011: 2}
        assert world.counts.net.failures == 2

    run(scenario)


def test_flag_is_counted_though_nobody_asked_for_it() -> None:
    async def scenario() -> None:
        world = World()
        host, guest, _ = await world.table(clock={"initial_ms": 10_000})
        host.play(3)
        await world.turns()
        guest.play(3)
        await world.advance(12, 0.5)
        assert host.last("win")["reason"] == "timeout"
        assert asked(world)["flag", "ok"] == 1

    run(scenario)


def test_lobby_counts_what_is_asked_there() -> None:
    async def scenario() -> None:
        world = World()
        await paired(world)
        ada = await seek(world, "ada2")
        assert (world.lobby.visitors, world.lobby.seeks, world.lobby.games) == (1, 1, 1)
        assert (await take(world, ada, id_of(ada, "ada2"), "bo"))["code"] == "not_available"
        ada.send(type="unseek")
        ada.send(type="take", seek="gone-gone-gone-g", secret=secret("cy"))
        await world.turns()
        assert world.lobby.seeks == 0
        assert asked(world) == {
            ("seek", "ok"): 2,
            ("take", "ok"): 1,
            ("take", "not_available"): 1,
            ("take", "seek_gone"): 1,
            ("unseek", "ok"): 1,
        }

    run(scenario)


def test_every_message_is_counted_once_for_each_who_gets_it() -> None:
    async def scenario() -> None:
        world = World()
        host, guest, _ = await world.table()
        await world.enter(watch=host.keys["watch"])
        for ply in range(7):
            (guest if ply % 2 else host).play(ply % 2, f"m{ply}")
            await world.turns()
        await seek(world, "cy")
        await world.visit()
        await world.advance(2, 1)
        assert host.last("win")["player"] == "red"
        for page in world.pages:
            page.read()
        assert world.counts.net.sent == sum(len(page.log) for page in world.pages)
        # An init each, seven moves, and one who seeks.
        assert world.counts.net.received == len(world.pages) + 7 + 1

    run(scenario)


def test_every_append_is_timed_once() -> None:
    async def scenario() -> None:
        world = World()
        host, guest, _ = await world.table()
        host.play(3)
        await world.turns()
        guest.play(3)
        host.play(9)
        guest.play(4)
        await world.turns()
        # The guest's seat and two moves; a room's first event isn't an append, and what was refused was none.
        assert len(world.counts.append_s) == 3

    run(scenario)
