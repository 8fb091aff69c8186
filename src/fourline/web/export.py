"""
A finished game in the forms that leave the site: JSON for programs, a text in the manner of PGN for people.

Columns are 1-7, as in the notation. The text's result is that of chess programs: ``1-0`` if red won, ``0-1`` if yellow
did, else ``1/2-1/2``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import msgspec

from ..engine.bots import LEVELS
from ..room.events import Seat
from ..rules.clock import TimeControl
from ..rules.game import Outcome, Reason
from ..rules.position import Color, Line
from ..store.base import GameRecord

__all__ = ["Bot", "BotJson", "GameJson", "bot_in", "describe", "describe_bot", "describe_control", "to_json", "to_text"]

_BECAUSE = {
    Reason.LINE: "four in a row",
    Reason.BOARD_FULL: "the board is full",
    Reason.RESIGNATION: "resignation",
    Reason.TIMEOUT: "out of time",
    Reason.AGREEMENT: "agreed",
    Reason.ABANDONMENT: "the opponent was gone",
}


class ControlJson(msgspec.Struct, frozen=True):
    """The clock that a game was played with, in milliseconds."""

    initial_ms: int
    increment_ms: int


class BotJson(msgspec.Struct, frozen=True):
    """The bot that played: its color, its level (1-8), and how many hints were given against it."""

    color: str
    level: int
    hints: int


class GameJson(msgspec.Struct, frozen=True):
    """A finished game; instants are milliseconds since 1970."""

    game_id: str
    room: str
    number: int
    moves: str
    start_ply: int
    red: str | None
    yellow: str | None
    winner: str | None
    reason: str
    lines: tuple[Line, ...]
    clock: ControlJson | None
    move_times: tuple[int, ...]
    bot: BotJson | None
    started_at_ms: int
    ended_at_ms: int


@dataclass(frozen=True, slots=True)
class Bot:
    """A bot in a finished game."""

    color: str
    level: int


def bot_in(record: GameRecord) -> Bot | None:
    """Return the bot that played a game, if one did; it has the guest's seat."""
    if record.bot is None:
        return None
    return Bot((Color.YELLOW if record.red is Seat.HOST else Color.RED).value, record.bot)


def to_json(record: GameRecord) -> GameJson:
    """Return a game for programs."""
    outcome, bot = record.outcome, bot_in(record)
    return GameJson(
        game_id=record.game_id,
        room=record.room_id,
        number=record.number,
        moves=record.moves,
        start_ply=record.start_ply,
        red=record.red_name,
        yellow=record.yellow_name,
        winner=None if outcome.winner is None else outcome.winner.value,
        reason=outcome.reason.value,
        lines=outcome.lines,
        clock=None if record.control is None else ControlJson(record.control.initial_ms, record.control.increment_ms),
        move_times=record.move_times,
        bot=None if bot is None else BotJson(bot.color, bot.level, record.hints),
        started_at_ms=record.started_at_ms,
        ended_at_ms=record.ended_at_ms,
    )


def describe(outcome: Outcome) -> str:
    """Return an outcome in words: ``Red won, four in a row``."""
    won = "Draw" if outcome.winner is None else f"{outcome.winner.value.capitalize()} won"
    return f"{won}, {_BECAUSE[outcome.reason]}"


def describe_control(control: TimeControl | None) -> str:
    """Return a time control in words: ``3 min + 2 s``."""
    if control is None:
        return "No clock"
    minutes, seconds = divmod(control.initial_ms // 1000, 60)
    initial = f"{minutes} min" if not seconds else f"{minutes} min {seconds} s" if minutes else f"{seconds} s"
    return f"{initial} + {control.increment_ms // 1000} s"


def describe_bot(record: GameRecord) -> str:
    """Return which bot played, and what help there was: ``Yellow, level 3 of 8; 2 hints``; empty for people."""
    bot = bot_in(record)
    if bot is None:
        return ""
    hints = {0: "no hints", 1: "1 hint"}.get(record.hints, f"{record.hints} hints")
    return f"{bot.color.capitalize()}, level {bot.level} of {len(LEVELS)}; {hints}"


def to_text(record: GameRecord) -> str:
    """Return a game for people: tags, then the moves, with what was left on the clock after each."""
    day = datetime.fromtimestamp(record.started_at_ms / 1000, UTC)
    tags = {
        "Game": "Connect Four",
        "Site": "Fourline",
        "Date": f"{day:%Y.%m.%d}",
        "Round": str(record.number),
        "Red": record.red_name or "?",
        "Yellow": record.yellow_name or "?",
        "Result": _result(record.outcome),
        "Termination": describe(record.outcome),
    }
    if record.control is not None:
        tags["TimeControl"] = f"{record.control.initial_ms // 1000}+{record.control.increment_ms // 1000}"
    bot = bot_in(record)
    if bot is not None:
        tags[f"{bot.color.capitalize()}Bot"] = f"level {bot.level} of {len(LEVELS)}"
        tags["Hints"] = str(record.hints)
    if record.start_ply:
        tags["Setup"] = record.moves[: record.start_ply]
    # As in PGN, a backslash keeps a quotation mark from ending the text.
    lines = ['[{} "{}"]'.format(name, value.replace("\\", "\\\\").replace('"', '\\"')) for name, value in tags.items()]
    return "\n".join([*lines, "", " ".join([*_moves(record), _result(record.outcome)]), ""])


def _moves(record: GameRecord) -> Iterator[str]:
    for ply, column in enumerate(record.moves):
        if ply < record.start_ply:
            continue
        if ply % 2 == 0:
            yield f"{ply // 2 + 1}."
        elif ply == record.start_ply:
            yield f"{ply // 2 + 1}..."
        yield column
        index = ply - record.start_ply
        if index < len(record.move_times):
            yield f"{{[%clk {_clock(record.move_times[index])}]}}"


def _clock(left_ms: int) -> str:
    seconds, tenths = divmod(left_ms // 100, 10)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}.{tenths}"


def _result(outcome: Outcome) -> str:
    return {Color.RED: "1-0", Color.YELLOW: "0-1", None: "1/2-1/2"}[outcome.winner]
