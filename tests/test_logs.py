"""Log lines: one form for all, to stderr, and nothing from the libraries that holds a secret."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator

import pytest
import structlog

from fourline.logs import configure_logs

LIBRARIES = ("asyncio", "uvicorn", "uvicorn.error", "uvicorn.access", "websockets", "websockets.server")


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    """Leave logging as it was."""
    root = logging.getLogger()
    handlers, levels = root.handlers[:], {name: logging.getLogger(name).level for name in (*LIBRARIES, "")}
    yield
    root.handlers[:] = handlers
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)
    structlog.reset_defaults()


def test_text_line_has_time_level_event_name_and_values(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs("info", as_json=False)
    structlog.get_logger("fourline.web").info("request", path="/play", status=200)
    out, err = capsys.readouterr()
    assert out == ""
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]+Z \[info +\] request \[fourline\.web\] path=/play status=200\n", err)


def test_json_line_is_one_object(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs("info", as_json=True)
    structlog.get_logger("fourline.web").info("request", path="/a\nb")
    line = json.loads(capsys.readouterr().err)
    assert line.pop("timestamp").endswith("Z")
    assert line == {"event": "request", "level": "info", "logger": "fourline.web", "path": "/a\nb"}


@pytest.mark.parametrize(("level", "count"), [("debug", 4), ("info", 3), ("warning", 2), ("error", 1)])
def test_level_bounds_what_we_say(level: str, count: int, capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs(level, as_json=False)
    for log in (structlog.get_logger("fourline.x"), logging.getLogger("fourline.y")):
        log.debug("a")
        log.info("b")
        log.warning("c")
        log.error("d")
    assert len(capsys.readouterr().err.splitlines()) == 2 * count


@pytest.mark.parametrize("as_json", [False, True])
def test_libraries_speak_in_the_same_form_from_warning_on(as_json: bool, capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs("debug", as_json)
    for name in LIBRARIES:
        logging.getLogger(name).info("GET /?join=KEY")
        assert not logging.getLogger(name).isEnabledFor(logging.DEBUG)
    assert capsys.readouterr().err == ""
    logging.getLogger("uvicorn.error").warning("%d odd %s", 2, "things")
    err = capsys.readouterr().err
    assert "2 odd things" in err
    assert err.startswith("{") is as_json


def test_access_log_of_uvicorn_never_speaks(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs("debug", as_json=False)
    logging.getLogger("uvicorn.access").critical("GET /?join=KEY")
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("as_json", [False, True])
def test_traceback_shows_no_local_variables(as_json: bool, capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs("info", as_json)
    query_string = "join=" + "KEY"
    try:
        raise RuntimeError(f"{len(query_string)} characters")
    except RuntimeError:
        structlog.get_logger("fourline.web").exception("failed")
        logging.getLogger("uvicorn.error").exception("Exception in ASGI application")
    err = capsys.readouterr().err
    assert err.count("RuntimeError: 8 characters") == 2
    assert "join=KEY" not in err


def test_no_colours_where_nobody_looks(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs("info", as_json=False)
    structlog.get_logger().error("failed", why="x")
    assert "\x1b" not in capsys.readouterr().err


def test_configuring_again_replaces(capsys: pytest.CaptureFixture[str]) -> None:
    log = structlog.get_logger("fourline.web")
    configure_logs("debug", as_json=False)
    configure_logs("warning", as_json=False)
    log.info("a")
    log.warning("b")
    assert len(capsys.readouterr().err.splitlines()) == 1
