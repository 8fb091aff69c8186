"""What the command prints: where to click, and for the local network a QR code; and when it is asked to stop."""

from __future__ import annotations

import io
import socket
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Final
from urllib.parse import urlsplit

import click
import segno

__all__ = ["announcement", "draw_terminal_qr", "find_network_address", "goodbye"]

_ELSEWHERE: Final = ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1"))
"""Addresses that documents use and nobody has; nothing is sent to them."""


def announcement(address: str, *, is_lan: bool) -> str:
    """
    Return the lines for a server that is bound to ``address`` (``http://<IP address>:<port>``).

    With ``is_lan`` they tell the address for others on this network, too, and show it as a QR code.

    """
    url = urlsplit(address)
    host = ip_address(url.hostname or "")
    # Browsers trust "localhost", and people can read it.
    is_local = host.is_loopback or host.is_unspecified
    lines = [f"Fourline is ready: http://localhost:{url.port}" if is_local else f"Fourline is ready: {address}"]
    if is_lan:
        reachable = find_network_address() if host.is_unspecified else host
        lines += _network_lines(reachable, url.port or 0)
    return "\n".join(lines)


def goodbye(drain_s: int) -> str:
    """Return the line for a server that was asked to stop, and will serve for another ``drain_s`` seconds."""
    if drain_s:
        return f"Fourline stops in {drain_s} s; until then it serves on. Ctrl-C again stops it now."
    return "Fourline is stopping: it finishes what was asked and tells everybody. Ctrl-C again stops it at once."


def find_network_address() -> IPv4Address | IPv6Address | None:
    """
    Return this machine's address on its network, None where it has none.

    Nothing is sent: connecting a datagram socket only makes the kernel choose the way it would go, and so the address.

    """
    for family, elsewhere in _ELSEWHERE:
        try:
            with socket.socket(family, socket.SOCK_DGRAM) as probe:
                probe.connect((elsewhere, 9))
                return ip_address(probe.getsockname()[0])
        except OSError:
            continue
    return None


def draw_terminal_qr(text: str) -> str:
    """Return ``text`` as a QR code of half blocks, coloured so that it is black on white on every terminal."""
    drawing = io.StringIO()
    segno.make_qr(text).terminal(drawing, border=2, compact=True)
    return "\n".join(click.style(line, fg="bright_white", bg="black") for line in drawing.getvalue().splitlines())


def _network_lines(host: IPv4Address | IPv6Address | None, port: int) -> list[str]:
    if host is None:
        return ["No network found: only this machine can connect."]
    address = f"http://[{host}]:{port}" if host.version == 6 else f"http://{host}:{port}"
    return [f"On this network:   {address}", "", draw_terminal_qr(address), ""]
