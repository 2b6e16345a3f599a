"""`hemei index` takes in what was sealed before there was an index, once."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from hemei.coordination.cases import queries
from hemei.coordination.cases.tests.conftest import SYSTEM, made_quarter
from hemei.ground.records import services as records
from hemei.ground.records.models import Gram
from hemei.project.commands import record


@pytest.mark.django_db
def test_the_command_takes_in_cases_of_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(record, "ready", lambda: None)
    quarter = made_quarter()
    number = quarter.report(kind="blocked_fire_lane", text="楼顶广告牌松动，楼下是幼儿园")
    with records.acting(SYSTEM):
        Gram.objects.all().delete()

    def found() -> list[str]:
        with records.acting(quarter.community):
            return [row.number for row, _ in queries.cases_saying("幼儿园")]

    assert found() == []
    assert "1 texts of cases taken in." in CliRunner().invoke(record.index, catch_exceptions=False).output
    assert found() == [number]
    assert "0 texts of cases taken in." in CliRunner().invoke(record.index, catch_exceptions=False).output
