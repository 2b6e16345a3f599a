from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hemei.kernel.decision import Reason, Refused
from hemei.ui import words
from hemei.ui.forms import errors_of

NOW = datetime(2026, 11, 23, 2, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [
        (0, "不到 1 分钟"),
        (1, "1 分钟"),
        (59, "59 分钟"),
        (60, "1 小时"),
        (119, "1 小时"),
        (47 * 60 + 59, "47 小时"),
        (48 * 60, "2 天"),
    ],
)
def test_a_length_of_time_is_rounded_down_in_its_largest_sensible_unit(minutes: int, expected: str) -> None:
    assert words.span(timedelta(minutes=minutes)) == expected


def test_a_limit_says_what_is_left_or_by_how_much_it_has_passed() -> None:
    assert words.until(NOW + timedelta(hours=2), NOW) == "还剩 2 小时"
    assert words.until(NOW - timedelta(days=3), NOW) == "已超 3 天"


def test_times_are_shown_on_the_citys_clock() -> None:
    assert words.local_time(datetime(2026, 12, 31, 16, 5, tzinfo=UTC)) == "2027-01-01 00:05"
    assert words.local_day(datetime(2026, 12, 31, 16, 5, tzinfo=UTC)) == "2027-01-01"
    assert words.short_time(datetime(2026, 12, 31, 16, 5, tzinfo=UTC), NOW) == "2027-01-01 00:05"
    assert words.short_time(NOW, NOW) == "11-23 10:30"


@pytest.mark.parametrize(
    ("due", "done", "paused", "expected"),
    [
        (None, None, False, "none"),
        (5 * 60, None, False, "running"),
        (4 * 60, None, False, "soon"),
        (-1, None, False, "overdue"),
        (-1, None, True, "paused"),
        (-1, -1, False, "met"),
        (-2, -1, True, "late"),
    ],
)
def test_a_clock_is_in_one_state(*, due: int | None, done: int | None, paused: bool, expected: str) -> None:
    at = {minutes: NOW + timedelta(minutes=minutes) for minutes in (due, done) if minutes is not None}
    assert words.clock_state(NOW, at.get(due), at.get(done), paused=paused) == expected


def test_a_reason_says_what_happened_which_value_and_what_to_do() -> None:
    reason = Reason(
        "还有{count}个下级没有指定归属，例如“{name}”。",
        {"count": 2, "name": "长丰县"},
        "请先报到，再反馈结果",
    )
    assert words.say_reason(reason) == "还有2个下级没有指定归属，例如“长丰县”。请先报到，再反馈结果。"


def test_a_message_named_by_a_value_is_translated_too() -> None:
    with words.speaking("en"):
        assert (
            words.say("案件“{state}”时不能{act}", {"state": "已受理", "act": "报到"})
            != "案件“已受理”时不能报到"
        )


def test_an_empty_message_stays_empty() -> None:
    assert words.say("") == ""


def test_a_refusal_becomes_messages_beside_the_fields() -> None:
    refused = Refused.because("请填写说明", field="text")
    assert errors_of(refused) == {"text": ["请填写说明。"]}


def test_what_is_said_once_is_said_once_in_each_language() -> None:
    built = []

    @words.said_once
    def greeting(name: str) -> str:
        built.append(name)
        return words.gettext("已受理") + name

    assert greeting("甲") == greeting("甲") == "已受理甲"
    with words.speaking("en"):
        assert greeting("甲") == greeting("甲") != "已受理甲"
    assert built == ["甲", "甲"]


def test_the_language_is_changed_at_one_place_only() -> None:
    root = Path(words.__file__).parent.parent
    others = [
        file
        for file in root.rglob("*.py")
        if "tests" not in file.parts
        and re.search(r"translation\.(override|activate)", file.read_text("utf-8"))
    ]
    assert others == [Path(words.__file__)]
