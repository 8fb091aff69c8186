"""Names: kept as people mean them, refused where they would mislead."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourline.protocol.names import NAME_LENGTH, clean_name


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (None, None),
        ("", None),
        (" \u00a0\u3000 ", None),
        ("Ada", "Ada"),
        ("  Ada  Lovelace ", "Ada  Lovelace"),
        ("Zoe\u0308", "Zo\u00eb"),
        ("\u1112\u1161\u11ab", "\ud55c"),
        ("\u0645\u0631\u064a\u0645", "\u0645\u0631\u064a\u0645"),
        ("\U0001f600", "\U0001f600"),
        ("\u2764\ufe0f", "\u2764\ufe0f"),
        ("<b>&amp;", "<b>&amp;"),
        ("42", "42"),
        ("n" * 24, "n" * 24),
        (" " * 30 + "n" * 24, "n" * 24),
        ("e\u0301" * 24, "\u00e9" * 24),
    ],
)
def test_name_is_kept_composed_and_trimmed(text: str | None, kept: str | None) -> None:
    assert clean_name(text) == kept


@pytest.mark.parametrize(
    "text",
    [
        "A\nda",
        "Ada\x00",
        "\x7f",
        "A\tda",
        "\u202eadA",
        "\u2066Ada\u2069",
        "A\u200bda",
        "A\u200dda",
        "\ufeffAda",
        "A\u00adda",
        "Ada\u2028",
        "Ada\u2029",
        "A\ud800",
        "\udfff",
        "\ue000",
        "\U0010ffff",
        "\u0378",
        "\u115f",
        "\u1160",
        "\u2800",
        "\u3164",
        "\uffa0",
        "A\u034f",
        "\U000e0041",
    ],
    ids=ascii,
)
def test_character_that_hides_or_turns_text_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="invisible or control"):
        clean_name(text)


@pytest.mark.parametrize("text", ["\ufe0f", " \u0301 ", "\u17b4\u17b5", "\U000e0100"], ids=ascii)
def test_name_of_marks_alone_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="can be seen"):
        clean_name(text)


# U+FB2C becomes three code points by NFC.
@pytest.mark.parametrize("text", ["n" * 25, "\ufb2c" * 9, "n" * 100_000], ids=lambda text: f"{len(text)}")
def test_name_that_is_too_long_once_composed_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="at most 24"):
        clean_name(text)


@given(st.text())
def test_name_is_clean_for_good_or_refused(text: str) -> None:
    try:
        name = clean_name(text)
    except ValueError:
        return
    assert clean_name(name) == name
    if name is not None:
        assert 1 <= len(name) <= NAME_LENGTH
        assert name == name.strip() == unicodedata.normalize("NFC", name)
