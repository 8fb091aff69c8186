"""People who seek, take, vanish and come back in any order, over a store that holds, fails and loses answers."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fourline.live.services import SeatSecret, hash_secret
from fourline.room.events import Joined, Opened, RoomId
from tests.live.kit import AnswerLosingStore, Message, Page, World, run, secret

PEOPLE = 4
CODES = {"seek_gone", "not_available", "unavailable"}


class Person:
    """Somebody in the lobby, as far as its own pages know."""

    def __init__(self, world: World, name: str) -> None:
        self.world = world
        self.name = name
        self.pages: list[Page] = []
        self.sent: set[str] = set()
        """All its secrets."""
        self.spent: set[str] = set()
        """Those that may have become a guest's."""
        self.seeking: str | None = None
        """The name of the seek that was placed last, and not taken back."""
        self.is_sure = False
        """Whether nothing has happened since that may have ended it."""
        self.pending: list[str] = []
        """The secrets of takes whose answers are still to come to the last page."""
        self.taken: tuple[str, str] | None = None
        """The last take: seek and secret."""
        self.tried: set[tuple[str, str] | None] = set()
        """What was taken while an answer was still to come."""
        self._seen = 0
        self._rounds = 0

    @property
    def page(self) -> Page | None:
        """The page that is in the lobby now."""
        page = self.pages[-1] if self.pages else None
        return None if page is None or page.transport.is_lost else page

    def come(self) -> Page:
        """Return the page that is in the lobby, opened now if there is none."""
        if self.page is None:
            page = self.world.connect()
            page.send(type="init", version=1, lobby=True)
            self.pages.append(page)
            self.pending.clear()
            self._seen = 0
            self.tried.clear()
            self.is_sure = False
            self.new(page)
        assert self.page is not None
        return self.page

    def new(self, page: Page) -> list[Message]:
        """Return what came since the last time but is nothing that all are told."""
        page.read()
        new, self._seen = page.log[self._seen :], len(page.log)
        own = [message for message in new if message["type"] != "lobby"]
        assert all(message.get("code") in {None, *CODES} for message in own)
        return own

    def catch_up(self) -> None:
        """Take note of answers that came by themselves."""
        page = self.page
        if page is not None:
            for message in self.new(page):
                if message["type"] == "error":
                    self.pending.pop()
                    self.is_sure = False
                elif message["role"] == "guest":
                    self.answered(message)
                    self.is_sure = False

    def answered(self, pair: Message) -> None:
        """Take note of the room that came of a take: of this page's, or of an earlier one's."""
        guest_hash = vars(self.world.store)["_rooms"][pair["room"]].record.guest_hash
        self.pending = [sent for sent in self.pending if hash_secret(SeatSecret(sent)) != guest_hash]

    def seek(self, is_same: bool) -> None:
        page = self.come()
        self.catch_up()
        if not is_same or self.seeking is None:
            self._rounds += 1
        wish = f"{self.name}-s{self._rounds}"
        self.sent.add(secret(wish))
        page.send(type="seek", secret=secret(wish), name=wish)
        new = self.new(page)
        assert len(new) <= 1
        if not new:
            self.seeking, self.is_sure = wish, True

    def unseek(self) -> None:
        if self.page is not None:
            self.page.send(type="unseek")
            self.seeking = None

    def take(self, number: int, is_same: bool, is_seeker: bool = False) -> None:
        page = self.come()
        self.catch_up()
        # Nobody takes its own seek of a moment ago, which is of another connection.
        seeks = [seek for seek in page.last("lobby")["seeks"] if not seek["name"].startswith(self.name)]
        if seeks and not is_same:
            seek_id = seeks[number % len(seeks)]["seek"]
            # Pages take with the secret of their own seek, if they have one; a room may have come of it only once.
            wish = self.seeking if is_seeker and secret(self.seeking or "") not in self.spent else None
            self.taken = seek_id, secret(wish or f"{self.name}-t{seek_id[:8]}")
        if not self.pending:
            self.tried.clear()
        elif self.taken in self.tried:
            # One answer will do for both.
            return
        self.tried.add(self.taken)
        if self.taken is not None:
            self.is_sure = False
            self.sent.add(self.taken[1])
            page.send(type="take", seek=self.taken[0], secret=self.taken[1])
            new = self.new(page)
            assert len(new) <= 1
            if not new:
                self.pending.append(self.taken[1])
                self.spent.add(self.taken[1])

    @property
    def told(self) -> list[Message]:
        """All pairs that any of its pages was told of."""
        return [message for page in self.pages for message in page.log if message["type"] == "paired"]

    @property
    def hashes(self) -> set[bytes]:
        return {hash_secret(SeatSecret(sent)) for sent in self.sent}


SEEK = st.tuples(st.just("seek"), st.integers(0, PEOPLE - 1), st.booleans())
TAKE = st.tuples(st.just("take"), st.integers(0, PEOPLE - 1), st.integers(0, 3), st.booleans(), st.booleans())
STEPS = st.one_of(
    *[SEEK, SEEK, TAKE, TAKE],
    st.tuples(st.sampled_from(["cut", "unseek", "come"]), st.integers(0, PEOPLE - 1)),
    st.tuples(st.just("turns"), st.integers(1, 4)),
    st.tuples(st.just("advance"), st.sampled_from([1, 11])),
    st.tuples(st.sampled_from(["hold", "release", "break", "lose", "mend"])),
)


