"""A picture of how cost grows: lines over powers of ten, as a small SVG that needs no library and no script."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from math import ceil, log10

__all__ = ["draw"]

Points = Sequence[tuple[float, float]]

WIDTH, HEIGHT, LEFT, BOTTOM, TOP = 420, 300, 56, 48, 40
COLORS = ("#6b7280", "#d1242f", "#b08800", "#0969da")
STYLE = "text{font:12px system-ui,sans-serif;fill:#57606a}.t{font-weight:600}path{fill:none;stroke-width:2}"


def draw(panels: Sequence[tuple[str, str, str, Mapping[str, Points]]]) -> str:
    """Return an SVG with panels side by side: each a title, what x and y are, and named lines of points."""
    body = "".join(
        f'<g transform="translate({at * WIDTH} 0)">{_panel(title, x_name, y_name, lines)}</g>'
        for at, (title, x_name, y_name, lines) in enumerate(panels)
    )
    width = WIDTH * len(panels)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {HEIGHT}" width="{width}" role="img">'
        f"<style>{STYLE}</style>"
        f'<rect width="100%" height="100%" fill="#fff"/>{body}</svg>\n'
    )


def _panel(title: str, x_name: str, y_name: str, lines: Mapping[str, Points]) -> str:
    points = [point for line in lines.values() for point in line]
    decades = max(ceil(log10(max(x for x, _ in points)) - 1e-9), 1)
    # One, two or five times a power of ten.
    most = max(y for _, y in points) or 1
    unit = 10.0 ** (ceil(log10(most)) - 1)
    top = next(unit * factor for factor in (1, 2, 5, 10) if unit * factor >= most)
    plot_width, plot_height = WIDTH - LEFT - 100, HEIGHT - BOTTOM - TOP

    def place(x: float, y: float) -> tuple[float, float]:
        return LEFT + log10(max(x, 1)) / decades * plot_width, HEIGHT - BOTTOM - y / top * plot_height

    parts = [_text(LEFT, 18, title, "t"), _text(LEFT, TOP - 8, y_name), _text(LEFT, HEIGHT - 10, x_name)]
    for step in range(5):
        x, y = place(1, top * step / 4)
        parts.append(f'<path d="M{x:.1f} {y:.1f}h{plot_width}" stroke="#d0d7de"/>')
        parts.append(_text(LEFT - 6, y + 4, f"{top * step / 4:,.4g}", anchor="end"))
    ticks = [10**decade for decade in range(decades + 1)]
    parts.extend(_text(place(tick, 0)[0], HEIGHT - BOTTOM + 16, f"{tick:,}", anchor="middle") for tick in ticks)
    ends: list[tuple[float, float, str]] = []
    for color, (name, line) in zip(COLORS, lines.items(), strict=False):
        placed = [place(*point) for point in line]
        path = "L".join(f"{x:.1f} {y:.1f}" for x, y in placed)
        dots = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{color}"/>' for x, y in placed)
        parts.append(f'<path d="M{path}" stroke="{color}"/>{dots}')
        ends.append((placed[-1][1], placed[-1][0], name))
    parts.extend(_text(x + 8, y + 4, name) for y, x, name in _apart(sorted(ends)))
    return "".join(parts)


def _apart(ends: list[tuple[float, float, str]]) -> list[tuple[float, float, str]]:
    """Move names that would lie on each other apart, upwards."""
    for at in range(len(ends) - 2, -1, -1):
        y, x, name = ends[at]
        ends[at] = min(y, ends[at + 1][0] - 13), x, name
    return ends


def _text(x: float, y: float, text: str, kind: str = "", anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" class="{kind}" text-anchor="{anchor}">{escape(text)}</text>'
