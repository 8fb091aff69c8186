"""Flags fall by the server's clock alone: watched or not, in memory or not, before a kill or after it."""

from __future__ import annotations

import pytest

from .patience import PATIENCE_S, run
from .server import Server
from .stored import StoredEvent, check_logs, replay
from .ten_seconds import INITIAL_MS, Falls, let_time_pass

LATE_MS = 100 * PATIENCE_S
"""A flag falls within three seconds of its instant, wherever its room is."""


@pytest.fixture(scope="module")
def falls(tmp_path_factory: pytest.TempPathFactory) -> Falls:
    """Return what came of ten seconds."""
    folder = tmp_path_factory.mktemp("flags")
    steady = Server(folder / "steady.db", "--idle-room-ms", "1", "--log-level", "warning")
    with steady, Server(folder / "killed.db", "--log-level", "warning") as killed:
        return run(let_time_pass(steady, killed))


def lateness_ms(log: list[StoredEvent]) -> int:
    """Return how long after its instant the only flag in ``log`` fell."""
    [index] = [index for index, entry in enumerate(log) if entry.event.get("reason") == "timeout"]
    moved, ended = log[index - 1 : index + 1]
    assert moved.event["type"] == "moved"
    # Yellow hasn't moved yet, so nothing is saved up for its lags.
    assert ended.event["times"] == {"red_ms": INITIAL_MS, "yellow_ms": 0}
    return ended.service_ms - moved.service_ms - INITIAL_MS


def test_who_runs_out_of_time_loses_and_nobody_has_to_ask(falls: Falls) -> None:
    event = falls.watched.event
    assert (event["type"], event["player"], event["reason"]) == ("win", "red", "timeout")
    assert event["clock"] == {"red_ms": INITIAL_MS, "yellow_ms": 0}
    # Not a moment too early; both instants are rounded down to milliseconds.
    assert falls.watched.took_s * 1000 > INITIAL_MS - 1
    assert 0 <= lateness_ms(falls.logs[falls.watched.room]) < LATE_MS


def test_nobody_wins_on_time_who_could_not_have_won(falls: Falls) -> None:
    event = falls.blocked.event
    assert (event["type"], event["reason"]) == ("draw", "timeout")
    [game] = falls.games[falls.blocked.room]
    assert (game["winner"], game["reason"], game["start_ply"], len(game["moves"])) == (None, "timeout", 40, 41)


def test_flag_falls_where_nobody_is_and_the_game_is_kept(falls: Falls) -> None:
    assert 0 <= lateness_ms(falls.logs[falls.abandoned]) < LATE_MS
    [game] = falls.games[falls.abandoned]
    assert (game["winner"], game["reason"], game["moves"]) == ("red", "timeout", "4")
    assert game["clock"] == {"initial_ms": INITIAL_MS, "increment_ms": 0}
    assert game["move_times"] == [INITIAL_MS]


def test_of_a_move_and_the_flag_exactly_one_happens(falls: Falls) -> None:
    assert falls.attempts
    for attempt in falls.attempts:
        told = attempt.told_guest
        assert attempt.told_host[: len(told)] == told
        first, *later = attempt.told_host
        log = falls.logs[attempt.room]
        if first["type"] == "play":
            # Red's time goes by now.
            assert (attempt.answer["type"], attempt.answer["seq"]) == ("ok", first["seq"])
            assert first["clock"]["red_ms"] == INITIAL_MS
            assert first["clock"]["yellow_ms"] >= 0
            assert [entry.event["type"] for entry in log[:4]] == ["opened", "joined", "moved", "moved"]
        else:
            assert (first["type"], first["player"], first["reason"]) == ("win", "red", "timeout")
            assert (attempt.answer["type"], attempt.answer["code"]) == ("error", "game_over")
            assert 0 <= lateness_ms(log) < LATE_MS
        assert later == []


def test_kill_and_a_pause_neither_give_nor_take_time(falls: Falls) -> None:
    after, log = falls.after, falls.logs[falls.after.room]
    moved_ms = log[2].service_ms
    # Service time is stored while a clock runs, and goes on from there when the server is back.
    left_ms = INITIAL_MS - (after.stored_ms - moved_ms)
    assert moved_ms < after.stored_ms
    assert (after.clock["running"], after.clock["red_ms"]) == ("yellow", INITIAL_MS)
    assert left_ms - after.up_ms - 1 <= after.clock["yellow_ms"] <= left_ms


def test_flags_fall_after_a_restart_in_rooms_that_nobody_enters(falls: Falls) -> None:
    for room in (falls.after.room, falls.unvisited):
        assert 0 <= lateness_ms(falls.logs[room]) < LATE_MS
        [game] = falls.games[room]
        assert (game["winner"], game["reason"]) == ("red", "timeout")


def test_everything_that_was_stored_meanwhile_obeys_the_rules(falls: Falls) -> None:
    check_logs(falls.logs)
    for log in falls.logs.values():
        assert len(replay(log)) == len(log)
