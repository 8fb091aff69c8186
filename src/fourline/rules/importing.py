"""
Games as people paste them: one box for all the ways to write down moves.

What is taken: the digits of :mod:`.notation`; letters ``a`` to ``g``, with or without the row; around them spaces,
commas, move numbers, tags, comments and a result, as in a text that we export; and an address with ``pos=`` in it, as
``connect4.gamesolver.org`` has them.
"""

from __future__ import annotations

import re

from ..errors import BadNotation, IllegalMove
from .game import NEW_GAME, Game

__all__ = ["import_game"]

_LETTERS = "abcdefg"

_ADDRESS = re.compile(r"\S*[?&]pos=([^&#\s]*)\S*")
_TAG = re.compile(r'\[(\w+)\s+"((?:[^"\\]|\\.)*)"\s*\]')
_COMMENT = re.compile(r"\{[^}]*\}")
_RESULT = re.compile(r"(?:\A|\s)(?:1-0|0-1|1/2-1/2|\*)\s*\Z")
_WORD = re.compile(
    r"(?P<number>[0-9]{1,2})\.+|(?P<digit>[1-7])|(?P<letter>[a-g])(?P<row>[0-9]?)|[\s,;]+|(?P<other>.)", re.IGNORECASE
)


def import_game(text: str) -> Game:
    """
    Return the game that ``text`` tells, in whatever of the known ways.

    Raises:
        BadNotation: At the first move that can't be read or played, or lies elsewhere than ``text`` says.

    """
    game = NEW_GAME
    for word in _WORD.finditer(_moves_of(text.strip())):
        match word.lastgroup:
            case "number":
                if int(word["number"]) != game.ply // 2 + 1:
                    raise BadNotation(f"{word['number']}. isn't the number of this move", game.ply)
            case "digit":
                game = _play(game, int(word["digit"]) - 1)
            case "row":
                game = _play(game, _LETTERS.index(word["letter"].lower()), word["row"])
            case "other":
                raise BadNotation(f"{word['other']!r} isn't a column from 1 to 7 or a to g", game.ply)
    return game


def _moves_of(text: str) -> str:
    """Return what remains of ``text`` without the things around its moves."""
    if (address := _ADDRESS.fullmatch(text)) is not None:
        return address[1]
    tags: dict[str, str] = dict(_TAG.findall(text))
    return tags.get("Setup", "") + _RESULT.sub("", _COMMENT.sub(" ", _TAG.sub(" ", text)))


def _play(game: Game, column: int, row: str = "") -> Game:
    try:
        after = game.play(column)
    except IllegalMove as exc:
        reason = f"column {column + 1} is full" if game.outcome is None else "the game is over"
        raise BadNotation(reason, game.ply) from exc
    height = after.position.height(column)
    if row and int(row) != height:
        raise BadNotation(f"the disc lands on {_LETTERS[column]}{height}, not {_LETTERS[column]}{row}", game.ply)
    return after
