"""Pages: rendered at start, so that a mistake in a template is found there."""

from __future__ import annotations

from pathlib import Path

import pytest
from jinja2 import UndefinedError

from fourline.web.assets import Assets, load_assets
from fourline.web.content import NO_CACHE, NO_STORE
from fourline.web.pages import ERRORS, Pages

ASSETS = Assets({"page.css": b""})


def write(folder: Path, **templates: str) -> Path:
    defaults = {"home": "home", "room": "room", "error": "{{ status }} {{ title }} {{ text }}", "game": "{{ fact }}"}
    for name, text in {**defaults, **templates}.items():
        (folder / f"{name}.html").write_text(text, "utf-8")
    return folder


def test_assets_are_named_by_their_address(tmp_path: Path) -> None:
    pages = Pages(ASSETS, write(tmp_path, home="{{ asset('page.css') }} ✓"))
    assert pages.home.body.decode() == f"/s/{ASSETS.tag}/page.css ✓"


def test_unknown_asset_is_an_error_at_start(tmp_path: Path) -> None:
    with pytest.raises(LookupError, match=r"'pages\.css'"):
        Pages(ASSETS, write(tmp_path, room="{{ asset('pages.css') }}"))


def test_unknown_name_is_an_error_at_start(tmp_path: Path) -> None:
    with pytest.raises(UndefinedError):
        Pages(ASSETS, write(tmp_path, home="{{ titel }}"))


def test_templates_may_share_a_frame(tmp_path: Path) -> None:
    frame = "<main>{% block main %}{% endblock %}</main>"
    home = "{% extends 'frame.html' %}{% block main %}home{% endblock %}"
    assert Pages(ASSETS, write(tmp_path, frame=frame, home=home)).home.body == b"<main>home</main>"


def test_error_pages_say_status_title_and_text(tmp_path: Path) -> None:
    pages = Pages(ASSETS, write(tmp_path))
    for status, (title, _) in ERRORS.items():
        assert pages.error(status).body.decode().startswith(f"{status} {title} ")


def test_error_texts_are_escaped(tmp_path: Path) -> None:
    assert b"That was our mistake" in Pages(ASSETS, write(tmp_path)).error(500).body
    assert b"This can&#39;t be asked" in Pages(ASSETS, write(tmp_path)).error(403).body


def test_only_home_may_be_kept(tmp_path: Path) -> None:
    pages = Pages(ASSETS, write(tmp_path))
    kept = (pages.home, pages.room, pages.error(404))
    assert [page.cache_control for page in kept] == [NO_CACHE, NO_STORE, NO_STORE]


def test_a_games_page_shows_the_facts_escaped(tmp_path: Path) -> None:
    page = Pages(ASSETS, write(tmp_path)).game(NO_CACHE, fact="<b>")
    assert (page.body, page.cache_control) == (b"&lt;b&gt;", NO_CACHE)


def test_fact_that_is_missing_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UndefinedError):
        Pages(ASSETS, write(tmp_path)).game(NO_CACHE)


def test_our_own_templates_render() -> None:
    pages = Pages(load_assets())
    for page in (pages.home, pages.room, *map(pages.error, ERRORS)):
        assert page.body.lstrip().lower().startswith(b"<!doctype html>")
