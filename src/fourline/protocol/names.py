"""
What people may call themselves.

A name is shown to everybody in the room, so it must not be able to disguise itself, to turn the text around it or to
be invisible.
"""

from __future__ import annotations

import unicodedata

__all__ = ["NAME_LENGTH", "clean_name"]

NAME_LENGTH = 24
"""Most code points a name may have."""

# Letters, marks and symbols by category, but drawn as nothing: Hangul fillers, the empty braille pattern, a joiner.
_INVISIBLE = frozenset("\u115f\u1160\u2800\u3164\uffa0\u034f")

# Controls, formats (bidi and zero-width among them), surrogates, private and unassigned, line and paragraph breaks.
_REFUSED_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def clean_name(text: str | None) -> str | None:
    """
    Return a name as it is kept: NFC, trimmed; None for an empty one.

    Raises:
        ValueError: If it is too long, has a character that names can't have, or none that can be seen by itself.

    """
    if text is None:
        return None
    if any(unicodedata.category(char) in _REFUSED_CATEGORIES or char in _INVISIBLE for char in text):
        raise ValueError("a name can't have invisible or control characters")
    name = unicodedata.normalize("NFC", text).strip()
    if len(name) > NAME_LENGTH:
        raise ValueError(f"a name has at most {NAME_LENGTH} characters")
    # Marks (accents, variation selectors) need something to stand on.
    if name and not any(unicodedata.category(char)[0] in "LNPS" for char in name):
        raise ValueError("a name needs a character that can be seen")
    return name or None
