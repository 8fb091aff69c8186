"""net/process.py: sockets for every address, as many descriptors as there are, a collector that waits."""

from __future__ import annotations

import errno
import gc
import resource
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from fourline.net import process

LIMITED = """
import resource, sys
from fourline.net.process import prepare_process
soft, hard = map(int, sys.argv[1:])
resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
prepare_process()
print(resource.getrlimit(resource.RLIMIT_NOFILE)[0])
"""


def addresses_of(sockets: list[socket.socket]) -> list[str]:
    addresses = [str(sock.getsockname()[0]) for sock in sockets]
    for sock in sockets:
        sock.close()
    return addresses


@pytest.mark.parametrize(("soft", "hard"), [(64, 256), (256, 256)])
def test_process_may_open_as_much_as_the_system_allows(soft: int, hard: int) -> None:
    run = subprocess.run([sys.executable, "-c", LIMITED, str(soft), str(hard)], capture_output=True, check=True)
    assert int(run.stdout) == hard


def test_limit_that_is_less_than_it_says_is_taken_as_high_as_it_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    # As on macOS, which a test elsewhere can only act out.
    limits = [(256, resource.RLIM_INFINITY)]

    def set_limit(_: int, limit: tuple[int, int]) -> None:
        if limit[0] == resource.RLIM_INFINITY:
            raise ValueError("not allowed to raise maximum limit")
        limits.append(limit)

    monkeypatch.setattr(resource, "getrlimit", lambda _: limits[0])
    monkeypatch.setattr(resource, "setrlimit", set_limit)
    process.prepare_process()
    assert limits[-1] == (process.OPEN_MAX, resource.RLIM_INFINITY)


def test_preparing_leaves_no_descriptor_open() -> None:
    before = len(list(Path("/dev/fd").iterdir()))
    process.prepare_process()
    assert len(list(Path("/dev/fd").iterdir())) == before


def test_threads_give_way_to_the_loop_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    intervals: list[float] = []
    monkeypatch.setattr(sys, "setswitchinterval", intervals.append)
    process.prepare_process()
    assert intervals == [process.SWITCH_INTERVAL_S]


def test_all_addresses_of_a_name_get_the_same_port(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 0)) for address in ("127.0.0.1", "127.0.0.2")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    sockets = process.bind("name", 0)
    ports = {sock.getsockname()[1] for sock in sockets}
    assert addresses_of(sockets) == ["127.0.0.1", "127.0.0.2"]
    assert len(ports) == 1


def test_address_that_this_machine_lacks_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    # 192.0.2.0/24 is for documentation: no machine has it.
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 0)) for address in ("192.0.2.1", "127.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    assert addresses_of(process.bind("name", 0)) == ["127.0.0.1"]


def test_no_address_that_this_machine_has_is_an_error() -> None:
    with pytest.raises(OSError, match="assign") as raised:
        process.bind("192.0.2.1", 0)
    assert raised.value.errno == errno.EADDRNOTAVAIL


def test_port_in_use_is_an_error_and_leaves_no_socket() -> None:
    (taken,) = process.bind("127.0.0.1", 0)
    with pytest.raises(OSError, match="in use") as raised:
        process.bind("127.0.0.1", taken.getsockname()[1])
    assert raised.value.errno == errno.EADDRINUSE
    taken.close()


def test_collector_is_spared() -> None:
    threshold = gc.get_threshold()
    try:
        process.spare_collector()
        assert gc.get_threshold() == (50_000, 1_000, 1_000)
        assert gc.get_freeze_count() > 0
    finally:
        gc.unfreeze()
        gc.set_threshold(*threshold)


def test_loop_is_uvloops() -> None:
    loop = process.loop_factory()()
    assert type(loop).__module__ == "uvloop"
    loop.close()
