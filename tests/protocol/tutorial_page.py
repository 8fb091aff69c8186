"""A page of the tutorial, as strict as they come: four messages, and it throws at anything else."""

from __future__ import annotations

import json
from typing import Any

from fourline.rules.position import Color
from tests.rules.model import Board

__all__ = ["TutorialPage"]


class TutorialPage:
    """What such a page shows: links, discs, and what it would alert."""

    def __init__(self) -> None:
        self.board = Board()
        self.links: tuple[str, str] | None = None
        self.alerts: list[str] = []

    def receive(self, text: bytes) -> None:
        """
        Show one message.

        Raises:
            ValueError: At anything that the tutorial's page doesn't know or can't show.

        """
        message: dict[str, Any] = json.loads(text)
        match message["type"]:
            case "init":
                self.links = (message["join"], message["watch"])
            case "play":
                self._drop(message["player"], message["column"], message["row"])
            case "win":
                self.alerts.append(f"Player {message['player']} wins!")
            case "error":
                self.alerts.append(message["message"])
            case unknown:
                raise ValueError(f"Unsupported event type: {unknown}.")

    def _drop(self, player: str, column: int, row: int) -> None:
        if Color(player) is not self.board.turn or type(column) is not int or column not in range(7):
            raise ValueError(f"{player} can't play in {column}")
        if self.board.drop(column) != (column, row) or row > 5:
            raise ValueError(f"no disc can lie at {column}, {row}")
