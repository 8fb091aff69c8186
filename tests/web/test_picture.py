"""The picture for previews: its size, and what is where in it."""

from __future__ import annotations

from io import BytesIO

from PIL import Image

from fourline.rules.notation import parse_game
from fourline.web.picture import HEIGHT, WIDTH, draw_game

from .archive import DRAWN, WON

Pixel = tuple[int, int, int]

HOLE: Pixel = (0x0D, 0x1B, 0x47)
RED: Pixel = (0xD9, 0x2B, 0x3A)
YELLOW: Pixel = (0xFF, 0xD0, 0x28)
WHITE: Pixel = (255, 255, 255)


def picture(moves: str, *, with_rings: bool = False) -> Image.Image:
    outcome = parse_game(moves).outcome
    lines = outcome.lines if with_rings and outcome else ()
    return Image.open(BytesIO(draw_game(moves, "Yellow won", "The opponent was gone", lines))).convert("RGB")


def color_in(image: Image.Image, column: int, row: int, offset: int = 25) -> Pixel:
    """The color of a cell, beside the mark in its middle."""
    pixel = image.getpixel((591 + 86 * column + offset, 525 - 86 * row))
    assert isinstance(pixel, tuple)
    red, green, blue = pixel
    return red, green, blue


def is_like(pixel: Pixel, other: Pixel) -> bool:
    return max(abs(a - b) for a, b in zip(pixel, other, strict=True)) < 16


def test_picture_is_a_small_png_of_the_size_that_previews_want() -> None:
    body = draw_game(DRAWN, "Draw", "The board is full")
    assert body.startswith(b"\x89PNG")
    assert Image.open(BytesIO(body)).size == (WIDTH, HEIGHT) == (1200, 630)
    assert len(body) < 60_000


def test_discs_lie_where_they_fell() -> None:
    image = picture("4453")
    assert is_like(color_in(image, 3, 0), RED)
    assert is_like(color_in(image, 3, 1), YELLOW)
    assert is_like(color_in(image, 4, 0), RED)
    assert is_like(color_in(image, 2, 0), YELLOW)
    empty = {(column, row) for column in range(7) for row in range(6)} - {(3, 0), (3, 1), (4, 0), (2, 0)}
    assert all(is_like(color_in(image, *cell), HOLE) for cell in empty)


def test_only_a_line_has_rings() -> None:
    image = picture(WON, with_rings=True)
    ringed = {(c, r) for c in range(7) for r in range(6) if is_like(color_in(image, c, r, 35), WHITE)}
    assert ringed == {(2, 1), (3, 1), (4, 1), (5, 1)}


def test_words_end_before_the_board_begins() -> None:
    image = picture("")
    assert all(is_like(color_in(image, 0, row, -60), (0xF6, 0xF4, 0xEF)) for row in range(6))


def test_same_game_gives_the_same_picture() -> None:
    assert draw_game("44", "Draw", "Agreed") == draw_game("44", "Draw", "Agreed")