async def take_step(world: World, people: list[Person], store: AnswerLosingStore, step: tuple[object, ...]) -> None:
    match step:
        case ("seek", int(who), bool(is_same)):
            people[who].seek(is_same)
        case ("take", int(who), int(number), bool(is_same), bool(is_seeker)):
            people[who].take(number, is_same, is_seeker)
        case ("cut", int(who)):
            people[who].catch_up()
            if people[who].page is not None:
                people[who].pages[-1].cut()
        case ("unseek", int(who)):
            people[who].unseek()
        case ("come", int(who)):
            people[who].come()
        case ("turns", int(count)):
            await world.turns(count)
        case ("advance", int(duration_s)):
            await world.advance(duration_s, 1)
        case (str(what),):
            touch(store, what)


def touch(store: AnswerLosingStore, what: str) -> None:
    """Do something to the store."""
    match what:
        case "hold":
            store.hold()
        case "release":
            store.release()
        case "break":
            store.failure = "disk full"
        case "lose":
            store.loses_answers = True
        case _:
            store.failure, store.loses_answers = None, False


def check_pairings(world: World) -> None:
    """See that nobody is being paired with two others."""
    pairings = vars(vars(world.lobby)["_seeks"])["_pairings"].values()
    for some in ([pairing.members for pairing in pairings], [pairing.secrets for pairing in pairings]):
        assert len(set().union(*some)) == sum(map(len, some))
    assert all(pairing.taker is not pairing.seek.owner for pairing in pairings)


async def check(world: World, people: list[Person]) -> None:
    """Compare what everybody was told with what is stored, and with each other."""
    rooms = [RoomId(room_id) for room_id in vars(world.store)["_rooms"]]
    records = {room_id: await world.store.find_room(room_id=room_id) for room_id in rooms}
    guests = [record.guest_hash for record in records.values() if record is not None]
    assert len(set(guests)) == len(guests)
    for room_id in rooms:
        assert [type(entry.event) for entry in await world.store.read(room_id)] == [Opened, Joined]
    for person in people:
        person.catch_up()
        # Every take was answered, exactly once.
        assert person.page is None or not person.pending
        for pair in person.told:
            record = records[RoomId(pair["room"])]
            assert record is not None
            assert (record.host_hash if pair["role"] == "host" else record.guest_hash) in person.hashes


async def check_open(world: World, people: list[Person]) -> None:
    """Compare the seeks that are still open with those who still seek, once all grace is over."""
    for person in people:
        if person.page is not None:
            person.page.send(type="sync")
    views = [[seek["name"] for seek in person.page.last("lobby")["seeks"]] for person in people if person.page]
    assert all(view == views[0] for view in views)
    hosted = {host for person in people for host in hosts(person)}
    seeking = {person for person in people if person.page is not None and person.seeking}
    for view in views:
        assert set(view) <= {str(person.seeking) for person in seeking}
        assert set(view) >= {str(p.seeking) for p in seeking if p.is_sure and p.seeking not in hosted}


def hosts(person: Person) -> list[str]:
    """Return the seeks that a person knows to have become rooms."""
    return [
        sent.rstrip("_")
        for sent in person.sent
        for pair in person.told
        if pair["role"] == "host"
        and hash_secret(SeatSecret(sent)) == vars(person.world.store)["_rooms"][pair["room"]].record.host_hash
    ]


async def play(steps: list[tuple[object, ...]]) -> None:
    store = AnswerLosingStore()
    world = World(store, rooms_per_minute=10**6)
    people = [Person(world, f"p{number}") for number in range(PEOPLE)]
    for step in steps:
        await take_step(world, people, store, step)
        check_pairings(world)
    touch(store, "mend")
    store.release()
    await world.turns()
    await check(world, people)
    await world.advance(11, 1)
    await check_open(world, people)


@settings(max_examples=200)
@given(st.lists(STEPS, min_size=8, max_size=40))
def test_everybody_is_paired_at_most_once_and_told_so_whatever_comes_between(steps: list[tuple[object, ...]]) -> None:
    run(lambda: play(steps))


@pytest.mark.parametrize("has_failed", [False, True])
@pytest.mark.parametrize(
    "order",
    list(
        permutations(
            [("take", 1, 0, False, False), ("take", 2, 0, False, False), ("cut", 0), ("seek", 0, True), ("release",)]
        )
    ),
    ids=lambda order: "-".join(str(step[0]) + "".join(map(str, step[1:2])) for step in order),
)
def test_two_takers_and_a_seeker_that_is_cut_off_in_every_order(
    order: tuple[tuple[object, ...], ...], has_failed: bool
) -> None:
    steps = [("seek", 0, False), ("come", 1), ("come", 2), ("hold",), *order]
    run(lambda: play([*steps[:4], *([("break",)] if has_failed else []), *steps[4:]]))
