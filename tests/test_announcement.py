"""What is printed at the start: the address to click, and the one for others."""

from __future__ import annotations

import re
import socket
from typing import Any

import click
import pytest

from fourline.announcement import announcement, draw_terminal_qr, find_network_address, goodbye


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("http://127.0.0.1:8000", "http://localhost:8000"),
        ("http://0.0.0.0:8001", "http://localhost:8001"),
        ("http://[::1]:8000", "http://localhost:8000"),
        ("http://[::]:8000", "http://localhost:8000"),
        ("http://192.168.1.5:80", "http://192.168.1.5:80"),
        ("http://[fd00::5]:80", "http://[fd00::5]:80"),
    ],
)
def test_the_one_address_is_the_one_to_click(address: str, shown: str) -> None:
    assert announcement(address, is_lan=False) == f"Fourline is ready: {shown}"


@pytest.mark.parametrize("address", ["http://192.168.1.5:8000", "http://[fd00::5]:8000"])
def test_lan_shows_the_address_that_was_bound_and_its_code(address: str) -> None:
    shown = announcement(address, is_lan=True)
    assert shown.splitlines()[1].split() == ["On", "this", "network:", address]
    assert draw_terminal_qr(address) in shown


def test_goodbye_is_one_line_and_says_when() -> None:
    assert goodbye(0).startswith("Fourline is stopping: ")
    assert goodbye(30).startswith("Fourline stops in 30 s; ")
    assert len((goodbye(0) + goodbye(30)).splitlines()) == 1


def test_lan_on_all_addresses_shows_this_machines_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "socket", Probe)
    assert "On this network:   http://192.168.7.7:8000\n" in announcement("http://0.0.0.0:8000", is_lan=True)


def test_lan_without_a_network_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "socket", Offline)
    assert find_network_address() is None
    lines = announcement("http://0.0.0.0:8000", is_lan=True).splitlines()
    assert lines == ["Fourline is ready: http://localhost:8000", "No network found: only this machine can connect."]


def test_network_address_is_looked_up_without_sending(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "socket", Probe)
    assert str(find_network_address()) == "192.168.7.7"
    assert Probe.calls == ["connect", "getsockname"]


def test_network_address_of_this_machine_is_none_or_an_address() -> None:
    found = find_network_address()
    assert found is None or not found.is_unspecified


def test_code_is_square_with_a_quiet_zone_and_coloured() -> None:
    drawing = draw_terminal_qr("http://192.168.1.5:8000")
    lines = click.unstyle(drawing).splitlines()
    assert {len(line) for line in lines} == {29}  # 25 modules and 2 on each side
    assert len(lines) == 15
    assert lines[0] == "█" * 29
    assert all(re.match(r"\x1b\[97m\x1b\[40m", line) for line in drawing.splitlines())


class Probe:
    """A datagram socket of a machine with the address 192.168.7.7, which knows no other call."""

    calls: list[str]

    def __init__(self, family: int, kind: int) -> None:
        assert (family, kind) == (socket.AF_INET, socket.SOCK_DGRAM)
        Probe.calls = []

    def __enter__(self) -> Probe:
        return self

    def __exit__(self, *exc_info: Any) -> None:
        pass

    def connect(self, address: tuple[str, int]) -> None:
        self.calls.append("connect")

    def getsockname(self) -> tuple[str, int]:
        self.calls.append("getsockname")
        return ("192.168.7.7", 9)


class Offline:
    """A machine without any network."""

    def __init__(self, family: int, kind: int) -> None:
        raise OSError("Network is unreachable")
