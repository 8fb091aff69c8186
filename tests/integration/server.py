"""The real command in a process of its own: started, asked over HTTP, limited, signalled, killed and started again."""

from __future__ import annotations

import contextlib
import http.client
import os
import random
import re
import resource
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import IO, Final, Self

from .patience import PATIENCE_S

__all__ = ["COMMAND", "Server", "environment", "free_port", "refusal"]

COMMAND: Final = str(Path(sys.executable).with_name("fourline"))

_READY = re.compile(r"Fourline is ready: http://[^:\s]+:([0-9]+)")
_NEVER_LOGGED: Final = ("Traceback", "never retrieved", "never awaited", "ResourceWarning")


def environment(**variables: str) -> dict[str, str]:
    """Return our environment without settings of the machine's owner, but with ``variables``."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("FOURLINE_", "PORT"))}
    return {**inherited, **variables}


def free_port() -> int:
    """Return a port that nobody listens on, from below those that the system gives out by itself."""
    while True:
        port = random.randrange(10_000, 32_000)
        with contextlib.suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port


def refusal(*args: str) -> str:
    """Return the one line in which ``fourline serve`` refuses to start with ``args``."""
    ended = subprocess.run(
        [COMMAND, "serve", *args], env=environment(), capture_output=True, text=True, timeout=PATIENCE_S, check=False
    )
    assert ended.returncode == 2, ended
    assert ended.stdout == ""
    [line] = ended.stderr.splitlines()
    return line


class Server:
    """
    ``fourline serve`` on a free port.

    Leaving its context ends the process and looks through what it printed: whatever a test did to it, there must be no
    traceback.

    """

    def __init__(
        self, database: Path, *flags: str, port: int | None = 0, variables: Mapping[str, str] | None = None
    ) -> None:
        self.database = database
        self._args = [*flags, "--database", str(database), *([] if port is None else ["--port", str(port)])]
        self._variables = variables or {}
        self._process: subprocess.Popen[str] | None = None
        self._readers: list[threading.Thread] = []
        self._lines: list[str] = []
        self._is_ready = threading.Event()
        self.port = 0
        """Where it listens, or listened last."""

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, exc: BaseException | None, tb: TracebackType | None) -> None:
        self.kill()
        # Shown where a test fails.
        sys.stderr.write(self.output)
        if exc is None:
            self.check_output()

    @property
    def process(self) -> subprocess.Popen[str]:
        """The process; there is one from the first start on."""
        assert self._process is not None
        return self._process

    @property
    def is_running(self) -> bool:
        """Whether the process hasn't ended."""
        return self._process is not None and self._process.poll() is None

    @property
    def output(self) -> str:
        """Everything printed and logged so far, over all starts; complete once the process has ended."""
        return "".join(self._lines)

    def start(self) -> None:
        """Start the process, and wait until it accepts connections."""
        assert not self.is_running
        self._is_ready.clear()
        # Pipes, not files: a limit on the size of files must not touch what is logged.
        self._process = subprocess.Popen(
            [COMMAND, "serve", *self._args],
            env=environment(**self._variables),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._readers = [
            threading.Thread(target=self._read, args=(stream,), daemon=True)
            for stream in (self._process.stdout, self._process.stderr)
        ]
        for reader in self._readers:
            reader.start()
        assert self._is_ready.wait(PATIENCE_S), "the server doesn't get ready"
        assert self.is_running, self.output

    def signal(self, number: signal.Signals) -> None:
        """Send a signal."""
        self.process.send_signal(number)

    def wait(self) -> int:
        """Wait for the end of the process and of its output; return its exit status."""
        status = self.process.wait(PATIENCE_S)
        for reader in self._readers:
            reader.join(PATIENCE_S)
        return status

    def kill(self) -> None:
        """End the process as a power cut would (``kill -9``)."""
        if self._process is not None:
            self._process.kill()
            self.wait()

    def check_output(self) -> None:
        """Assert that nothing was logged that is a mistake of ours."""
        assert not [words for words in _NEVER_LOGGED if words in self.output], self.output

    def request(
        self, method: str, path: str, body: str | None = None, headers: Mapping[str, str] | None = None
    ) -> tuple[int, bytes]:
        """Ask over HTTP; return status and body."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_S)
        try:
            connection.request(method, path, body, dict(headers or {}))
            response = connection.getresponse()
            return response.status, response.read()
        finally:
            connection.close()

    def health(self) -> int:
        """Return the status of ``/healthz``."""
        return self.request("GET", "/healthz")[0]

    def fill_disk(self) -> None:
        """Refuse every write to a file from now on, as a full disk does."""
        _, most = resource.prlimit(self.process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(self.process.pid, resource.RLIMIT_FSIZE, (0, most))

    def free_disk(self) -> None:
        """Let the process write to files again."""
        _, most = resource.prlimit(self.process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(self.process.pid, resource.RLIMIT_FSIZE, (most, most))

    def _read(self, stream: IO[str] | None) -> None:
        assert stream is not None
        with stream:
            for line in stream:
                self._lines.append(line)
                ready = _READY.match(line)
                if ready is not None:
                    self.port = int(ready[1])
                    self._is_ready.set()
        # At its end nobody needs to wait for it any more.
        self._is_ready.set()
