"""The dumbest page of version 1: a state as it came, and events written into it."""

from __future__ import annotations

from typing import Any

__all__ = ["EVENTS", "follow"]

NO_OFFERS = {"draw": None, "takeback": None, "rematch": None}
ABORTED = {"winner": None, "reason": "aborted", "game_id": None}
EVENTS = [
    *["joined", "play", "win", "draw", "aborted", "offer", "declined", "withdrawn"],
    *["takeback", "start", "hinted", "renamed", "privacy", "listing"],
]


def follow(state: dict[str, Any], event: dict[str, Any]) -> None:
    """
    Apply the next event to a state.

    Raises:
        ValueError: At anything else than the next event.

    """
    if event["type"] not in EVENTS or event["seq"] != state["seq"] + 1:
        raise ValueError(f"{event} can't follow {state['seq']}")
    state["seq"] += 1
    _write(state, event)
    if state["clock"] is not None:
        state["clock"] |= event.get("clock", {})
        state["clock"]["running"] = _running(state)


def _write(state: dict[str, Any], event: dict[str, Any]) -> None:  # noqa: C901, PLR0912 - one for each
    match event["type"]:
        case "joined":
            state["seated"][event["seat"]] = True
            state["names"][event["seat"]] = event["name"]
        case "play":
            state["moves"] += str(event["column"] + 1)
            state["offers"] |= {"draw": None, "takeback": None}
        case "win":
            state["outcome"] = {"winner": event["player"], "reason": event["reason"], "game_id": event["game_id"]}
            if "lines" in event:
                state["outcome"]["lines"] = event["lines"]
            state["tally"][state["colors"][event["player"]]] += 1
            state["offers"] = dict(NO_OFFERS)
        case "draw":
            state["outcome"] = {"winner": None, "reason": event["reason"], "game_id": event["game_id"]}
            state["tally"]["draws"] += 1
            state["offers"] = dict(NO_OFFERS)
        case "aborted":
            state["outcome"] = dict(ABORTED)
            state["offers"] = dict(NO_OFFERS)
        case "offer":
            state["offers"][event["offer"]] = event["seat"]
        case "declined" | "withdrawn":
            state["offers"][event["offer"]] = None
        case "takeback":
            state["moves"] = event["moves"]
            state["offers"] |= {"draw": None, "takeback": None}
        case "start":
            state |= {"game": event["game"], "colors": event["colors"], "moves": "", "start_ply": 0, "outcome": None}
            state["offers"] = dict(NO_OFFERS)
            if "bot" in state:
                state["bot"]["hints"] = 0
        case "hinted":
            state["bot"]["hints"] += 1
        case "renamed":
            state["names"][event["seat"]] = event["name"]
        case "privacy":
            state["private"] = event["private"]
        case "listing":
            state["listed"] = event["listed"]


def _running(state: dict[str, Any]) -> str | None:
    """Return whose time passes: from the first move on, once both are seated, that of who is to move."""
    has_begun = len(state["moves"]) > state["start_ply"]
    if not has_begun or state["outcome"] is not None or not all(state["seated"].values()):
        return None
    return ["red", "yellow"][len(state["moves"]) % 2]
