"""Every way to be refused or closed, over real sockets: the codes, who is meant, and that nobody else notices."""

from __future__ import annotations

import pytest
from websockets.frames import Opcode

from .conftest import Starter
from .frames import frame
from .patience import run
from .peer import Crowd, Message, Peer, new_secret
from .server import Server
from .stored import database_locked


async def raw(peer: Peer, data: bytes) -> None:
    """Send bytes past the client's library, which wouldn't send such."""
    peer.socket.transport.write(data)


# Entering


@pytest.mark.parametrize(
    "init", [{"join": "nonsense"}, {"watch": "nonsense"}, {"room": "nonsense"}, {"room": "A" * 16}]
)
def test_unknown_room_is_not_found_then_4500(server: Server, init: dict[str, str]) -> None:
    async def scenario() -> None:
        async with Crowd(server) as crowd:
            peer = await crowd.connect()
            await peer.send(type="init", version=1, secret=new_secret(), **init)
            await peer.expect("error", code="not_found")
            assert await peer.end() == 4500

    run(scenario())


def test_a_key_of_one_kind_is_none_of_another(server: Server) -> None:
    async def scenario() -> None:
        async with Crowd(server) as crowd:
            keys = (await crowd.host()).welcome
            for name, key in (("join", keys["watch"]), ("watch", keys["join"]), ("room", keys["watch"])):
                peer = await crowd.connect()
                await peer.send(type="init", version=1, secret=new_secret(), **{name: key})
                await peer.expect("error", code="not_found")
                assert await peer.end() == 4500

    run(scenario())


def test_no_init_in_time_is_4501(start: Starter) -> None:
    server = start("--init-timeout-ms", "100")

    async def scenario() -> None:
        async with Crowd(server) as crowd:
            host = await crowd.host()
            silent, babbling = await crowd.connect(), await crowd.connect()
            await babbling.send(type="ping")
            await babbling.expect("error", code="bad_message", message="The first message must be init.")
            assert await silent.end() == 4501
            assert await babbling.end() == 4501
            assert await host.caught_up() == []

    run(scenario())


def test_before_init_everything_else_is_an_error(server: Server) -> None:
    async def scenario() -> None:
        async with Crowd(server) as crowd:
            peer = await crowd.connect()
            await peer.play(3, id="a-1")
            await peer.expect("error", code="bad_message", id="a-1")
            await peer.send(type="sync")
            await peer.expect("error", code="bad_message")
            await peer.send(type="nonsense", id="a-2")
            await peer.expect("error", code="unknown_type", id="a-2")
            for init in (
                {"version": 1},
                {"version": 1, "secret": "short"},
                {"version": 0, "secret": new_secret()},
                {"version": 1, "secret": new_secret(), "join": "k", "watch": "k"},
                {"version": 1, "secret": new_secret(), "color": "green"},
            ):
                await peer.send(type="init", **init)
                await peer.expect("error", code="bad_message")
            # None of this was a first message.
            await peer.enter(secret=new_secret())
            assert peer.welcome["role"] == "host"

    run(scenario())


def test_second_init_is_an_error(server: Server) -> None:
    async def scenario() -> None:
        async with Crowd(server) as crowd:
            host, other = await crowd.host(), await crowd.host()
            await host.send(type="init", version=1, secret=new_secret())
            await host.expect("error", code="bad_message")
            await host.send(type="init", version=1, watch=other.welcome["watch"])
            await host.expect("error", code="bad_message")
            await host.play(3)
            await host.expect("play", seq=2)
            assert await other.caught_up() == []

    run(scenario())


def test_version_above_ours_is_answered_in_ours(server: Server) -> None:
    async def scenario() -> None:
        async with Crowd(server) as crowd:
            peer = await crowd.connect()
            await peer.send(type="init", version=7, secret=new_secret(), hologram=True)
            await peer.expect("init", version=1, role="host")

    run(scenario())


# Messages


def test_refused_commands_change_nothing(server: Server) -> None:
    async def scenario() -> None:
        async with Crowd(server) as crowd:
            host = await crowd.host()
            guest = await crowd.guest(host)
            refused: list[tuple[Message, str]] = [
                ({"type": "nonsense", "id": "a-1"}, "unknown_type"),
                ({"type": "play", "column": 7, "id": "a-2"}, "no_such_column"),
                ({"type": "play", "column": -1, "id": "a-3"}, "no_such_column"),
                ({"type": "play", "column": True, "id": "a-4"}, "bad_message"),
                ({"type": "play", "column": 1.5, "id": "a-5"}, "bad_message"),
                ({"type": "play", "id": "a-6"}, "bad_message"),
                ({"type": "play", "column": 3, "at": 99, "id": "a-7"}, "stale"),
            ]
            for message, code in refused:
                await host.send(**message)
                await host.expect("error", code=code, id=message["id"])
            await host.expect("state", moves="")
            await guest.play(3, id="b-1")
            await guest.expect("error", code="not_your_turn", message="It isn't your turn.")
            await host.play(3, id="a-8")
            await host.expect("play", seq=3)
            assert [message["seq"] for message in await guest.caught_up()] == [3]

    run(scenario())


