"""What must hold in every state of every page: axe finds nothing, light and dark, and nothing scrolls sideways."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Page

from tests.integration.games import DRAWN

from .network import Network
from .scenes import SCENES
from .tours import TOURS
from .visitors import PHONE, Visitors

SIZES = ((1280, 800), (844, 390), (390, 844), (320, 640))


def assert_accessible(page: Page, state: str) -> None:
    """Assert that axe finds nothing; in the dark nothing but colors is another."""
    # What is about to appear has no contrast yet.
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    light = Axe().run(page)
    assert light.violations_count == 0, f"{state}: {light.generate_report()}"
    page.emulate_media(color_scheme="dark")
    dark = Axe().run(page, options={"runOnly": ["color-contrast"]})
    assert dark.violations_count == 0, f"{state}, dark: {dark.generate_report()}"


def assert_fits(page: Page, state: str) -> None:
    """Assert that nothing scrolls sideways, however small the window."""
    before = page.viewport_size
    assert before is not None
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate("() => document.documentElement.scrollWidth") <= width, f"{state}, {width} px"
    page.set_viewport_size(before)


@pytest.mark.parametrize("scene", SCENES)
def test_page_is_accessible_and_fits(visitors: Visitors, network: Network, scene: str) -> None:
    page = SCENES[scene](visitors, network).page
    assert_accessible(page, scene)
    assert_fits(page, scene)


@pytest.mark.parametrize("tour", TOURS)
def test_every_stop_of_a_tour_is_accessible_and_fits(visitors: Visitors, tour: str) -> None:
    for state, visitor in TOURS[tour](visitors):
        assert_accessible(visitor.page, state)
        assert_fits(visitor.page, state)


def test_phone_lays_nothing_out_beyond_its_edge(visitors: Visitors) -> None:
    """A phone zooms out to fit what is too wide, hidden or not: then ``innerWidth`` grows."""
    ada, ben = visitors(**PHONE), visitors(**PHONE)
    ada.open_room(name="A name of 24 characters!")
    ben.visit(ada.join_link)
    for ply, column in enumerate(DRAWN[:24]):
        (ada, ben)[ply % 2].press(column)
    for visitor in (ada, ben):
        visitor.page.screenshot(full_page=True)
        widths = visitor.page.evaluate(
            "() => [innerWidth, visualViewport.width, document.documentElement.scrollWidth, document.body.scrollWidth]"
        )
        assert widths == [390] * 4
