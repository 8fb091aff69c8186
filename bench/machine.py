"""The machine that is measured on: which core is whose, what a process has cost so far, what stood around it."""

from __future__ import annotations

import os
import platform
import resource
import subprocess
import time
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

__all__ = [
    "LOAD_CORE",
    "SERVER_CORE",
    "cpu_s",
    "describe",
    "most_files",
    "open_files",
    "pin",
    "raise_file_limit",
    "rss_bytes",
]

_CORES = sorted(os.sched_getaffinity(0))
SERVER_CORE = _CORES[0]
LOAD_CORE = _CORES[-1]
"""The same as the server's where there is only one core; then wall times mean nothing at all."""

LIBRARIES = ("websockets", "uvicorn", "uvloop", "starlette", "msgspec")


def pin(core: int) -> None:
    """Keep this process, and what it starts from now on, on one core."""
    os.sched_setaffinity(0, {core})


def raise_file_limit() -> None:
    """Allow as many open files as this user may have; processes that we start inherit it."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def most_files() -> int:
    """Return how many files one process may open."""
    return resource.getrlimit(resource.RLIMIT_NOFILE)[0]


def open_files(pid: int) -> int:
    """Return how many files and sockets a process has open."""
    return len(list(Path(f"/proc/{pid}/fd").iterdir()))


def cpu_s(pid: int) -> float:
    """
    Return the CPU time of all threads of a process so far, in seconds, exact to the nanosecond.

    What the kernel does for it counts, so a send() over loopback includes most of what the receiver's end of the
    connection costs; for every server alike.

    """
    # How Linux numbers the CPU clock of a process (CPUCLOCK_SCHED); /proc counts in steps of 10 ms.
    return time.clock_gettime_ns((~pid << 3) | 2) / 1e9


def rss_bytes(pid: int) -> int:
    """Return the resident memory of a process, exactly; what the kernel keeps for its sockets isn't in it."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines():
        if line.startswith("Rss:"):
            return int(line.split()[1]) * 1024
    raise ValueError(f"no memory of process {pid} is known")


def describe() -> dict[str, str]:
    """Return what a reader of the figures has to know."""
    models = [line for line in Path("/proc/cpuinfo").read_text("utf-8").splitlines() if line.startswith("model name")]
    memory_kb = int(Path("/proc/meminfo").read_text("utf-8").split()[1])
    commit = subprocess.run(
        ["git", "describe", "--always", "--dirty"], capture_output=True, text=True, check=False
    ).stdout.strip()
    return {
        "date": datetime.now(tz=UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "machine": f"{models[0].partition(': ')[2] if models else platform.machine()}, {len(_CORES)} cores, "
        f"{memory_kb / 2**20:.0f} GB, Linux {platform.release().partition('-')[0]}",
        "versions": ", ".join(
            [f"Python {platform.python_version()}", *(f"{library} {version(library)}" for library in LIBRARIES)]
        ),
        "commit": commit or "not known",
        "load before": f"{os.getloadavg()[0]:.2f}",
    }
