"""A finished game as JSON and as text."""

from __future__ import annotations

import msgspec
import pytest

from fourline.room.events import Seat
from fourline.rules.clock import TimeControl
from fourline.rules.game import Outcome, Reason
from fourline.rules.position import Color
from fourline.web.export import BotJson, GameJson, describe, describe_bot, describe_control, to_json, to_text

from .archive import DRAWN, ROOM, STARTED_AT_MS, finished


def moves_of(text: str) -> str:
    """What stands below the tags."""
    return text.partition("\n\n")[2].strip()


def tags_of(text: str) -> list[str]:
    return text.partition("\n\n")[0].splitlines()


def test_json_has_all_of_a_game_and_can_be_read_back() -> None:
    record = finished(control=TimeControl(180_000, 2_000), move_times=(180_000, 179_500))
    body = msgspec.json.encode(to_json(record))
    assert msgspec.json.decode(body, type=GameJson) == to_json(record)
    assert msgspec.json.decode(body) == {
        "game_id": "game_number-0001",
        "room": ROOM,
        "number": 1,
        "moves": "4445352334255466",
        "start_ply": 0,
        "red": "Ada",
        "yellow": "Ben",
        "winner": "yellow",
        "reason": "line",
        "lines": [[[2, 1], [3, 1], [4, 1], [5, 1]]],
        "clock": {"initial_ms": 180_000, "increment_ms": 2_000},
        "move_times": [180_000, 179_500],
        "bot": None,
        "started_at_ms": STARTED_AT_MS,
        "ended_at_ms": STARTED_AT_MS + 60_000,
    }


def test_json_of_a_nameless_draw_without_clock_has_nulls() -> None:
    json = to_json(finished(DRAWN, names=(None, None)))
    assert (json.red, json.yellow, json.winner, json.clock) == (None, None, None, None)
    assert (json.reason, json.lines, json.move_times) == ("board_full", (), ())


@pytest.mark.parametrize(("red", "color"), [(Seat.HOST, "yellow"), (Seat.GUEST, "red")])
def test_bot_is_told_with_the_hints_against_it(red: Seat, color: str) -> None:
    record = finished(red=red, bot=3, hints=2)
    assert to_json(record).bot == BotJson(color, 3, 2)
    assert {f'[{color.capitalize()}Bot "level 3 of 8"]', '[Hints "2"]'} < set(tags_of(to_text(record)))


@pytest.mark.parametrize(
    ("hints", "text"),
    [
        (0, "Yellow, level 8 of 8; no hints"),
        (1, "Yellow, level 8 of 8; 1 hint"),
        (2, "Yellow, level 8 of 8; 2 hints"),
    ],
)
def test_bot_in_words(hints: int, text: str) -> None:
    assert describe_bot(finished(bot=8, hints=hints)) == text
    assert describe_bot(finished()) == ""


@pytest.mark.parametrize(
    ("outcome", "text"),
    [
        (Outcome(Color.RED, Reason.LINE), "Red won, four in a row"),
        (Outcome(Color.YELLOW, Reason.RESIGNATION), "Yellow won, resignation"),
        (Outcome(Color.RED, Reason.TIMEOUT), "Red won, out of time"),
        (Outcome(Color.RED, Reason.ABANDONMENT), "Red won, the opponent was gone"),
        (Outcome(None, Reason.BOARD_FULL), "Draw, the board is full"),
        (Outcome(None, Reason.AGREEMENT), "Draw, agreed"),
        (Outcome(None, Reason.TIMEOUT), "Draw, out of time"),
    ],
)
def test_outcome_in_words(outcome: Outcome, text: str) -> None:
    assert describe(outcome) == text


def test_every_reason_of_an_archived_game_has_words() -> None:
    for reason in set(Reason) - {Reason.ABORTED}:
        assert describe(Outcome(None, reason)).startswith("Draw, ")


@pytest.mark.parametrize(
    ("control", "text"),
    [
        (None, "No clock"),
        (TimeControl(180_000, 2_000), "3 min + 2 s"),
        (TimeControl(10_000, 0), "10 s + 0 s"),
        (TimeControl(90_000, 60_000), "1 min 30 s + 60 s"),
        (TimeControl(3_600_000, 0), "60 min + 0 s"),
    ],
)
def test_time_control_in_words(control: TimeControl | None, text: str) -> None:
    assert describe_control(control) == text


def test_text_has_tags_then_moves_by_two_then_the_result() -> None:
    text = to_text(finished("1212121"))
    assert tags_of(text) == [
        '[Game "Connect Four"]',
        '[Site "Fourline"]',
        '[Date "2026.05.12"]',
        '[Round "1"]',
        '[Red "Ada"]',
        '[Yellow "Ben"]',
        '[Result "1-0"]',
        '[Termination "Red won, four in a row"]',
    ]
    assert moves_of(text) == "1. 1 2 2. 1 2 3. 1 2 4. 1 1-0"
    assert text.endswith("\n")


@pytest.mark.parametrize(("winner", "result"), [(Color.RED, "1-0"), (Color.YELLOW, "0-1"), (None, "1/2-1/2")])
def test_text_tells_the_result_twice(winner: Color | None, result: str) -> None:
    text = to_text(finished("44", winner=winner, reason=Reason.AGREEMENT))
    assert f'[Result "{result}"]' in tags_of(text)
    assert moves_of(text) == f"1. 4 4 {result}"


def test_text_of_a_timed_game_tells_what_was_left_after_each_move() -> None:
    record = finished(
        "44", reason=Reason.TIMEOUT, control=TimeControl(3_600_000, 3_000), move_times=(3_600_000, 61_250)
    )
    assert '[TimeControl "3600+3"]' in tags_of(to_text(record))
    assert moves_of(to_text(record)) == "1. 4 {[%clk 1:00:00.0]} 4 {[%clk 0:01:01.2]} 0-1"


def test_text_of_a_set_up_game_begins_with_the_move_after_it() -> None:
    control = TimeControl(60_000, 0)
    record = finished("44534", reason=Reason.RESIGNATION, start_ply=3, control=control, move_times=(60_000, 59_000))
    assert '[Setup "445"]' in tags_of(to_text(record))
    assert moves_of(to_text(record)) == "2... 3 {[%clk 0:01:00.0]} 3. 4 {[%clk 0:00:59.0]} 0-1"


def test_no_name_can_end_its_tag() -> None:
    text = to_text(finished(names=('A"] [Result "1-0', "back\\slash")))
    assert '[Red "A\\"] [Result \\"1-0"]' in tags_of(text)
    assert '[Yellow "back\\\\slash"]' in tags_of(text)


def test_player_without_a_name_is_a_question_mark() -> None:
    tags = tags_of(to_text(finished(names=(None, "?!"))))
    assert '[Red "?"]' in tags
    assert '[Yellow "?!"]' in tags
