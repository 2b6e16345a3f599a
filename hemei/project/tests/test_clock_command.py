from __future__ import annotations

import pytest
from click.testing import CliRunner, Result

from hemei.project.commands.clock import clock


def run(*arguments: str) -> Result:
    return CliRunner().invoke(clock, arguments)


@pytest.mark.parametrize(
    ("start", "option", "value", "line"),
    [
        ("2026-09-30T16:30", "--hours", "4", "2026-10-08T11:30:00+08:00"),
        ("2026-09-30T16:30", "--days", "3", "2026-10-10T17:30:00+08:00"),
        ("2026-11-23T08:30", "--hours", "2.5", "2026-11-23T11:00:00+08:00"),
        ("2026-11-23T00:30Z", "--hours", "1", "2026-11-23T09:30:00+08:00"),
        ("2019-04-30T17:00", "--hours", "1", "2019-05-05T09:00:00+08:00"),  # a Sunday that was worked
        ("2020-01-23T17:00", "--days", "1", "2020-02-03T17:30:00+08:00"),  # the notice was lengthened
        ("2023-06-21T10:00", "--days", "1", "2023-06-25T17:30:00+08:00"),
    ],
)
def test_due_prints_one_line(start: str, option: str, value: str, line: str) -> None:
    result = run("due", "--from", start, option, value)
    assert (result.exit_code, result.stdout) == (0, line + "\n")


@pytest.mark.parametrize(
    ("a", "b", "minutes"),
    [
        ("2026-09-30T16:30", "2026-10-08T11:30", "240"),
        ("2026-11-23", "2026-11-28", "2100"),
        ("2026-11-23T09:00+08:00", "2026-11-23T01:00Z", "0"),
    ],
)
def test_between_prints_whole_minutes(a: str, b: str, minutes: str) -> None:
    result = run("between", a, b)
    assert (result.exit_code, result.stdout) == (0, minutes + "\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["due", "--from", "2026-12-31T17:00", "--hours", "1"], "no holiday notice for 2027"),
        (["due", "--from", "2018-12-28T17:00", "--days", "1"], "2018"),
        (["due", "--from", "1066-10-14T09:00", "--days", "1"], "1066"),
        (["due", "--from", "2026-02-30T10:00", "--hours", "1"], "is no moment"),
        (["due", "--from", "yesterday", "--hours", "1"], "is no moment"),
        (["due", "--from", "2026-11-23T09:00", "--hours", "0.333"], "no whole minutes"),
        (["due", "--from", "2026-11-23T09:00", "--hours", "-1"], "no number of hours"),
        (["due", "--from", "2026-11-23T09:00", "--hours", "0"], "above zero"),
        (["due", "--from", "2026-11-23T09:00", "--days", "0"], "days"),
        (["due", "--from", "2026-11-23T09:00", "--days", "999999"], "no holiday notice"),
        (["due", "--from", "2026-11-23T09:00"], "either --hours or --days"),
        (["due", "--from", "2026-11-23T09:00", "--hours", "1", "--days", "1"], "either --hours or --days"),
        (["between", "2026-11-23T09:00", "2027-01-04T09:00"], "no holiday notice for 2027"),
        (["between", "2026-11-23T09:00", "2026-11-23T08:59"], "lies before"),
        (["between", "2026-11-31T09:00", "2026-12-01T09:00"], "is no moment"),
    ],
)
def test_what_cannot_be_counted_ends_with_2_and_a_message(arguments: list[str], message: str) -> None:
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr
