"""``docs/protocol.md`` describes every message, field and code there is, and nothing else; its examples are real."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest

from fourline.errors import Code
from fourline.net.close_codes import CloseCode
from fourline.protocol import classic, codec, messages, server_messages
from fourline.protocol.codes import TEXTS
from fourline.rules.game import Reason

PAGE = (Path(__file__).resolve().parent.parent / "docs" / "protocol.md").read_text("utf-8")
FROM_PAGE = {cls.__struct_config__.tag: cls for cls in get_args(messages.ClientMessage)}
FROM_SERVER = {cls.__struct_config__.tag: cls for cls in get_args(server_messages.ServerMessage)}
CLASSIC = {cls.__struct_config__.tag: cls for cls in (classic.Init, classic.Play, classic.Win, classic.Error)}
# Pages see it where no close frame came; nobody sends it.
NO_CLOSE_FRAME = 1006

Message = type[msgspec.Struct]


def rows(text: str, header: str) -> Iterator[list[str]]:
    """Yield the cells of the table in ``text`` that begins with ``header``; none if it isn't there."""
    lines = iter(text.partition(header)[2].splitlines()[2:])
    for line in takewhile(lambda line: line.startswith("|"), lines):
        yield [cell.strip() for cell in line.strip("|").split("|")]


def sections() -> dict[str, str]:
    """Return the text under each heading of the third level."""
    parts = re.split(r"^(#{2,3}) (.*)$", PAGE, flags=re.MULTILINE)
    return {
        title: text for level, title, text in zip(parts[1::3], parts[2::3], parts[3::3], strict=True) if level == "###"
    }


def paths(cls: Message) -> Iterator[str]:
    """Yield the fields of a message, those of objects inside it as ``object.field``."""
    for field in msgspec.structs.fields(cls):
        yield field.name
        for part in get_args(field.type) or (field.type,):
            if isinstance(part, type) and issubclass(part, msgspec.Struct):
                yield from (f"{field.name}.{inner}" for inner in paths(part))


def examples(kind: str) -> list[str]:
    blocks = re.findall(rf"^```json {kind}\n(.*?)^```", PAGE, flags=re.MULTILINE | re.DOTALL)
    return [text for block in blocks for text in split(block)]


def split(block: str) -> Iterator[str]:
    """Yield the JSON values of a block, one after another."""
    rest = block.strip()
    while rest:
        _, end = json.JSONDecoder().raw_decode(rest)
        yield rest[:end]
        rest = rest[end:].lstrip()


HEADINGS = {f"`{tag}` from the page": cls for tag, cls in FROM_PAGE.items()}
HEADINGS |= {f"`{tag}` from the server": cls for tag, cls in FROM_SERVER.items()}


def test_every_message_has_its_section_and_no_other_has() -> None:
    assert set(sections()) == set(HEADINGS)


@pytest.mark.parametrize("heading", HEADINGS)
def test_section_has_the_messages_fields_and_no_others(heading: str) -> None:
    first_cells = [cells[0] for cells in rows(sections()[heading], "| field |")]
    documented = [name for cell in first_cells for name in re.findall(r"`([^`]+)`", cell)]
    assert sorted(documented) == sorted(paths(HEADINGS[heading]))


@pytest.mark.parametrize("tag", CLASSIC)
def test_classic_message_of_the_server_has_its_row(tag: str) -> None:
    documented = [cells[1] for cells in rows(PAGE, "| from | message |") if cells[0] == "server"]
    fields = ", ".join(f"`{name}`" for name in CLASSIC[tag].__struct_fields__)
    assert f"`{tag}` with {fields}" in documented
    assert len(documented) == len(CLASSIC)


def test_every_code_is_described_with_its_text() -> None:
    table = {cells[0]: cells[1] for cells in rows(PAGE, "| code | usual message |")}
    assert table == {f"`{code.value}`": TEXTS[code] for code in Code}


def test_every_reason_for_an_end_is_described() -> None:
    assert [cells[0] for cells in rows(PAGE, "| reason | who wins |")] == [f"`{reason.value}`" for reason in Reason]


def test_every_phrase_is_described() -> None:
    cell = next(cells[1] for cells in rows(sections()["`say` from the page"], "| field |") if cells[0] == "`phrase`")
    assert tuple(re.findall(r'`"([^"]+)"`', cell)) == get_args(messages.Phrase)


def test_every_close_code_is_described() -> None:
    table = [int(cells[0]) for cells in rows(PAGE, "| close code |")]
    assert table == sorted({*CloseCode, NO_CLOSE_FRAME})


@pytest.mark.parametrize("text", examples("page") + examples("classic page"))
def test_example_of_a_page_is_understood(text: str) -> None:
    fields: dict[str, Any] = json.loads(text)
    message = codec.decode_init(text) if fields["type"] == "init" else codec.decode(text)
    sent = {name: value for name, value in msgspec.to_builtins(message).items() if name in fields}
    assert sent == fields


@pytest.mark.parametrize("text", examples("classic page"))
def test_classic_example_has_no_version(text: str) -> None:
    assert json.loads(text).keys() <= {"type", "join", "watch", "column"}


@pytest.mark.parametrize(
    ("text", "known"),
    [(text, FROM_SERVER) for text in examples("server")] + [(text, CLASSIC) for text in examples("classic server")],
)
def test_example_of_the_server_is_what_it_would_send(text: str, known: dict[str, Message]) -> None:
    message = msgspec.json.decode(text, type=known[json.loads(text)["type"]])
    assert json.loads(msgspec.json.encode(message)) == json.loads(text)


def test_every_message_has_an_example() -> None:
    for kind, known in (("page", FROM_PAGE), ("server", FROM_SERVER), ("classic server", CLASSIC)):
        assert {json.loads(text)["type"] for text in examples(kind)} == set(known)


def test_every_json_block_is_tried() -> None:
    kinds = re.findall(r"^```(.+)$", PAGE, flags=re.MULTILINE)
    assert set(kinds) == {f"json {kind}" for kind in ("page", "server", "classic page", "classic server")}
