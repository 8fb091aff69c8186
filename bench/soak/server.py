"""The server that is soaked: started, ended in order or killed, started again on the same port and database."""

from __future__ import annotations

import json
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from signal import SIGKILL, SIGTERM, SIGUSR1, Signals

from ..build import WORK
from ..machine import SERVER_CORE, open_files, rss_bytes
from ..process import Process

__all__ = ["Sample", "SoakedServer"]


@dataclass(frozen=True)
class Sample:
    """What there was at one instant."""

    at_s: float
    rss_mb: float
    files: int
    tasks: int
    rooms: int
    connections: int


class SoakedServer:
    """``fourline serve`` with a database in ``folder``; idle rooms leave after 10 s, so that what stays is noticed."""

    def __init__(self, folder: Path) -> None:
        self.database = folder / "fourline.db"
        self.port = 0
        self._census = folder / "census.json"
        self._process: Process | None = None

    def start(self) -> None:
        """Start it, on the port that it had before."""
        self._process = Process(
            [
                *(sys.executable, "-m", "bench.servers.census", str(self._census), "serve"),
                *(f"--port={self.port}", f"--database={self.database}", "--idle-room-ms=10000"),
                # All come from one address; what one connection may send is as served.
                *("--connections-per-address=100000", "--rooms-per-minute=1000000", "--log-level=warning"),
            ],
            SERVER_CORE,
            WORK / "soak.log",
        )
        address = " ".join(self._process.read("Fourline"))
        self.port = int(address.rpartition(":")[2].split()[0])

    def restart(self, number: Signals) -> float:
        """End it by a signal and start it again; return for how many seconds it was away."""
        began = time.monotonic()
        self.end(number)
        self.start()
        return time.monotonic() - began

    def end(self, number: Signals = SIGTERM) -> int:
        """End it; return its exit status."""
        assert self._process is not None
        status = self._process.end(number)
        if number is not SIGKILL and status:
            raise RuntimeError(f"the server ended with status {status}")
        return status

    def sample(self, at_s: float) -> Sample:
        """Count what there is."""
        assert self._process is not None
        self._census.unlink(missing_ok=True)
        self._process.signal(SIGUSR1)
        deadline = time.monotonic() + 10
        while not self._census.exists():
            if time.monotonic() > deadline:
                raise TimeoutError("the server doesn't count what it has")
            time.sleep(0.01)
        counts = json.loads(self._census.read_text(encoding="utf-8"))
        pid = self._process.pid
        return Sample(at_s, rss_bytes(pid) / 1e6, open_files(pid), **counts)
