from __future__ import annotations

import pytest

from fourline.errors import LoadRefused
from fourline.loadtest.target import Target, parse_target


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("http://localhost:8000", Target("ws://localhost:8000/ws", "localhost", 8000, False)),
        ("HTTP://127.0.0.1:8000/", Target("ws://127.0.0.1:8000/ws", "127.0.0.1", 8000, False)),
        ("ws://127.9.9.9/other", Target("ws://127.9.9.9/other", "127.9.9.9", 80, False)),
        ("https://[::1]", Target("wss://[::1]/ws", "::1", 443, True)),
    ],
)
def test_address_of_this_machine_is_taken(url: str, target: Target) -> None:
    assert parse_target(url, may_leave=False) == target


@pytest.mark.parametrize(
    "url", ["http://example.org", "http://192.0.2.1:8000", "http://localhost.example.org", "ws://[2001:db8::1]"]
)
def test_other_machine_is_loaded_only_by_who_runs_it(url: str) -> None:
    with pytest.raises(LoadRefused, match="--yes-i-run-this-server"):
        parse_target(url, may_leave=False)
    assert parse_target(url, may_leave=True).host in url


@pytest.mark.parametrize(
    "url", ["", "localhost:8000", "ftp://localhost", "http://", "http://localhost:99999", "http://me@localhost"]
)
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(LoadRefused, match="isn't an address"):
        parse_target(url, may_leave=True)
