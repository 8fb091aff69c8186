"""Hostile messages over real sockets, from every role and both dialects; the room's own players send them, too."""

from __future__ import annotations

import asyncio
import json
import signal
from random import Random

from .classic import ClassicPage
from .conftest import Starter
from .hostile import HostileTexts
from .patience import run
from .peer import Crowd, Message, Peer, new_secret
from .stored import check_logs, read_logs, told

ROUNDS = 70
BURST = 8
SEED = 9


class Attacker:
    """One connection, and the hostile texts it sends."""

    def __init__(self, peer: Peer, texts: HostileTexts) -> None:
        self.sent = 0
        self._peer = peer
        self._texts = texts

    async def attack(self) -> None:
        """Send a burst, and read whatever comes until the server has been through all of it."""
        for _ in range(BURST):
            await self._peer.socket.send(self._texts.next())
            self.sent += 1
        # A second init is refused in every dialect, in words that nothing else is refused with.
        await self._peer.send(type="init", version=1, watch="")
        while not _is_last_answer(await self._peer.next()):
            pass


def _is_last_answer(message: Message) -> bool:
    return bool(message.get("message") == "The first message was init already.")


async def enter_as_everybody(crowd: Crowd) -> tuple[list[Peer], list[str]]:
    """Fill two rooms and the lobby; return the connections, and all the keys and secrets they have."""
    secrets = [new_secret() for _ in range(4)]
    host = await crowd.host(secret=secrets[0])
    guest = await crowd.guest(host, secret=secrets[1])
    keys = [host.welcome[name] for name in ("room", "join", "watch")]
    red = await ClassicPage.open(crowd)
    yellow = await ClassicPage.join(crowd, red.join_key)
    await red.play(3)
    for page in (red, yellow):
        # Until it is in, only a few messages would be kept for it.
        await page.read("play")
    # Where the others play, a takeback or a rematch would close it.
    watcher = await ClassicPage.watch(crowd, red.watch_key)
    spectators = [await crowd.spectator(host), await crowd.enter(watch=red.watch_key)]
    taken = await crowd.enter(join=host.welcome["join"], secret=secrets[2])
    lobby = [await crowd.connect() for _ in range(2)]
    for visitor in lobby:
        await visitor.send(type="init", version=1, lobby=True)
        await visitor.expect("lobby")
    peers = [host, guest, red.peer, yellow.peer, watcher.peer, *spectators, taken, *lobby]
    return peers, [*secrets, *keys, red.join_key, red.watch_key]


def test_5000_hostile_messages_change_no_rule_and_close_nobody(start: Starter) -> None:
    # Otherwise the first few would close their senders, and there were nothing to see.
    server = start("--commands", "1000000", "--malformed-messages", "1000000", "--connections-per-seat", "1000")

    async def scenario() -> dict[str, tuple[Message, list[Message]]]:
        async with Crowd(server) as crowd:
            bystander = await crowd.host()
            other = await crowd.guest(bystander)
            peers, words = await enter_as_everybody(crowd)
            witnesses = [await crowd.enter(watch=key) for key in (words[6], words[8])]
            seen: list[list[Message]] = [[], []]
            attackers = [Attacker(peer, HostileTexts(Random(SEED + index), words)) for index, peer in enumerate(peers)]
            for number in range(ROUNDS):
                await asyncio.gather(*[attacker.attack() for attacker in attackers])
                for index, witness in enumerate(witnesses):
                    seen[index] += await witness.caught_up()
                # In the other room the game goes on as if nothing was.
                if number < 6:
                    await [bystander, other][number % 2].play(number)
                    for peer in (bystander, other):
                        await peer.expect("play", column=number, ply=number + 1)
            assert sum(attacker.sent for attacker in attackers) > 5_000
            assert server.health() == 200
            # It finishes what is still on its way to the store.
            server.signal(signal.SIGTERM)
            shown: dict[str, tuple[Message, list[Message]]] = {}
            for witness, messages in zip(witnesses, seen, strict=True):
                *last, bye = await witness.last_messages()
                assert bye["type"] == "bye"
                shown[witness.welcome["room"]] = witness.state, messages + last
            return shown

    shown = run(scenario())
    assert server.wait() == 0
    logs = read_logs(server.database)
    check_logs(logs)
    kinds = set()
    for room, (state, messages) in shown.items():
        # They were told what happened, all of it, and nothing else but what players say.
        events = [message for message in messages if message["type"] != "say"]
        assert events == [told(entry) for entry in logs[room][state["seq"] :]]
        kinds |= {message["type"] for message in events}
    assert kinds >= {"play", "offer"}


def test_hostile_first_messages_open_and_enter_nothing(start: Starter) -> None:
    server = start("--commands", "1000000", "--malformed-messages", "1000000")

    async def scenario() -> None:
        async with Crowd(server) as crowd:
            host = await crowd.host()
            stranger = await crowd.connect()
            texts = HostileTexts(Random(SEED), ["nonsense"])
            for _ in range(500):
                text = texts.next()
                # An init in the tutorial's dialect may be short of everything, and opens a room.
                if '"init"' not in text:
                    await stranger.socket.send(text)
                    assert (await stranger.next())["type"] == "error"
            await stranger.enter(watch=host.welcome["watch"])
            assert [message for message in await host.caught_up() if message["type"] != "presence"] == []

    run(scenario())
    server.kill()
    [log] = read_logs(server.database).values()
    assert [entry.event for entry in log] == [{"type": "opened", "color": "red"}]


def test_hostile_frames_close_their_senders_alone(start: Starter) -> None:
    server = start("--connections-per-address", "100000")
    random = Random(SEED)

    async def scenario() -> None:
        async with Crowd(server) as crowd:
            host = await crowd.host()
            for number in range(100):
                spectator = await crowd.spectator(host)
                # Random bytes, or a text frame with some bits turned.
                data = bytearray(random.randbytes(300))
                if number % 2:
                    data[:6] = b"\x81\xfe\x01\x00" + data[4:6]
                    data[random.randrange(4)] ^= 1 << random.randrange(8)
                spectator.socket.transport.write(bytes(data))
                spectator.socket.transport.write_eof()
                await spectator.last_messages()
            assert json.dumps(await host.caught_up()) == "[]"

    run(scenario())
