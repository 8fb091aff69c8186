"""
The documents say what the code does.

Tables of settings are not written by hand: run this file to write them into ``docs/settings.md`` anew.
"""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

from fourline.config import SETTINGS, Setting

DOCS = Path(__file__).resolve().parent.parent / "docs"
BEGIN, END = "<!-- settings -->\n", "<!-- /settings -->\n"


def settings_tables() -> str:
    """Return one table per heading, in Markdown."""
    tables = []
    for heading, settings in groupby(SETTINGS, lambda setting: setting.heading):
        head = f"## {heading}\n\n| flag | variable | default | meaning |\n|---|---|---|---|\n"
        tables.append(head + "".join(map(settings_row, settings)))
    return "\n".join(tables)


def settings_row(setting: Setting) -> str:
    flag = f"{setting.flag} {setting.metavar}".strip()
    variables = ", then ".join(f"`{variable}`" for variable in setting.variables)
    if isinstance(setting.default, bool):
        default = "on" if setting.default else "off"
    elif isinstance(setting.default, tuple):
        default = " ".join(f"`{value}`" for value in setting.default) or "none"
    else:
        default = f"`{setting.default}`"
    return f"| `{flag}` | {variables} | {default} | {setting.help} |\n"


def with_tables(page: str) -> str:
    """Return ``page`` with its tables written anew."""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    assert begin, "the page lost its marks"
    assert end, "the page lost its marks"
    return before + begin + settings_tables() + end + after


def test_settings_page_is_what_the_code_says() -> None:
    page = (DOCS / "settings.md").read_text("utf-8")
    assert page == with_tables(page), "run: .venv/bin/python tests/test_docs.py"


def test_settings_page_names_every_flag_and_variable() -> None:
    page = (DOCS / "settings.md").read_text("utf-8")
    for setting in SETTINGS:
        assert f"`{setting.flag}" in page
        for variable in setting.variables:
            assert f"`{variable}`" in page


if __name__ == "__main__":
    settings_page = DOCS / "settings.md"
    settings_page.write_text(with_tables(settings_page.read_text("utf-8")), "utf-8")