def test_stale_play_is_refused_with_the_state(server: Server) -> None:
    async def scenario() -> None:
        async with Crowd(server) as crowd:
            host = await crowd.host()
            guest = await crowd.guest(host)
            await host.play(3)
            await guest.expect("play", seq=3)
            await guest.play(3, id="b-1", at=2)
            await guest.expect("error", code="stale", id="b-1")
            await guest.expect("state", seq=3, moves="4")
            await guest.play(3, id="b-1", at=3)
            await guest.expect("play", seq=4)
            await guest.expect("ok", id="b-1", seq=4)

    run(scenario())


def test_ten_malformed_messages_close_with_1008(server: Server) -> None:
    async def scenario() -> None:
        async with Crowd(server) as crowd:
            host = await crowd.host()
            guest = await crowd.guest(host)
            for text in ["", "null", "[]", "{", '{"type":1}', "[" * 900, "\u2028", '"\\ud800"', "{}"]:
                await host.socket.send(text)
                await host.expect("error", code="bad_message")
            await host.play(9)
            await host.expect("error", code="no_such_column")
            await host.socket.send("NaN")
            await host.expect("error", code="bad_message")
            assert await host.end() == 1008
            assert await guest.caught_up() == []

    run(scenario())


def test_too_many_messages_are_refused_then_close_with_1008(start: Starter) -> None:
    server = start("--commands", "20", "--command-window-ms", "86400000")

    async def scenario() -> None:
        async with Crowd(server) as crowd:
            host = await crowd.host()
            for _ in range(19):
                await host.send(type="ping")
                await host.expect("pong")
            for number in range(20):
                await host.play(3, id=f"a-{number}")
                await host.expect("error", code="rate_limited", id=f"a-{number}")
            assert await host.end() == 1008
            state = (await crowd.spectator(host)).state
            assert state["moves"] == ""

    run(scenario())


def test_burst_of_commands_is_answered_whole(server: Server) -> None:
    async def scenario() -> None:
        async with Crowd(server) as crowd:
            host = await crowd.host()
            texts = [f'{{"type":"play","column":0,"id":"a-{number}"}}'.encode() for number in range(12)]
            with database_locked(server.database):
                await raw(host, b"".join(frame(Opcode.TEXT, text) for text in texts))
                answers = await host.caught_up()
                assert len(answers) == 4
            await host.expect("play", seq=2)
            answers += [await host.next() for _ in range(8)]
            by_id = {answer["id"]: answer.get("code") for answer in answers}
            assert by_id == {
                "a-0": None,
                **{f"a-{number}": "not_your_turn" for number in range(1, 8)},
                **{f"a-{number}": "rate_limited" for number in range(8, 12)},
            }

    run(scenario())


# Frames


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (frame(Opcode.BINARY, b'{"type":"ping"}'), 1003),
        (frame(Opcode.TEXT, b"\xff\xfe"), 1007),
        (frame(Opcode.TEXT, b'"\xed\xa0\x80"'), 1007),
        (frame(Opcode.TEXT, b'"' + b"x" * 2_048 + b'"'), 1009),
        (frame(Opcode.TEXT, b"x" * 2_000, is_last=False) + frame(Opcode.CONT, b"x" * 100), 1009),
        (frame(Opcode.CONT, b"x"), 1002),
        (b"\x81\x02{}", 1002),
        (b"\xf1\x80\0\0\0\0", 1002),
        (frame(Opcode.CLOSE, b"\x03"), 1002),
    ],
    ids=[
        "binary",
        "not utf-8",
        "a surrogate",
        "too long",
        "too long in pieces",
        "nothing begun",
        "not masked",
        "reserved bits",
        "half a close code",
    ],
)
def test_bad_frame_closes_its_sender_alone(server: Server, data: bytes, code: int) -> None:
    async def scenario() -> None:
        async with Crowd(server) as crowd:
            host = await crowd.host()
            guest = await crowd.guest(host)
            spectator = await crowd.spectator(host)
            await raw(guest, data)
            assert await guest.end() == code
            await host.play(3, id="a-1")
            await spectator.expect("play", seq=3)

    run(scenario())


def test_longest_message_in_pieces_between_pings_is_read(server: Server) -> None:
    async def scenario() -> None:
        async with Crowd(server) as crowd:
            host = await crowd.host()
            text = b'{"type":"play","column":3,"id":"a-1","more":"'
            text += b"x" * (2_048 - len(text) - 2) + b'"}'
            pieces = [
                frame(Opcode.TEXT, text[:700], is_last=False),
                frame(Opcode.PING, b"are you there"),
                frame(Opcode.CONT, text[700:1400], is_last=False),
                frame(Opcode.CONT, text[1400:]),
            ]
            for data in pieces:
                await raw(host, data)
            await host.expect("play", seq=2)
            await host.expect("ok", id="a-1")

    run(scenario())


def test_page_that_says_goodbye_is_answered(server: Server) -> None:
    async def scenario() -> None:
        async with Crowd(server) as crowd:
            host = await crowd.host()
            guest = await crowd.guest(host)
            await guest.close()
            assert guest.socket.close_code == 1000
            await crowd.present(host.welcome["watch"], host=True, guest=False)

    run(scenario())
