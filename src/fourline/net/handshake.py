"""
The opening handshake: a request comes in, the answer and the client's address go out.

uvicorn has parsed the request, and websockets' sans-I/O core judges it and makes the answer. What the library leaves to
its user is decided here: paths, origins, and whom to believe about addresses. Extensions are never negotiated;
compression would cost 64 KiB per connection for messages of 60 bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from websockets.datastructures import Headers
from websockets.http11 import Request, Response
from websockets.server import ServerProtocol

from ..config import Config
from .full_path import LIBRARY_LOGGER, release_errors
from .limits import client_address, is_trusted, parse_networks
from .origins import is_allowed_origin

__all__ = ["PATHS", "Answer", "Gate"]

PATHS: Final = frozenset({"/", "/ws"})
"""Where a WebSocket may be opened; ``/`` is where a page written for the tutorial expects it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a handshake gave: the HTTP response as bytes, and whether it opens the connection."""

    response: bytes
    is_accepted: bool
    address: str
    """The client's, as :func:`~.limits.client_address` has it."""


class Gate:
    """Who may open a WebSocket; the same for all connections."""

    def __init__(self, config: Config) -> None:
        self._listed = frozenset(config.origin)
        self._trusted = parse_networks(config.trust_proxy)
        # One for all: what it knows of a connection isn't used to judge a request.
        self._library = ServerProtocol(logger=LIBRARY_LOGGER)

    def answer(self, request: Request, peer: str) -> Answer:
        """Answer the ``request`` that came from the socket's address ``peer``."""
        by_proxy = is_trusted(peer, self._trusted)
        forwarded = ",".join(request.headers.get_all("X-Forwarded-For")) if by_proxy else None
        response = self._judge(request, by_proxy)
        is_accepted = response.status_code == HTTPStatus.SWITCHING_PROTOCOLS
        return Answer(response.serialize(), is_accepted, client_address(peer, forwarded, self._trusted))

    def _judge(self, request: Request, by_proxy: bool) -> Response:
        if _has_body(request.headers):
            return self._reject(HTTPStatus.BAD_REQUEST)
        if request.path.partition("?")[0] not in PATHS:
            return self._reject(HTTPStatus.NOT_FOUND)
        if not self._is_allowed(request.headers, by_proxy):
            return self._reject(HTTPStatus.FORBIDDEN)
        response = self._library.accept(request)
        release_errors(self._library)
        return response

    def _reject(self, status: HTTPStatus) -> Response:
        return self._library.reject(status, f"{status.phrase}\n")

    def _is_allowed(self, headers: Headers, by_proxy: bool) -> bool:
        """
        Check the origin.

        Behind a proxy of ours the browser asked for what X-Forwarded-Host says, if the proxy sets it. A page can't
        set that header, so it doesn't matter where a proxy lets it through; a program can, and needs no origin.

        """
        origins = headers.get_all("Origin")
        if len(origins) > 1:
            return False
        host = _first(headers, "X-Forwarded-Host") if by_proxy else None
        proto = _first(headers, "X-Forwarded-Proto") if by_proxy else None
        if host is None:
            hosts = headers.get_all("Host")
            host = hosts[0] if len(hosts) == 1 else None
        return is_allowed_origin(origins[0] if origins else None, host, proto, self._listed)


def _first(headers: Headers, name: str) -> str | None:
    """Return what the outermost proxy wrote: each one appends to the list."""
    values = headers.get_all(name)
    return values[0].partition(",")[0].strip() if values else None


def _has_body(headers: Headers) -> bool:
    """Tell whether a request has more than its head, which would be taken for frames."""
    return "Transfer-Encoding" in headers or not {"0"}.issuperset(headers.get_all("Content-Length"))
