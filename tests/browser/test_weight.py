"""What a page costs: bytes and requests, headers included; never milliseconds."""

from __future__ import annotations

import time
from typing import Any

from playwright.sync_api import expect

from tests.integration.patience import PATIENCE_S

from .visitor import Visitor
from .visitors import Visitors

COLD_BYTES = 30_000
COLD_REQUESTS = 20
WARM_BYTES = 5_000


class Meter:
    """Counts what a tab transfers, as the browser's own network panel does."""

    def __init__(self, visitor: Visitor) -> None:
        self.sizes: dict[str, int] = {}
        self._addresses: dict[str, str] = {}
        self._open: set[str] = set()
        session = visitor.page.context.new_cdp_session(visitor.page)
        session.on("Network.requestWillBeSent", self._begin)
        session.on("Network.loadingFinished", self._end)
        session.on("Network.loadingFailed", lambda event: self._open.discard(event["requestId"]))
        session.send("Network.enable")
        self._page = visitor.page

    @property
    def bytes(self) -> int:
        """What all answers took, headers included; nothing for what came from the cache."""
        return sum(self.sizes.values())

    def settle(self) -> None:
        """Wait until everything asked for has arrived."""
        self._page.wait_for_load_state("networkidle")
        give_up_at_s = time.monotonic() + PATIENCE_S
        while self._open:
            assert time.monotonic() < give_up_at_s, [self._addresses[request] for request in self._open]
            # Events are delivered while we talk to the browser.
            self._page.evaluate("() => 0")

    def _begin(self, event: dict[str, Any]) -> None:
        if event["request"]["url"].startswith("http"):
            self._open.add(event["requestId"])
            self._addresses[event["requestId"]] = event["request"]["url"]

    def _end(self, event: dict[str, Any]) -> None:
        self._open.discard(event["requestId"])
        address = self._addresses.get(event["requestId"])
        if address is not None and event["encodedDataLength"]:
            # By request, not by address: what is fetched twice counts twice.
            self.sizes[f"{event['requestId']} {address}"] = int(event["encodedDataLength"])


def test_home_page_is_light(visitors: Visitors) -> None:
    eve = visitors()
    meter = Meter(eve)
    eve.visit("/")
    meter.settle()
    assert meter.bytes < COLD_BYTES, meter.sizes
    assert len(meter.sizes) < COLD_REQUESTS, meter.sizes


def test_room_page_is_light_when_it_comes_first_and_lighter_when_it_comes_again(visitors: Visitors) -> None:
    ada, ben = visitors(), visitors()
    ada.open_room()
    cold = Meter(ben)
    ben.visit(ada.join_link)
    expect(ben.headline).to_have_text("Opponent's move")
    cold.settle()
    assert 10_000 < cold.bytes < COLD_BYTES, cold.sizes
    assert len(cold.sizes) < COLD_REQUESTS, cold.sizes

    again = visitors.tab(ben)
    warm = Meter(again)
    again.visit(ben.page.url)
    expect(again.headline).to_have_text("Opponent's move")
    warm.settle()
    assert 0 < warm.bytes < WARM_BYTES, warm.sizes


def test_host_who_waits_gets_the_code_within_the_budget(visitors: Visitors) -> None:
    ada = visitors()
    meter = Meter(ada)
    ada.visit("/play")
    expect(ada.page.get_by_role("img", name="QR code of the link for your opponent")).to_be_visible()
    meter.settle()
    assert any(address.endswith("/qr") for address in meter.sizes)
    assert meter.bytes < COLD_BYTES, meter.sizes
    assert len(meter.sizes) < COLD_REQUESTS, meter.sizes
