"""`hemei standards issue`: a standard of the city from the command line, or why not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.conf import settings
from django.test import Client
from django.utils.timezone import localdate

from hemei.ground.people.tests.factories import made_town
from hemei.ground.records import queries, standards
from hemei.project.commands.standards import standards as command

NATION = Path(settings.STANDARDS_FOLDER) / "national" / "intake-limits" / "2022-01-01.toml"
MORE = NATION.read_text("utf-8").replace("most = 20\n", "most = 30\n")


@pytest.fixture(autouse=True)
def _town(db: None) -> Iterator[None]:
    made_town()
    yield
    standards.forget()


def issue(folder: Path, text: str, day: str) -> tuple[int, str]:
    file = folder / "limits.toml"
    file.write_text(text, encoding="utf-8")
    words = ["issue", "intake-limits", str(file), "--on", day, "--reason", "本市来电多"]
    done = CliRunner().invoke(command, words)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.output


def most(day: date) -> int:
    limits: Any = queries.standards().find("intake-limits", object, on=day)
    return int(limits.reports_per_hour.most)


@pytest.mark.parametrize(
    ("text", "day", "status"), [("most = = 3", "2036-01-01", 1), (MORE, "2022-01-01", 1), (MORE, "soon", 2)]
)
def test_what_does_not_read_or_comes_too_late_is_refused(
    tmp_path: Path, text: str, day: str, status: int
) -> None:
    assert issue(tmp_path, text, day)[0] == status


def test_what_is_issued_counts_and_says_where_it_came_from(tmp_path: Path) -> None:
    today = localdate()
    assert issue(tmp_path, MORE, today.isoformat()) == (
        0,
        f"intake-limits is issued, in force from {today}.\n",
    )
    assert most(today) == 30
    assert "平台运行人员" in Client().get(f"/standards/hefei/intake-limits/{today}").text
