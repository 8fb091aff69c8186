"""
The final position of a game as a picture, for the previews that messengers and social networks show of a link.

It holds no names: a font that has every script would be larger than the whole of Fourline.
"""

from __future__ import annotations

from io import BytesIO
from typing import Final

from PIL import Image, ImageDraw, ImageFont

from ..rules.notation import parse_game
from ..rules.position import COLUMNS, ROWS, Cell, Color, Line

__all__ = ["HEIGHT", "WIDTH", "draw_game"]

WIDTH: Final = 1200
HEIGHT: Final = 630
"""What previews are made for."""

# Drawn larger and scaled down: Pillow's circles have no smooth edges of their own.
_SCALE: Final = 2

_PAPER: Final = "#f6f4ef"
_INK: Final = "#1b2233"
_MUTED: Final = "#5a6275"
_PLATE: Final = "#2b59d9"
_HOLE: Final = "#0d1b47"
_DISCS: Final = {Color.RED: ("#b71d2c", "#d92b3a", "#ffd0ce"), Color.YELLOW: ("#dca400", "#ffd028", "#7a5600")}

_CELL: Final = 86
_LEFT: Final = 548
_TOP: Final = 50


def draw_game(moves: str, title: str, text: str, lines: tuple[Line, ...] = ()) -> bytes:
    """
    Return a PNG of 1200 x 630 pixels.

    ``moves`` is a legal game in notation; ``title`` and ``text`` stand beside the board, in Latin script.

    """
    picture = Image.new("RGB", (WIDTH * _SCALE, HEIGHT * _SCALE), _PAPER)
    draw = ImageDraw.Draw(picture)
    _draw_words(draw, title, text)
    board = _box(_LEFT - 12, _TOP - 8, _LEFT + COLUMNS * _CELL + 12, _TOP + ROWS * _CELL + 12)
    draw.rounded_rectangle(board, 28 * _SCALE, fill=_PLATE)
    position = parse_game(moves).position
    winning = {cell for line in lines for cell in line}
    for column in range(COLUMNS):
        for row in range(ROWS):
            _draw_cell(draw, (column, row), position.color_at((column, row)), (column, row) in winning)
    buffer = BytesIO()
    picture.reduce(_SCALE).quantize(128).save(buffer, "PNG")
    return buffer.getvalue()


def _draw_words(draw: ImageDraw.ImageDraw, title: str, text: str) -> None:
    left, middle = 72 * _SCALE, HEIGHT * _SCALE // 2
    _draw_mark(draw)
    # Pillow's font has no bold; an outline in the same color makes one.
    draw.text((left + 60 * _SCALE, 87 * _SCALE), "Fourline", _INK, _font(34), "ls", stroke_width=_SCALE / 2)
    draw.text((left, middle), title, _INK, _font(74), "ls", stroke_width=1.4 * _SCALE)
    draw.text((left, middle + 58 * _SCALE), text, _MUTED, _font(36), "ls")


def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size * _SCALE)


def _draw_mark(draw: ImageDraw.ImageDraw) -> None:
    draw.rounded_rectangle(_box(72, 52, 120, 100), 11 * _SCALE, fill=_PLATE)
    for x, y, color in ((85, 65, "#ffd028"), (107, 65, _HOLE), (85, 87, "#d92b3a"), (107, 87, "#ffd028")):
        _draw_circle(draw, x, y, 8, color)


def _draw_cell(draw: ImageDraw.ImageDraw, cell: Cell, color: Color | None, is_winning: bool) -> None:
    column, row = cell
    x, y = _LEFT + (column + 0.5) * _CELL, _TOP + (ROWS - row - 0.5) * _CELL + 2
    _draw_circle(draw, x, y, 36, _HOLE)
    if color is None:
        return
    rim, face, mark = _DISCS[color]
    _draw_circle(draw, x, y, 36, rim)
    _draw_circle(draw, x, y, 32, face)
    if color is Color.RED:
        _draw_circle(draw, x, y, 13, mark)
        _draw_circle(draw, x, y, 7, face)
    else:
        star = [(0, -20), (6, -6), (20, 0), (6, 6), (0, 20), (-6, 6), (-20, 0), (-6, -6)]
        draw.polygon([((x + dx) * _SCALE, (y + dy) * _SCALE) for dx, dy in star], fill=mark)
    if is_winning:
        draw.ellipse(_box(x - 37, y - 37, x + 37, y + 37), outline="#ffffff", width=5 * _SCALE)


def _draw_circle(draw: ImageDraw.ImageDraw, x: float, y: float, radius: float, fill: str) -> None:
    draw.ellipse(_box(x - radius, y - radius, x + radius, y + radius), fill=fill)


def _box(left: float, top: float, right: float, bottom: float) -> tuple[float, float, float, float]:
    return left * _SCALE, top * _SCALE, right * _SCALE, bottom * _SCALE
