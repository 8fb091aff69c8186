"""The small programs in C, compiled when they are first needed, with the compiler among the development tools."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from functools import cache
from importlib.util import find_spec
from pathlib import Path

__all__ = ["WORK", "program"]

HERE = Path(__file__).resolve().parent
WORK = HERE.parent / ".bench"
"""Programs, databases and raw figures; not tracked."""

SOURCES = {"crowd": "load/crowd.c", "players": "load/players.c", "floor": "servers/floor.c"}


@cache
def program(name: str) -> Path:
    """
    Return the executable ``name``, compiled if it isn't yet.

    Raises:
        subprocess.CalledProcessError: If it can't be compiled.

    """
    source = HERE / SOURCES[name]
    content = source.read_bytes() + (HERE / "load" / "wire.h").read_bytes()
    made = WORK / "bin" / f"{name}-{hashlib.sha256(content).hexdigest()[:12]}"
    if not made.exists():
        made.parent.mkdir(parents=True, exist_ok=True)
        partial = made.with_suffix(".partial")
        flags = ["-O2", "-Wall", "-Wextra", "-Wno-unused-function"]
        subprocess.run([*_compiler(), *flags, "-o", partial, source], check=True)
        shutil.move(partial, made)
    return made


def _compiler() -> list[str]:
    return [sys.executable, "-m", "ziglang", "cc"] if find_spec("ziglang") else ["cc"]
