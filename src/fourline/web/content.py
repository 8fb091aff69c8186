"""
Bodies that never change while the server runs: kept in memory, gzipped once, answered without touching a disk.

Pages and assets are both of this kind. What differs is how long a browser may keep them.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

__all__ = ["IMMUTABLE", "NO_CACHE", "NO_STORE", "Content", "accepts_gzip", "make_content"]

IMMUTABLE: Final = "max-age=31536000, immutable"
"""For what stands under an address that changes with it."""

NO_CACHE: Final = "no-cache"
"""For what may be kept, but is asked for again each time (and mostly answered with 304)."""

NO_STORE: Final = "no-store"
"""For what may stand under an address that is a secret, and for what is true only now."""


@dataclass(frozen=True, slots=True)
class Content:
    """One body, ready to be sent; make it with :func:`make_content`."""

    body: bytes
    gzipped: bytes | None
    """None where gzip doesn't make it smaller."""
    etag: str
    media_type: str
    cache_control: str

    def respond(self, request: Request, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
        """Answer ``request`` with this body: gzipped if it may be, and with 304 if the browser has it."""
        answer = {"cache-control": self.cache_control, **(headers or {})}
        if self.gzipped is not None:
            answer["vary"] = "accept-encoding"
        # What is kept for ever is never asked for again.
        if status == 200 and self.cache_control not in {NO_STORE, IMMUTABLE}:
            answer["etag"] = self.etag
            if _has_tag(request.headers.get("if-none-match", ""), self.etag):
                return Response(status_code=304, headers=answer)
        # As it stands: Starlette would name a charset that modules don't need, with every one of them.
        answer["content-type"] = self.media_type
        if self.gzipped is not None and accepts_gzip(request.headers.get("accept-encoding", "")):
            return Response(self.gzipped, status, {**answer, "content-encoding": "gzip"})
        return Response(self.body, status, answer)


def make_content(body: bytes, media_type: str, cache_control: str) -> Content:
    """Return ``body`` as it will be sent."""
    gzipped = gzip.compress(body, 9, mtime=0)
    return Content(
        body=body,
        gzipped=gzipped if len(gzipped) < len(body) else None,
        # Weak, because the same tag stands for the plain and the gzipped form.
        etag=f'W/"{hashlib.sha256(body).hexdigest()[:16]}"',
        media_type=media_type,
        cache_control=cache_control,
    )


def accepts_gzip(header: str) -> bool:
    """Return whether an ``Accept-Encoding`` header allows gzip: by name, or else by ``*``."""
    allowed = {}
    for item in header.lower().split(","):
        coding, _, weight = item.partition(";")
        # A weight of 0 forbids; "0.000" is another way of writing it.
        allowed[coding.strip()] = weight.replace(" ", "").rstrip("0.") != "q="
    return allowed.get("gzip", allowed.get("*", False))


def _has_tag(header: str, etag: str) -> bool:
    """Return whether an ``If-None-Match`` header names ``etag``; weak and strong tags are the same here."""
    tags = [tag.strip().removeprefix("W/") for tag in header.split(",")]
    return "*" in tags or etag.removeprefix("W/") in tags
