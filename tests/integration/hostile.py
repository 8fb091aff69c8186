"""Messages that no page of ours would send: nearly right, far too much, or plain noise. The same for the same seed."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from random import Random
from typing import Any, Final

__all__ = ["HostileTexts"]

LONGEST: Final = 2_048

_TYPES: Final = (
    "init play sync ping resign abort claim offer accept decline withdraw say rename privacy listing seek "
    "unseek take state ok win draw error joined opened moved bye presence lobby paired start takeback declined "
    "withdrawn renamed aborted"
)
_FIELDS: Final = (
    "type version secret join watch room name color clock opponent lobby column row player id at seq t offer "
    "phrase seat moves private listed seek outcome __proto__ constructor"
)
_OFFERS: Final = ("draw", "takeback", "rematch")
_ASKED: Final[dict[str, tuple[str, Sequence[Any]]]] = {
    "offer": ("offer", _OFFERS),
    "accept": ("offer", _OFFERS),
    "decline": ("offer", _OFFERS),
    "withdraw": ("offer", _OFFERS),
    "say": ("phrase", ("hello", "bye", "you lose")),
    "rename": ("name", ("Ada", "\u202eadA", " ", "x" * 25, None)),
    "listing": ("listed", (True, False, 1)),
    # Not true: it would send those away who watch, as it should.
    "privacy": ("private", (False, "true", 1)),
    "seek": ("color", ("red", "random", "blue")),
    "take": ("seek", ("", "A" * 16)),
    "resign": ("at", (None, 3)),
    "abort": ("at", (None, 3)),
    "claim": ("at", (None, 3)),
    "unseek": ("at", (None, 3)),
}
"""Commands with a field each, and what to say there; some of it is right."""


class HostileTexts:
    """
    A source of texts, each up to 2 KiB of UTF-8.

    ``words`` are values worth trying: keys, ids, secrets of other rooms.

    """

    def __init__(self, random: Random, words: Sequence[str]) -> None:
        self._random = random
        self._words = words

    def next(self) -> str:
        """Return one more."""
        kinds: list[tuple[Callable[[], str], int]] = [
            (self._play, 6),
            (self._command, 8),
            (self._message, 8),
            (self._mutilated, 4),
            (self._noise, 2),
            (self._deep, 1),
            (self._long, 1),
        ]
        [kind] = self._random.choices([kind for kind, _ in kinds], [weight for _, weight in kinds])
        text = kind()
        # Cut by characters until its bytes fit.
        while len(text.encode()) > LONGEST:
            text = text[: len(text) - 1 - (len(text.encode()) - LONGEST) // 4]
        return text

    def _play(self) -> str:
        message = {"type": "play", "column": self._random.choice([*range(-1, 8), self._value()])}
        for field in ("id", "at"):
            if self._random.random() < 0.5:
                message[field] = self._random.choice(
                    [self._random.randrange(50), f"h-{self._random.random()}", self._value()]
                )
        return json.dumps(message)

    def _command(self) -> str:
        kind, (field, values) = self._random.choice(list(_ASKED.items()))
        if kind in {"resign", "abort"} and self._random.random() < 0.8:
            # There would be no game to be hostile to.
            return self._play()
        message = {"type": kind, field: self._random.choice([*values, *values, self._value()])}
        if self._random.random() < 0.5:
            message["id"] = f"h-{self._random.randrange(50)}"
        if kind in {"seek", "take"}:
            message["secret"] = self._random.choice([*self._words, f"{self._random.getrandbits(80):022d}"[:22]])
        return json.dumps(message)

    def _message(self) -> str:
        message = {self._random.choice(_FIELDS.split()): self._value() for _ in range(self._random.randrange(6))}
        if self._random.random() < 0.9:
            message["type"] = self._random.choice(_TYPES.split())
        return json.dumps(message, ensure_ascii=self._random.random() < 0.5)

    def _value(self) -> Any:
        random = self._random
        return random.choice(
            [
                None,
                True,
                False,
                random.randint(-3, 9),
                random.choice([-1, 1]) * 10 ** random.randrange(400),
                random.uniform(-10, 10),
                float("nan"),
                float("inf"),
                "",
                random.choice(self._words),
                random.choice(_TYPES.split()),
                "\\ud800",
                "\0\u202e\u200b\U0001f600" * random.randrange(9),
                [],
                [random.randint(0, 6)],
                {},
                {"initial_ms": -1, "increment_ms": 1e308},
            ]
        )

    def _mutilated(self) -> str:
        text = self._message() if self._random.random() < 0.5 else self._play()
        start = self._random.randrange(len(text))
        end = start + self._random.randrange(1, 4)
        middle = self._random.choice(["", '"', "}", "\\", "\\ud83d", "\u2028", "1e999", text])
        return text[:start] + middle + text[end:]

    def _noise(self) -> str:
        # No surrogates: UTF-8 has none, and a frame with such bytes is another test's.
        return "".join(chr(self._random.choice([self._random.randrange(0xD800), 34, 123])) for _ in range(40))

    def _deep(self) -> str:
        opening, closing = self._random.choice([("[", "]"), ('{"a":', "}")])
        depth = LONGEST // 2 // len(opening + closing)
        return '{"type":"play","column":' + opening * depth + "1" + closing * depth + "}"

    def _long(self) -> str:
        field = self._random.choice(_FIELDS.split())
        return json.dumps({"type": self._random.choice(_TYPES.split()), field: self._random.choice("x9\u00e9") * 1_000})
