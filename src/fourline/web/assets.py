"""
The files under ``static/``: read once at start, served from memory under a path that changes with any of them.

::

    /s/<tag>/board.js        tag = hash over the names and bytes of all files

One tag for all is what lets modules import each other by relative paths without a build step or an import map: a
module asked for under a tag asks for its neighbours under the same. So browsers may keep every file for ever.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import PurePosixPath
from typing import Final

from .. import engine
from .comments import strip_comments, strip_spaces
from .content import IMMUTABLE, Content, make_content

__all__ = ["Assets", "load_assets"]

# Our own table: what the standard library's mimetypes says depends on the machine.
_MEDIA_TYPES: Final = {
    ".css": "text/css; charset=utf-8",
    ".ico": "image/x-icon",
    ".js": "text/javascript",  # modules are UTF-8 whatever is said
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
}


_SOLVER: Final = "solver.wasm"


class Assets:
    """All static files, by name: the path inside ``static/``, with slashes."""

    def __init__(self, bodies: dict[str, bytes]) -> None:
        digest = hashlib.sha256()
        for name, body in sorted(bodies.items()):
            digest.update(f"{name}\0{len(body)}\0".encode() + body)
        self.tag: Final = digest.hexdigest()[:12]
        self._contents = {
            name: make_content(body, _MEDIA_TYPES[PurePosixPath(name).suffix], IMMUTABLE)
            for name, body in bodies.items()
        }

    def path(self, name: str) -> str:
        """
        Return the address of the file ``name``.

        Raises:
            LookupError: If there is no such file; so a page with a wrong name in it stops the server from starting.

        """
        self.find(name)
        return f"/s/{self.tag}/{name}"

    def find(self, name: str) -> Content:
        """
        Return the file ``name``.

        Raises:
            LookupError: If there is no such file.

        """
        try:
            return self._contents[name]
        except KeyError:
            raise LookupError(f"no static file {name!r}") from None


def load_assets(folder: Traversable | None = None) -> Assets:
    """
    Read all of ``folder``; comments stay behind. By default that is ``static/`` beside this file, and with it comes the
    engine's solver: pages run it, too.

    Files of a kind that pages don't use (an editor's backup, a note) are left out.

    """
    if folder is not None:
        return Assets(dict(_walk(folder, "")))
    solver = files(engine).joinpath(_SOLVER).read_bytes()
    return Assets({**dict(_walk(files(__package__) / "static", "")), _SOLVER: solver})


def _walk(folder: Traversable, prefix: str) -> Iterator[tuple[str, bytes]]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _walk(entry, f"{prefix}{entry.name}/")
        elif PurePosixPath(entry.name).suffix in _MEDIA_TYPES:
            yield prefix + entry.name, _read(entry)


def _read(entry: Traversable) -> bytes:
    match PurePosixPath(entry.name).suffix:
        case ".js":
            return strip_comments(entry.read_text("utf-8")).encode()
        case ".css":
            return strip_spaces(strip_comments(entry.read_text("utf-8"))).encode()
    return entry.read_bytes()
