"""`hemei credit score`: the same bytes each time, every point with its line; an unknown subject ends with exit 2."""

from __future__ import annotations

import json
from datetime import date

import pytest
from click.testing import CliRunner, Result

from hemei.oversight.credit.tests import conftest
from hemei.oversight.credit.tests.conftest import CODES, Credit
from hemei.project.commands import credit as command

credit = conftest.credit  # the ground of that app's tests, as a fixture here


def asked(monkeypatch: pytest.MonkeyPatch, *words: str) -> Result:
    monkeypatch.setattr(command, "ready", lambda: None)
    return CliRunner().invoke(command.credit, ["score", *words])


def test_a_score_is_replayed_to_the_same_bytes(credit: Credit, monkeypatch: pytest.MonkeyPatch) -> None:
    line = credit.confirmed()
    words = ("--subject", CODES[0], "--on", "2026-11-02", "--json")
    first, again = asked(monkeypatch, *words), asked(monkeypatch, *words)
    assert first.exit_code == 0
    assert first.stdout == again.stdout
    told = json.loads(first.stdout)
    assert (told["total"], told["base"]) == (54, 59)
    (said,) = told["lines"]
    assert said["line"] == f"credit.line:{line}"
    assert said["event"] == credit.row(line).event_id
    assert (said["clause"], said["version"], said["counted"]) == ("第九百四十三条", "2022-03-23", -5)
    credit.confirmed(happened_on=date(2026, 11, 1))
    before = asked(monkeypatch, "--subject", CODES[0], "--on", "2026-11-01", "--json")
    assert json.loads(before.stdout)["total"] == 59


def test_a_manager_is_asked_for_by_his_number(credit: Credit, monkeypatch: pytest.MonkeyPatch) -> None:
    credit.confirmed()
    found = asked(monkeypatch, "--subject", str(credit.managers[2]), "--on", "2026-11-02")
    assert found.stdout.splitlines()[0].endswith("74")
    for words in (
        ("--subject", "91340100MA2N00001X", "--on", "2026-11-02"),
        ("--subject", CODES[0], "--on", "2021-01-01"),
    ):
        assert asked(monkeypatch, *words).exit_code == 2
