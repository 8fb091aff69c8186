"""
One instance of ``solver.wasm`` with its own memory: the opening book and all that it has learnt.

For one thread at a time. The module is compiled once a process, in a few milliseconds, and shared by the instances.
Whatever it does, it can't leave its own memory.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import NamedTuple, cast

from wasmtime import Config, Engine, Func, Instance, Memory, Module, Store, Trap, WasmtimeError

from ..errors import SolverFailed
from ..rules.position import CELLS, COLUMNS, Position
from .book import RECORD_BYTES, read_book
from .scores import Scores

__all__ = ["Core"]

# As in solver.c.
_CHUNK_BYTES = RECORD_BYTES * 13_107
_SCORE_OFFSET = 64


class Core:
    """
    A solver that answers while its caller waits.

    Args:
        has_book: Whether to load the opening book; without it the scores are the same, only later.
        wasm: The module; None for the package's own.

    """

    def __init__(self, *, has_book: bool = True, wasm: bytes | None = None) -> None:
        solver = _compile(wasm)
        self._store = Store(solver.engine)
        exports = Instance(self._store, solver.module, []).exports(self._store)
        self._analyze = cast(Func, exports["analyze"])
        self._reset = cast(Func, exports["reset"])
        if has_book:
            memory = cast(Memory, exports["memory"])
            add_records = cast(Func, exports["add_records"])
            start = cast(Func, exports["chunk"])(self._store)
            for chunk in read_book(_CHUNK_BYTES):
                memory.write(self._store, chunk, start)
                if add_records(self._store, len(chunk) // RECORD_BYTES) < 0:
                    raise MemoryError("the opening book is larger than the solver's memory for it")

    def analyze(self, position: Position, *, horizon: int = CELLS, limit: int = -1) -> Scores | None:
        """
        Return the scores of all moves; what is decided after more than ``horizon`` plies counts as 0.

        Returns None if more than ``limit`` positions would have to be looked at. Asked again, it goes on with what it
        has learnt. The position must make sense, and its game must not be over.

        Raises:
            SolverFailed: If the instance broke down. Make a new one.

        """
        try:
            packed = self._analyze(self._store, position.mine, position.mask, horizon, limit)
        except (Trap, WasmtimeError) as exc:
            raise SolverFailed(str(exc)) from exc
        if not packed:
            return None
        return tuple(score - _SCORE_OFFSET if score else None for score in packed.to_bytes(8, "little")[:COLUMNS])

    def reset(self) -> None:
        """Forget what was learnt, but not the book."""
        self._reset(self._store)


class _Solver(NamedTuple):
    engine: Engine
    module: Module


@cache
def _compile(wasm: bytes | None) -> _Solver:
    if wasm is None:
        wasm = files(__package__).joinpath("solver.wasm").read_bytes()
    config = Config()
    # Otherwise it starts a pool of threads, to stay for good.
    config.parallel_compilation = False
    engine = Engine(config)
    return _Solver(engine, Module(engine, wasm))
