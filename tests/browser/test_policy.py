"""The content security policy holds, and nothing of ours needs it to give way."""

from __future__ import annotations

import re

import pytest

from .network import Network
from .scenes import SCENES
from .visitors import Visitors


@pytest.mark.parametrize("scene", ["home", "waiting", "their_move", "error_page"])
def test_pages_have_no_inline_script_or_style(visitors: Visitors, network: Network, scene: str) -> None:
    page = SCENES[scene](visitors, network).page
    assert page.locator("script:not([src])").count() == 0
    assert page.locator("style").count() == 0
    html = page.request.get(page.url, fail_on_status_code=False).text()
    assert re.findall(r"<[^>]*\s(?:style|on\w+)\s*=", html) == []


def test_inline_script_and_style_are_refused_and_noted(visitors: Visitors) -> None:
    """Make sure that a violation would be noticed: every other test relies on that."""
    visitors.witness.allow(
        re.compile(r"error: (CSP: (script|style)-src\S* inline .*|.*Content Security Policy.*)", re.DOTALL)
    )
    eve = visitors()
    eve.visit("/")
    eve.page.evaluate("""() => {
      const script = document.createElement("script");
      script.textContent = "window.ran = true";
      const div = document.createElement("div");
      div.innerHTML = "<p style='color: red'>";
      document.body.append(script, div);
    }""")
    assert eve.page.evaluate("() => window.ran") is None
    noted = {text.split()[2] for text in visitors.witness.complaints if text.startswith("error: CSP:")}
    assert noted == {"script-src-elem", "style-src-attr"}
