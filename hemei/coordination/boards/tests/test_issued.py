"""A list of responsibilities is issued: boards that say otherwise lapse at once, whatever a process still holds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from hemei.coordination.boards import queries, services
from hemei.coordination.boards.models import Edition
from hemei.coordination.boards.tests.conftest import NEAR, NOW, TODAY, Walls
from hemei.coordination.boards.tests.test_services import state
from hemei.ground.people import services as people
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import services as records
from hemei.ground.records import standards
from hemei.kernel.actor import Role

LIST = max((Path(settings.STANDARDS_FOLDER) / "hefei" / "responsibility-list").glob("2*.toml"))
NAME = 'name = "毁绿种菜"'


@pytest.fixture(autouse=True)
def _anew() -> Iterator[None]:
    """Let no document a test issued be found by the next one."""
    yield
    standards.forget()


def issue(walls: Walls) -> None:
    """Issue a list from today on as another process does: this one keeps what it holds."""
    held = dict(standards._loaded), dict(standards._seen)
    text = LIST.read_text("utf-8")
    assert NAME in text
    draft = records.Issue(
        "responsibility-list", TODAY, text.replace(NAME, 'name = "圈占公共绿地"', 1), "按裁定更名"
    )
    bureau = walls.quarter.town.actor(Role.CITY_BUREAU, "340100", "市房产局", "张三", account=1)
    with records.acting(bureau):
        people.issue_standard(actor=bureau, now=NOW, issue=draft)
    standards._loaded.update(held[0])
    standards._seen.update(held[1])


def test_boards_lapse_by_a_list_that_another_process_issued(walls: Walls) -> None:
    [number] = walls.hang()
    walls.sweep()
    code = walls.edition(number).code
    issue(walls)
    assert queries.boards_now([walls.estates[NEAR]], now=NOW)[walls.estates[NEAR]].digest == (
        walls.edition(number).digest
    ), "this process holds the old list"
    records.look_again()  # as the worker does before each sweep
    assert walls.sweep(minutes=2) == 1
    assert state(walls) is queries.State.LAPSED
    assert "这块牌子已经过期" in Client().get(f"/b/{code}").text
    with records.acting(SYSTEM):
        [lapse] = Edition.objects.get(pk=number).lapses.all()
    assert (lapse.parts, lapse.since_at) == (["problems"], NOW + timedelta(minutes=2))
    assert services.sweep_boards(now=NOW + timedelta(minutes=3)) == 0
