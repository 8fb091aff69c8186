"""
Where log lines go and how they look: one formatter for ours (structlog) and for the libraries' (logging), to stderr.

What the libraries may say is bounded here, because at their most talkative they print what must never be logged:
websockets its frames (secrets) and request lines (keys), uvicorn's access log the query string (keys).
"""

from __future__ import annotations

import logging
import sys
from typing import Final

import structlog

__all__ = ["configure_logs"]

_LIBRARIES: Final = ("asyncio", "uvicorn", "uvicorn.error", "websockets")
"""They speak from ``warning`` on, whatever our own level is."""

_SHARED: Final[list[structlog.typing.Processor]] = [
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def configure_logs(level: str, as_json: bool) -> None:
    """Send every log line of at least ``level`` (debug, info, warning, error) to stderr, as text or as JSON."""
    least = logging.getLevelNamesMapping()[level.upper()]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_make_formatter(as_json, with_colors=sys.stderr.isatty()))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(least)
    for name in _LIBRARIES:
        logging.getLogger(name).setLevel(max(least, logging.WARNING))
    # A level above all others, not `disabled`: uvicorn asks hasHandlers(), then logs.
    logging.getLogger("uvicorn.access").setLevel(logging.CRITICAL + 1)
    structlog.configure(
        processors=[*_SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(least),
        logger_factory=structlog.stdlib.LoggerFactory(),
        # Not cached: tests configure again, and a logger bound before would keep the old level.
        cache_logger_on_first_use=False,
    )


def _make_formatter(as_json: bool, with_colors: bool) -> logging.Formatter:
    # Neither way of showing a traceback prints local variables: the request's query string would be among them.
    renderers: list[structlog.typing.Processor] = (
        [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
        if as_json
        else [
            structlog.dev.ConsoleRenderer(
                colors=with_colors, exception_formatter=structlog.dev.plain_traceback, pad_event_to=0
            )
        ]
    )
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=_SHARED,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *renderers],
    )
