"""Sizes, names and docstrings of the source, and what no tracked file may hold."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "fourline"

FILE_LINES = 400
FUNCTION_LINES = 60
EMPTY_WORDS = {"utils", "util", "helpers", "helper", "common", "manager", "misc"}
# In two parts, so that this file doesn't hold what it looks for.
REGISTRY_HOSTS = ["pypi" + ".org", "pythonhosted" + ".org", "npmjs" + ".org", "npmjs" + ".com", "yarnpkg" + ".com"]
URL_OF_A_LOCK = re.compile(r'"?(resolved|registry|--index-url|--extra-index-url|index-url)"?\s*[:=]?\s*"?https?:')

Function = ast.FunctionDef | ast.AsyncFunctionDef


def tracked() -> list[Path]:
    """Return the files that git tracks or would, or all there are where git isn't."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listing.returncode:
        found = [path for path in ROOT.rglob("*") if not {".venv", "node_modules"} & set(path.parts)]
    else:
        found = [ROOT / name for name in listing.stdout.decode().split("\0") if name]
    return sorted(path for path in found if path.is_file())


TRACKED = tracked()
SOURCES = [path for path in TRACKED if SOURCE in path.parents and path.suffix in {".py", ".js", ".css", ".html"}]
PYTHON = [path for path in SOURCES if path.suffix == ".py"]


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def functions(tree: ast.AST) -> Iterator[Function]:
    return (node for node in ast.walk(tree) if isinstance(node, Function))


def undocumented(tree: ast.Module) -> Iterator[str]:
    """Yield the public names of a module, the module included, that have no docstring."""
    if ast.get_docstring(tree) is None:
        yield "the module"
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef) and not node.name.startswith("_")]
    members = [member for owner in classes for member in owner.body]
    for node in [*tree.body, *members]:
        if isinstance(node, Function | ast.ClassDef) and not node.name.startswith("_"):
            inherits = any(ast.unparse(mark).rpartition(".")[2] == "override" for mark in node.decorator_list)
            if ast.get_docstring(node) is None and not inherits:
                yield node.name


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_file_is_short(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= FILE_LINES


@pytest.mark.parametrize("path", PYTHON, ids=name)
def test_functions_are_short(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    long = {node.name for node in functions(tree) if (node.end_lineno or 0) - node.lineno >= FUNCTION_LINES}
    assert not long


@pytest.mark.parametrize("path", PYTHON, ids=name)
def test_public_names_have_docstrings(path: Path) -> None:
    assert not list(undocumented(ast.parse(path.read_text(encoding="utf-8"))))


def test_missing_docstrings_are_found() -> None:
    text = "class Public:\n  def method(self): ...\n  def _own(self): ...\ndef function(): 'told'\nclass _Private: ..."
    assert list(undocumented(ast.parse(text))) == ["the module", "Public", "method"]


@pytest.mark.parametrize("path", [path for path in TRACKED if path.suffix in {".py", ".js", ".css"}], ids=name)
def test_file_name_says_something(path: Path) -> None:
    assert not EMPTY_WORDS & set(re.split(r"[._-]", path.name))


def test_no_file_names_a_registry() -> None:
    found = []
    for path in TRACKED:
        text = path.read_text(encoding="utf-8", errors="replace")
        if any(host in text for host in REGISTRY_HOSTS) or URL_OF_A_LOCK.search(text):
            found.append(name(path))
    assert not found


def test_registry_in_a_lock_is_found() -> None:
    assert URL_OF_A_LOCK.search('"resolved": "https' + '://registry.example/typescript.tgz"')
    assert URL_OF_A_LOCK.search("--index-url https" + "://registry.example/simple")


def test_dependencies_have_no_second_kind_of_lock() -> None:
    assert not {"uv.lock", "pylock.toml", "poetry.lock", "yarn.lock"} & {path.name for path in TRACKED}
