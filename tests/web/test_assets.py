"""Static files: one tag over all of them, and no address for what isn't there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from fourline.web.assets import Assets, load_assets
from fourline.web.content import IMMUTABLE

BODIES = {"board.js": b"board", "page.css": b"page", "img/icon.svg": b"<svg/>"}


def test_path_has_tag_and_name() -> None:
    assets = Assets(BODIES)
    assert re.fullmatch(r"/s/[0-9a-f]{12}/img/icon\.svg", assets.path("img/icon.svg"))


def test_tag_depends_on_nothing_but_names_and_bytes() -> None:
    assert Assets(BODIES).tag == Assets(dict(reversed(BODIES.items()))).tag


@pytest.mark.parametrize(
    "bodies",
    [
        {**BODIES, "board.js": b"Board"},
        {**BODIES, "clock.js": b""},
        {"board.js": b"board"},
        {"board.css": b"board", "page.css": b"page", "img/icon.svg": b"<svg/>"},
        {"board.js": b"page", "page.css": b"board", "img/icon.svg": b"<svg/>"},
    ],
)
def test_any_change_gives_another_tag(bodies: dict[str, bytes]) -> None:
    assert Assets(bodies).tag != Assets(BODIES).tag


@pytest.mark.parametrize("name", ["", "Board.js", "board", "../pages.py", "/board.js", "img", "img/", "board.js\0"])
def test_unknown_name_has_no_path_and_is_not_found(name: str) -> None:
    assets = Assets(BODIES)
    with pytest.raises(LookupError, match="no static file"):
        assets.path(name)
    with pytest.raises(LookupError, match="no static file"):
        assets.find(name)


def test_found_asset_may_be_kept_for_ever() -> None:
    content = Assets(BODIES).find("board.js")
    assert (content.body, content.cache_control) == (b"board", IMMUTABLE)


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("a.js", "text/javascript"),
        ("a.css", "text/css; charset=utf-8"),
        ("a.svg", "image/svg+xml"),
        ("a.png", "image/png"),
        ("a.webmanifest", "application/manifest+json"),
        ("a.wasm", "application/wasm"),
    ],
)
def test_media_type_follows_the_ending(name: str, media_type: str) -> None:
    assert Assets({name: b""}).find(name).media_type == media_type


def test_load_reads_folders_and_leaves_other_kinds_out(tmp_path: Path) -> None:
    (tmp_path / "img").mkdir()
    for name in ("board.js", "board.js~", "notes.txt", ".DS_Store", "img/icon.svg", "img/icon.svg.orig"):
        (tmp_path / name).write_bytes(name.encode())
    assets = load_assets(tmp_path)
    assert assets.tag == Assets({"board.js": b"board.js", "img/icon.svg": b"img/icon.svg"}).tag


def test_load_without_a_folder_reads_our_own_and_the_solver() -> None:
    package = Path(__file__).parents[2] / "src/fourline"
    assets, folder = load_assets(), load_assets(package / "web/static")
    for name in ("favicon.svg", "board.js", "base.css"):
        assert assets.find(name) == folder.find(name)
    solver = assets.find("solver.wasm")
    assert (solver.body, solver.media_type) == ((package / "engine/solver.wasm").read_bytes(), "application/wasm")
    assert assets.tag != folder.tag


def test_load_leaves_comments_behind(tmp_path: Path) -> None:
    (tmp_path / "board.js").write_bytes(b"// Why.\nboard();\n")
    (tmp_path / "page.css").write_bytes(b"/* Why. */\na {}\n")
    (tmp_path / "icon.svg").write_bytes(b"// no comment here\n")
    assets = load_assets(tmp_path)
    assert assets.find("board.js").body == b"\nboard();\n"
    assert assets.find("page.css").body == b"\na{}\n"
    assert assets.find("icon.svg").body == b"// no comment here\n"
