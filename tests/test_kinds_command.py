"""`hemei kinds`: learn, show, and ask a file of texts nobody was taught."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from hemei.coordination.cases import queries
from hemei.coordination.cases.rules.kinds.model import Gram, Model
from hemei.coordination.cases.rules.kinds.showing import Taught
from hemei.coordination.cases.tests import conftest
from hemei.coordination.cases.tests.conftest import Quarter
from hemei.coordination.cases.tests.test_kinds import SAID, confirmed
from hemei.project.commands import kinds as command

quarter = conftest.quarter  # the ground of that app's tests, as a fixture here


def test_the_command_learns_shows_and_asks_a_file(
    quarter: Quarter, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(command, "ready", lambda: None)

    def said(*words: str) -> tuple[int, str]:
        done = CliRunner().invoke(command.kinds, words)
        return done.exit_code, done.output

    assert said("show") == (0, "No version is learnt yet: the list's words suggest.\n")
    assert said("train", "--if-due")[1].startswith("Nothing to learn")
    confirmed(quarter, SAID)
    confirmed(quarter, SAID)  # of two that follow each other at most one is held back
    assert "is learnt" in said("train")[1]
    assert '"used": false' in said("show", "--json")[1]
    assert "poultry" in said("show", "--kinds")[1]
    file = tmp_path / "asked.tsv"
    file.write_text("# 备注\npoultry+dogs\t养鸡又养狗\n", encoding="utf-8")
    assert said("measure", str(file))[1].startswith("No version is in use")
    taught = Taught(Model(("dogs", "poultry"), (0.0, 0.0), 1.0, {"鸡": Gram(1000, b"\0\1")}), {"poultry": 2})
    with monkeypatch.context() as used:
        used.setattr(queries, "taught_in_use", lambda: taught)
        told = said("measure", str(file), "--kinds")[1]
    assert re.search(r"^model +100\.0% +100\.0%$", told, re.MULTILINE)
    assert re.search(r"^poultry .* learnt 2$", told, re.MULTILINE)
    file.write_text("nonsense\t养鸡\n", encoding="utf-8")
    code, words = said("measure", str(file))
    assert (code, "line 1" in words) == (2, True)
