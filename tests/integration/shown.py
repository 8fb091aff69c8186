"""
What a page shows of its room, kept up by the protocol's rules alone: a state replaces everything, events change it.

It is also a witness: what an event or a state says must agree with what was shown before, and with a board that shares
nothing with the server.
"""

from __future__ import annotations

from typing import Final

from tests.rules.model import Board, board_of

from .peer import Message

__all__ = ["OFFERS", "Shown"]

OFFERS: Final = ("draw", "takeback", "rematch")
WON_BY: Final = {"line", "resignation", "timeout", "abandonment"}
DRAWN_BY: Final = {"board_full", "agreement", "timeout"}


class Shown:
    """One room as it is shown; nothing before the first state."""

    def __init__(self) -> None:
        self.seq = 0
        self.facts: Message = {}
        """The fields of a ``state`` but for ``seq`` and ``clock``; never changed in place."""
        self.board = Board()
        self.clock: Message | None = None
        """What the last event said, if it said something about time."""

    @property
    def game(self) -> int:
        """Which game of the room this is; 0 before the first state."""
        return int(self.facts.get("game", 0))

    @property
    def outcome(self) -> Message | None:
        """How the game ended."""
        outcome: Message | None = self.facts.get("outcome")
        return outcome

    @property
    def to_move(self) -> str | None:
        """The seat whose turn it is; None once the game is over."""
        if self.outcome is not None or not self.facts:
            return None
        return str(self.facts["colors"][self.board.turn.value])

    def replace(self, state: Message) -> None:
        """Show ``state`` instead of everything."""
        assert state["seq"] >= self.seq, f"{state} is behind {self.seq}"
        facts = {name: value for name, value in state.items() if name not in {"type", "seq", "clock"}}
        clock = state["clock"]
        if state["seq"] == self.seq:
            assert facts == self.facts, "one seq, two states"
            if self.clock is not None:
                # Whatever happened to the server meanwhile: nobody got time.
                assert clock["red_ms"] <= self.clock["red_ms"]
                assert clock["yellow_ms"] <= self.clock["yellow_ms"]
        else:
            assert facts["game"] >= self.game
            self.clock = None
        self.seq, self.facts = state["seq"], facts
        self.board = board_of([int(digit) - 1 for digit in facts["moves"]])
        if self.outcome is not None:
            self._check_end(self.outcome["winner"], self.outcome["reason"])

    def apply(self, event: Message) -> None:
        """Show what happened; the event must be the next one."""
        assert event["seq"] == self.seq + 1
        self.facts = {**self.facts, **self._change(event)}
        self.seq = event["seq"]
        if "clock" in event:
            self.clock = event["clock"]
        elif event["type"] == "aborted":
            # It stopped at a time that the next state will tell.
            self.clock = None

    def _change(self, event: Message) -> Message:  # noqa: C901, PLR0911, PLR0912 - one for each
        match event["type"]:
            case "joined":
                assert not self.facts["seated"][event["seat"]]
                return self._with("seated", event["seat"], True) | self._with("names", event["seat"], event["name"])
            case "renamed":
                assert len(self.board.moves) == self.facts["start_ply"]
                return self._with("names", event["seat"], event["name"])
            case "play":
                return self._play(event)
            case "win" | "draw" | "aborted":
                return self._end(event)
            case "offer":
                assert self._offerer(event) is None
                return self._with("offers", event["offer"], event["seat"])
            case "declined":
                assert self._offerer(event) not in {None, event["seat"]}
                return self._with("offers", event["offer"], None)
            case "withdrawn":
                assert self._offerer(event) == event["seat"]
                return self._with("offers", event["offer"], None)
            case "takeback":
                return self._take_back(event)
            case "start":
                return self._start(event)
            case "hinted":
                # Who was told what is nobody's business; how often, the snapshot says.
                return {}
            case "privacy":
                return {"private": event["private"]}
            case "listing":
                return {"listed": event["listed"]}
            case kind:
                raise AssertionError(f"unknown event {kind}")

    def _with(self, name: str, key: str, value: object) -> Message:
        return {name: {**self.facts[name], key: value}}

    def _offerer(self, event: Message) -> str | None:
        offerer: str | None = self.facts["offers"][event["offer"]]
        return offerer

    def _without_board_offers(self) -> Message:
        return {"offers": {**self.facts["offers"], "draw": None, "takeback": None}}

    def _play(self, event: Message) -> Message:
        assert self.outcome is None
        assert event["player"] == self.board.turn.value
        assert event["column"] in self.board.open_columns()
        assert self.board.drop(event["column"]) == (event["column"], event["row"])
        assert event["ply"] == len(self.board.moves)
        return {"moves": f"{self.facts['moves']}{event['column'] + 1}", **self._without_board_offers()}

    def _take_back(self, event: Message) -> Message:
        moves = self.facts["moves"]
        assert self.outcome is None
        assert moves.startswith(event["moves"])
        assert len(event["moves"]) >= self.facts["start_ply"]
        # Who asked is to move, its last move and perhaps the reply are gone.
        asked = self.facts["offers"]["takeback"]
        self.board = board_of([int(digit) - 1 for digit in event["moves"]])
        assert len(moves) - len(event["moves"]) in {1, 2}
        assert self.to_move == asked
        return {"moves": event["moves"], **self._without_board_offers()}

    def _end(self, event: Message) -> Message:
        assert self.outcome is None
        winner, reason = event.get("player"), event.get("reason", "aborted")
        self._check_end(winner, reason)
        outcome = {"winner": winner, "reason": reason, "game_id": event.get("game_id")}
        outcome |= {"lines": event["lines"]} if "lines" in event else {}
        ended: Message = {"outcome": outcome, "offers": dict.fromkeys(OFFERS)}
        if reason == "aborted":
            return ended
        scored = "draws" if winner is None else self.facts["colors"][winner]
        return ended | self._with("tally", scored, self.facts["tally"][scored] + 1)

    def _start(self, event: Message) -> Message:
        colors = self.facts["colors"]
        assert self.outcome is not None
        assert self.facts["offers"]["rematch"] is not None
        assert event["game"] == self.game + 1
        assert event["colors"] == {"red": colors["yellow"], "yellow": colors["red"]}
        self.board = Board()
        nothing = {"moves": "", "start_ply": 0, "outcome": None, "offers": dict.fromkeys(OFFERS)}
        return {"game": event["game"], "colors": event["colors"], **nothing}

    def _check_end(self, winner: str | None, reason: str) -> None:
        moves = self.board.moves
        has_line, mover = False, None
        if moves:
            cell = moves[-1], len(self.board.columns[moves[-1]]) - 1
            has_line, mover = bool(self.board.lines_through(cell)), self.board.at(cell)
        assert (reason == "line") is has_line
        assert (reason == "board_full") is (len(moves) == 42 and not has_line)
        assert reason in (DRAWN_BY | {"aborted"} if winner is None else WON_BY)
        if has_line:
            assert mover is not None
            assert winner == mover.value
