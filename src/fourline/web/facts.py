"""What a finished game's page says about it, in words: worked out here, so that its template only puts it in place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from ..rules.clock import TimeControl
from ..rules.game import Reason
from ..rules.notation import parse_game
from ..rules.position import COLUMNS, Cell, Color, Position
from ..store.base import GameRecord
from .export import describe, describe_bot, describe_control

__all__ = ["GameFacts", "MoveFacts", "OtherGame", "cells_of", "format_left", "tell"]


@dataclass(frozen=True, slots=True)
class MoveFacts:
    """One move; ``left`` is what its player had left on the clock after it, or empty."""

    ply: int
    color: str
    column: int
    """1-7, as people count."""
    left: str
    is_set_up: bool
    """Whether it was on the board before the game began."""


@dataclass(frozen=True, slots=True)
class OtherGame:
    """A game of the same room, which may be this one."""

    game_id: str
    number: int
    text: str
    is_this: bool


@dataclass(frozen=True, slots=True)
class GameFacts:
    """All that the page shows."""

    game_id: str
    number: int
    title: str
    headline: str
    because: str
    outcome: str
    red: str
    yellow: str
    winner: str
    """``red``, ``yellow`` or empty."""
    control: str
    clock: str
    """The time control as a page's address has it, in seconds: ``180+2``; empty without a clock."""
    initial: str
    left: dict[str, str]
    """What each color had left at the end; empty without a clock."""
    day: str
    time: str
    instant: str
    moves: str
    start_ply: int
    is_open: bool
    """Whether the final position can be played on from: a line or a full board ends it for good."""
    is_flagged: bool
    rows: tuple[tuple[MoveFacts | None, MoveFacts | None], ...]
    """Moves two by two: red's, then yellow's."""
    discs: tuple[tuple[str, int, int], ...]
    cells: dict[Cell, str]
    """What ``discs`` are, by cell."""
    rings: tuple[Cell, ...]
    others: tuple[OtherGame, ...]
    bot: str
    """Which bot played, and what help there was against it; empty if people played."""


def tell(record: GameRecord, games: Sequence[GameRecord] = ()) -> GameFacts:
    """Return the facts about a game; ``games`` are all of its room, in their order."""
    outcome, control = record.outcome, record.control
    won, _, because = describe(outcome).partition(", ")
    names = {Color.RED: record.red_name or "Red", Color.YELLOW: record.yellow_name or "Yellow"}
    started = datetime.fromtimestamp(record.started_at_ms / 1000, UTC)
    game = parse_game(record.moves)
    cells = cells_of(game.position)
    rows = _rows(record)
    return GameFacts(
        game_id=record.game_id,
        number=record.number,
        title=f"{names[Color.RED]} \N{EN DASH} {names[Color.YELLOW]}",
        headline="Draw" if outcome.winner is None else f"{names[outcome.winner]} won",
        because=because[:1].upper() + because[1:],
        outcome=f"{won}, {because}",
        red=names[Color.RED],
        yellow=names[Color.YELLOW],
        winner="" if outcome.winner is None else outcome.winner.value,
        control=describe_control(control),
        clock="" if control is None else _in_address(control),
        initial="" if control is None else format_left(control.initial_ms),
        left=_left_at_end(record, rows),
        day=f"{started.day} {started:%B %Y}",
        time=f"{started:%H:%M} UTC",
        instant=f"{started:%Y-%m-%dT%H:%MZ}",
        moves=record.moves,
        start_ply=record.start_ply,
        is_open=game.outcome is None,
        is_flagged=outcome.reason is Reason.TIMEOUT,
        rows=rows,
        discs=tuple((color, *cell) for cell, color in cells.items()),
        cells=cells,
        rings=tuple(dict.fromkeys(cell for line in outcome.lines for cell in line)),
        others=tuple(_other(other, record) for other in games),
        bot=describe_bot(record),
    )


def format_left(left_ms: int) -> str:
    """Return a time left as the page's clocks show it: ``2:58``, with tenths below twenty seconds: ``9.4``."""
    seconds, tenths = divmod(max(left_ms, 0) // 100, 10)
    if seconds < 20:
        return f"{seconds}.{tenths}"
    return f"{seconds // 60}:{seconds % 60:02}"


def cells_of(position: Position) -> dict[Cell, str]:
    """Return the color of each disc, by its cell."""
    cells = ((column, row) for column in range(COLUMNS) for row in range(position.height(column)))
    return {cell: color.value for cell in cells if (color := position.color_at(cell)) is not None}


def _in_address(control: TimeControl) -> str:
    return f"{control.initial_ms // 1000}+{control.increment_ms // 1000}"


def _rows(record: GameRecord) -> tuple[tuple[MoveFacts | None, MoveFacts | None], ...]:
    moves: list[MoveFacts | None] = []
    for index, digit in enumerate(record.moves):
        played = index - record.start_ply
        left = format_left(record.move_times[played]) if 0 <= played < len(record.move_times) else ""
        color = Color.RED if index % 2 == 0 else Color.YELLOW
        moves.append(MoveFacts(index + 1, color.value, int(digit), left, played < 0))
    if len(moves) % 2:
        moves.append(None)
    return tuple(zip(moves[::2], moves[1::2], strict=True))


def _left_at_end(record: GameRecord, rows: Sequence[Sequence[MoveFacts | None]]) -> dict[str, str]:
    if record.control is None:
        return {}
    left = {color.value: format_left(record.control.initial_ms) for color in Color}
    left |= {move.color: move.left for row in rows for move in row if move and move.left}
    if record.outcome.reason is Reason.TIMEOUT and record.outcome.winner is not None:
        left[record.outcome.winner.other.value] = format_left(0)
    return left


def _other(other: GameRecord, record: GameRecord) -> OtherGame:
    winner = other.outcome.winner
    name = {Color.RED: other.red_name or "Red", Color.YELLOW: other.yellow_name or "Yellow", None: ""}[winner]
    text = f"{name} won" if name else "Draw"
    return OtherGame(other.game_id, other.number, text, other.game_id == record.game_id)
