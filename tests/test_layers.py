"""Who may import whom: the table in docs/architecture.md, enforced."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "fourline"
ARCHITECTURE = ROOT / "docs" / "architecture.md"

OPEN_TO_ALL = frozenset({"", "config", "errors"})
IO = frozenset({
    "fcntl", "io", "os", "pathlib", "select", "selectors", "shutil", "socket", "sqlite3", "ssl", "subprocess",
    "tempfile", "threading",
})  # fmt: skip


@dataclass(frozen=True)
class Rule:
    """One row of the table; ``only_in`` tells in which files alone a module may be imported."""

    may: frozenset[str]
    never: frozenset[str]
    only_in: dict[str, str]


def read_rules() -> dict[str, Rule]:
    """Return the rows of the page's table, by layer."""
    table = ARCHITECTURE.read_text(encoding="utf-8").partition("| layer |")[2].partition("\n\n")[0]
    found: dict[str, Rule] = {}
    for row in table.splitlines()[2:]:
        layers, may, never = (cell.strip() for cell in row.strip("|").split("|"))
        only_in = dict(re.findall(r"`([^`]+)` outside `([^`]+)`", never))
        named = frozenset(re.findall(r"`([^`]+)`", never)) - {*only_in, *only_in.values()}
        rule = Rule(
            frozenset({"all"} if may == "all" else re.findall(r"`([^`]+)`", may)),
            named | IO if "I/O" in never else named,
            only_in,
        )
        found |= dict.fromkeys(re.findall(r"`([^`]+)`", layers), rule)
    return found


RULES = read_rules()


def module_name(source: Path) -> str:
    """Return the dotted name inside the package: ``store.base``, ``store`` for its ``__init__``."""
    parts = source.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


SOURCES = {module_name(source): source for source in sorted(PACKAGE.rglob("*.py"))}


def imported_names(text: str, source: Path) -> Iterator[str]:
    """Yield every name that ``text``, standing in the file ``source``, imports, in full; even inside functions."""
    folder = ("fourline", *source.relative_to(PACKAGE).parent.parts)
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = folder[: len(folder) - node.level + 1] if node.level else ()
            base = ".".join((*start, node.module) if node.module else start)
            yield from (f"{base}.{alias.name}" for alias in node.names)


def imports(text: str, source: Path) -> tuple[set[str], set[str]]:
    """Return the modules of ours that ``text`` imports, and the top names of all others."""
    ours, others = set(), set()
    for name in imported_names(text, source):
        top, _, inside = name.partition(".")
        if top != "fourline":
            others.add(top)
            continue
        # The last part may be a function or a class.
        while inside and inside not in SOURCES:
            inside = inside.rpartition(".")[0]
        ours.add(inside)
    return ours, others


def breaches(text: str, source: Path) -> set[str]:
    """Return what ``text`` imports although the layer of the file ``source`` may not."""
    # Running the package is the command line's business.
    layer = module_name(source).partition(".")[0].replace("__main__", "cli")
    ours, others = imports(text, source)
    if layer in OPEN_TO_ALL:
        return ours - OPEN_TO_ALL
    rule = RULES[layer]
    open_here = OPEN_TO_ALL | rule.may | {layer}
    wrong = {name for name in ours if name not in open_here and name.partition(".")[0] not in open_here}
    elsewhere = {name for name, files in rule.only_in.items() if not source.match(files)}
    return (set() if "all" in rule.may else wrong) | others & (rule.never | elsewhere)


# Libraries that are imported by another name than they are installed by.
DISTRIBUTIONS = {"PIL": "pillow"}


@pytest.mark.parametrize("name", SOURCES)
def test_module_imports_what_its_layer_may(name: str) -> None:
    assert not breaches(SOURCES[name].read_text(encoding="utf-8"), SOURCES[name])


@pytest.mark.parametrize(
    ("file", "text", "found"),
    [
        ("rules/x.py", "from ..room import events", {"room.events"}),
        ("rules/x.py", "if TYPE_CHECKING:\n    from ..store.base import Store", {"store.base"}),
        ("rules/x.py", "def f():\n    import time", {"time"}),
        ("room/x.py", "import os.path", {"os"}),
        ("room/x.py", "from ..rules.game import Game\nfrom ..errors import Code\nfrom .events import Event", set()),
        ("live/x.py", "from ..store import base", set()),
        ("live/x.py", "from ..store.base import Store", set()),
        ("live/x.py", "from ..store import Store", {"store"}),
        ("net/x.py", "from fourline.rules.game import Game", {"rules.game"}),
        ("store/base.py", "import sqlite3", {"sqlite3"}),
        ("store/database.py", "import sqlite3", set()),
        ("config.py", "from .rules import game", {"rules.game"}),
        ("app.py", "from .rules import game", set()),
    ],
)
def test_breach_is_found(file: str, text: str, found: set[str]) -> None:
    assert breaches(text, PACKAGE / file) == found


def test_every_layer_has_a_row() -> None:
    assert {name.partition(".")[0] for name in SOURCES} - OPEN_TO_ALL - {"__main__"} == set(RULES)


def test_libraries_are_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = {re.split(r"[^\w-]", need)[0].replace("-", "_") for need in project["dependencies"]}
    used = {name for source in SOURCES.values() for name in imports(source.read_text(encoding="utf-8"), source)[1]}
    assert {DISTRIBUTIONS.get(name, name) for name in used - sys.stdlib_module_names} <= declared


def test_no_modules_import_in_a_circle() -> None:
    graph = {name: imports(source.read_text(encoding="utf-8"), source)[0] for name, source in SOURCES.items()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as exc:
        pytest.fail(" <- ".join(exc.args[1]))
