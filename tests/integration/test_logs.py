"""At its most talkative the server prints no key, no secret and no query string, whatever happens to it."""

from __future__ import annotations

import signal
from collections.abc import Iterable

import pytest
from websockets.frames import Opcode

from .classic import ClassicPage
from .conftest import Starter
from .frames import frame
from .games import RED_WINS
from .patience import run, until
from .peer import Crowd, new_secret
from .server import Server

MARK = "do-not-log-this"
"""In every text that a client makes up."""


async def live(server: Server) -> Iterable[str]:
    """Do everything that can be done, and much that can't; return what must not be logged."""
    async with Crowd(server) as crowd:
        secrets = [new_secret() for _ in range(5)]
        host = await crowd.host(secret=secrets[0], name="Ada")
        join, watch, room = (host.welcome[name] for name in ("join", "watch", "room"))
        guest = await crowd.guest(host, secret=secrets[1])
        await crowd.enter(join=join, secret=secrets[2])
        await crowd.enter(room=room, secret=secrets[3])
        red = await ClassicPage.open(crowd)
        yellow = await ClassicPage.join(crowd, red.join_key)
        for ply, column in enumerate(RED_WINS):
            await [red, yellow][ply % 2].play(column)
            await red.read("play")
            await yellow.read("play")
        await host.play(3, id=MARK)
        await guest.expect("play")
        for path in (f"/?join={join}", f"/?watch={watch}", f"/room/{room}?{MARK}", f"/ws?join={join}", f"/no?{watch}"):
            server.request("GET", path)
        server.request("POST", "/qr", f"http://localhost/?join={join}")
        server.request("POST", "/qr", join * 100)
        for init in ({"join": f"{MARK}{join}"}, {"watch": MARK}, {"room": MARK}):
            peer = await crowd.connect(f"/?join={join}")
            await peer.send(type="init", version=1, secret=secrets[4], **init)
            assert await peer.end() == 4500
        for text in (f'{{"type":"init","secret":"{secrets[4]}"', f'"{MARK}"', f'{{"type":"{MARK}"}}'):
            await guest.socket.send(text)
        for opcode, payload in ((Opcode.BINARY, secrets[1]), (Opcode.TEXT, "x" * 3_000), (Opcode.CONT, secrets[1])):
            peer = await crowd.enter(room=room, secret=secrets[1])
            peer.socket.transport.write(frame(opcode, payload.encode()))
            await peer.end()
        server.fill_disk()
        await guest.play(3, id=MARK)
        await until(lambda: server.health() == 503)
        server.free_disk()
        await until(lambda: server.health() == 200)
        server.signal(signal.SIGTERM)
        assert await host.end() == 1001
        return [*secrets, join, watch, red.join_key, red.watch_key, MARK, "?"]


@pytest.mark.parametrize("form", ["--no-log-json", "--log-json"])
def test_nothing_private_is_logged(start: Starter, form: str) -> None:
    server = start("--log-level", "debug", form)
    private = run(live(server))
    assert server.wait() == 0
    # There is a log to look through.
    assert "/room/" in server.output
    assert "store_available" in server.output
    assert [text for text in private if text in server.output] == []
