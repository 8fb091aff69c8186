"""A process that we started: pinned to a core, answering lines with lines, and gone when we are."""

from __future__ import annotations

import contextlib
import os
import select
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from signal import SIGKILL, SIGTERM, Signals
from types import TracebackType
from typing import Self

from .machine import pin

__all__ = ["Process", "Unresponsive"]


class Unresponsive(Exception):
    """A process has ended or said nothing for too long."""


class Process:
    """
    One process on one core.

    Leaving its context kills it. What it prints on stdout is read line by line, what it prints on stderr goes to a
    file beside the figures.

    """

    def __init__(
        self, args: Sequence[str | Path], core: int, errors: Path, environment: Mapping[str, str] | None = None
    ) -> None:
        self._errors = errors.open("ab")
        self._process = subprocess.Popen(
            args,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            env=None if environment is None else {**os.environ, **environment},
            preexec_fn=lambda: pin(core),  # noqa: PLW1509 - we have one thread
        )
        self._text = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, exc: BaseException | None, tb: TracebackType | None) -> None:
        self.end(SIGKILL)

    @property
    def pid(self) -> int:
        return self._process.pid

    def tell(self, line: str) -> None:
        """Send a line."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{line}\n".encode())
        self._process.stdin.flush()

    def read(self, first: str, timeout_s: float = 120) -> list[str]:
        """
        Return the words of the next line, without its first, which must be ``first``; other lines are passed over.

        Raises:
            Unresponsive: If it doesn't come.

        """
        while True:
            words = self._line(timeout_s).split()
            if words and words[0] == first:
                return words[1:]

    def signal(self, number: Signals) -> None:
        """Send a signal."""
        self._process.send_signal(number)

    def end(self, number: Signals = SIGTERM, timeout_s: float = 30) -> int:
        """Send a signal, by default to end in order, and wait for the end; return the exit status."""
        with contextlib.suppress(ProcessLookupError):
            self._process.send_signal(number)
        for stream in (self._process.stdin, self._process.stdout, self._errors):
            if stream is not None:
                with contextlib.suppress(BrokenPipeError):
                    stream.close()
        try:
            return self._process.wait(timeout_s)
        except subprocess.TimeoutExpired:
            self._process.kill()
            return self._process.wait()

    def _line(self, timeout_s: float) -> str:
        assert self._process.stdout is not None
        descriptor = self._process.stdout.fileno()
        # select() takes no descriptor above 1,023, and the soak has thousands open.
        readable = select.poll()
        readable.register(descriptor, select.POLLIN)
        while b"\n" not in self._text:
            if not readable.poll(timeout_s * 1000):
                raise Unresponsive(f"{self._process.args!r} said nothing for {timeout_s:g} s")
            data = os.read(descriptor, 65_536)
            if not data:
                raise Unresponsive(f"{self._process.args!r} has ended; see {self._errors.name}")
            self._text += data
        line, _, self._text = self._text.partition(b"\n")
        return line.decode()
