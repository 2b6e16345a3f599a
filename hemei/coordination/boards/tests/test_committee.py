"""What a board says of the owners' committee: none yet, one at work, one whose term is over, a body that stands in."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from hemei.coordination.boards import reactions, spoken
from hemei.coordination.boards.tests.conftest import NEAR, NOW, SINCE, TODAY, Walls
from hemei.ground.people.models import Body, Term
from hemei.ground.people.queries import BodyKind, Level
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.places.queries import estates_by_id
from hemei.ground.records import services as records

pytestmark = pytest.mark.django_db
COMMITTEE, STAND_IN = "翠园小区业主委员会", "翠园小区物业管理委员会"


def found(walls: Walls, kind: BodyKind, name: str) -> Body:
    """Found a body of the near estate."""
    with records.acting(SYSTEM):
        estate = estates_by_id([walls.estates[NEAR]], actor=SYSTEM)[walls.estates[NEAR]]
        return Body.objects.create(
            stream=f"test:{name}", scope=estate.scope, kind=kind, level=Level.ESTATE, name=name, short_name=name,
            place_id=estate.community_id, estate_id=estate.id, valid_from=SINCE,
        )  # fmt: skip


def elect(walls: Walls, until: date, ended_on: date | None = None, held: int = 5) -> Body:
    body = found(walls, BodyKind.OWNERS_COMMITTEE, COMMITTEE)
    with records.acting(SYSTEM):
        Term.objects.create(
            stream="test", scope=body.scope, body=body, kind="first", seats=5, elected_on=SINCE, valid_from=SINCE,
            valid_until=until, ended_on=ended_on, end_reason="recalled" if ended_on else "",
            tallies=[[SINCE.isoformat(), held, 0, held]],
        )  # fmt: skip
    return body


def stand_in(walls: Walls, until: date = date(2028, 1, 1)) -> Body:
    body = found(walls, BodyKind.MANAGEMENT_COMMITTEE, STAND_IN)
    with records.acting(SYSTEM):
        body.serves_until = until
        body.save(update_fields=["serves_until"])
    return body


def said(walls: Walls, now=NOW) -> tuple[dict[str, str], dict[str, list[str]]]:
    """Return the facts of a board made now, and its lines by code."""
    [number] = walls.make(now=now)
    content = walls.edition(number).content
    return dict(spoken.shown(content, "", TODAY)["facts"]), {line[0]: line for line in content["problems"]}


def test_none_yet_at_work_and_over(walls: Walls) -> None:
    assert said(walls)[0]["业主委员会"] == "尚未成立"
    elect(walls, until=date(2026, 11, 4))
    assert said(walls)[0]["业主委员会"] == f"{COMMITTEE} · 任期至 2026-11-03"
    facts, _lines = said(walls, NOW + timedelta(days=2))
    assert facts["业主委员会"] == f"{COMMITTEE} · 任期已于 2026-11-03 结束"
    assert "代行业委会职责" not in facts


def test_one_that_was_recalled_is_over_since_then(walls: Walls) -> None:
    elect(walls, until=date(2029, 1, 1), ended_on=date(2026, 10, 1))
    assert said(walls)[0]["业主委员会"] == f"{COMMITTEE} · 任期已于 2026-09-30 结束"


def test_the_body_that_stands_in_is_named_with_its_numbers_and_handles_what_a_committee_would(
    walls: Walls,
) -> None:
    stand_in(walls)
    facts, _lines = said(walls)
    assert (facts["业主委员会"], facts["代行业委会职责"]) == ("尚未成立", STAND_IN)
    with records.acting(SYSTEM):
        body = Body.objects.get(name=STAND_IN)
    walls.quarter.town.bodies[STAND_IN] = body.pk
    walls.phone(STAND_IN, "15400000009")
    [number] = walls.make(now=NOW + timedelta(hours=1))
    content = walls.edition(number).content
    assert [STAND_IN, "complaint", "15400000009"] in content["phones"]
    lines = {line[0]: line for line in content["problems"]}
    assert lines["fee_arrears"][4:6] == [STAND_IN, "15400000009"]


def test_it_stands_on_no_board_beside_a_committee_nor_after_its_time(walls: Walls) -> None:
    body = stand_in(walls, until=TODAY)
    assert "代行业委会职责" not in said(walls)[0]
    with records.acting(SYSTEM):
        Body.objects.filter(pk=body.pk).update(serves_until=date(2028, 1, 1))
    assert "代行业委会职责" in said(walls, NOW + timedelta(hours=1))[0]
    elect(walls, until=date(2029, 1, 1))
    facts, _lines = said(walls, NOW + timedelta(hours=2))
    assert facts["业主委员会"].startswith(COMMITTEE)
    assert "代行业委会职责" not in facts


def test_a_committee_short_of_members_is_named_with_the_body_that_stands_in(walls: Walls) -> None:
    elect(walls, until=date(2029, 1, 1), held=2)
    alone, lines = said(walls)
    assert alone["业主委员会"] == f"{COMMITTEE} · 任期至 2028-12-31"
    assert "代行业委会职责" not in alone
    assert lines["fee_arrears"][4] == COMMITTEE
    stand_in(walls)
    facts, lines = said(walls, NOW + timedelta(hours=1))
    assert facts["业主委员会"] == f"{COMMITTEE} · 任期至 2028-12-31，在任委员不足半数"
    assert facts["代行业委会职责"] == STAND_IN
    assert lines["fee_arrears"][4] == STAND_IN


@pytest.mark.parametrize("event", ["people.seat_left", "people.seat_taken", "people.seat_corrected"])
def test_who_sits_changes_boards(event: str) -> None:
    assert event in reactions.WATCHED
