"""A crowd in the lobby: pages that seek and take, by name."""

from __future__ import annotations

from tests.live.kit import Message, Page, World, secret

CLOCK = {"initial_ms": 180_000, "increment_ms": 2_000}


def seeks(page: Page) -> list[str]:
    """Return the names of the seeks that a page sees, as it was last told."""
    return [seek["name"] for seek in page.last("lobby")["seeks"]]


async def seek(world: World, who: str, **options: object) -> Page:
    """Return a visitor who has begun to seek."""
    page = await world.visit()
    page.send(type="seek", secret=secret(who), name=who, **options)
    await world.turns()
    return page


async def take(world: World, page: Page, seek_id: str, who: str) -> Message:
    """Return what a visitor gets who takes a seek."""
    page.take()
    page.send(type="take", seek=seek_id, secret=secret(who), name=who)
    await world.turns()
    [answer] = [message for message in page.take() if message["type"] != "lobby"]
    return answer


def id_of(page: Page, name: str) -> str:
    return str(next(seek["seek"] for seek in page.last("lobby")["seeks"] if seek["name"] == name))


async def paired(world: World, host: str = "ada", guest: str = "bo", **options: object) -> tuple[Page, Page]:
    """Return the host and the guest of a room that came of a seek, in that room."""
    seeker, taker = await seek(world, host, **options), await world.visit()
    answer = await take(world, taker, id_of(taker, host), guest)
    pages = [await world.enter(version=1, secret=secret(who), room=answer["room"]) for who in (host, guest)]
    seeker.cut()
    taker.cut()
    await world.turns()
    return pages[0], pages[1]
