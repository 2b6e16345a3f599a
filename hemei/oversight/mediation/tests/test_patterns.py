"""The same cause in many estates: a topic of the community, a duty of the county's department, once in its days."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from hemei.ground.people.tests.factories import NOW, SYSTEM, TODAY
from hemei.ground.places import services as place_services
from hemei.ground.places.queries import EstateKind
from hemei.ground.places.services import EstateDraft
from hemei.ground.records import services as records
from hemei.kernel.decision import Refused
from hemei.leadership.duties.models import Duty
from hemei.oversight.mediation import queries, services
from hemei.oversight.mediation.tests.conftest import COUNTY, DONGFENG
from hemei.oversight.mediation.tests.petitioning import Desk, line
from hemei.oversight.mediation.tests.petitioning import desk as desk  # noqa: PLC0414 - the fixture
from hemei.oversight.mediation.tests.petitioning import quarter as quarter  # noqa: PLC0414
from hemei.oversight.mediation.tests.petitioning import side as side  # noqa: PLC0414

pytestmark = pytest.mark.django_db


def settle(desk: Desk, many: int) -> list[str]:
    """Found so many estates in the community and return their names."""
    names = [f"新建小区{number}" for number in range(many)]
    drafts = [
        EstateDraft(
            name=name, kind=EstateKind.COMMODITY, community_id=desk.side.town.place(DONGFENG), address=f"东风路{n}号",
            built_area_dm2=900_000, households=90, valid_from=NOW.date(), built_year=2012,
        )
        for n, name in enumerate(names)
    ]  # fmt: skip
    with records.acting(SYSTEM):
        place_services.add_estates(actor=SYSTEM, now=NOW, drafts=drafts, source="test")
    return names


def complain(desk: Desk, names: list[str], **more: Any) -> None:
    rows = [line(f"XF{len(names)}{number}", 小区=name, **more) for number, name in enumerate(names)]
    desk.take_in(*rows)


def found(desk: Desk, who: Any) -> list[tuple[str, str, int]]:
    with records.acting(who):
        rows = queries.patterns(actor=who, on=TODAY)
        return [(row.found.area, row.found.kind, row.found.estates) for row in rows]


def test_three_estates_make_a_topic_of_the_community_once(desk: Desk) -> None:
    names = settle(desk, 3)
    complain(desk, names[:2])
    assert found(desk, desk.clerk) == []
    desk.court.file(estate_id=desk.side.estates["绿地小区"].id, community_id=None)  # a dispute counts as well
    assert found(desk, desk.clerk) == found(desk, desk.street) == [("community", "noise", 3)]
    assert found(desk, desk.foreign) == []
    asked: dict[str, Any] = {
        "area": "community", "place_id": desk.side.town.place(DONGFENG), "kind": "noise",
    }  # fmt: skip
    with pytest.raises(Refused, match="这个身份不能"):
        desk.do(desk.street, services.answer_pattern, **asked)
    with pytest.raises(Refused, match="没有这个共性问题"):
        desk.do(desk.clerk, services.answer_pattern, **{**asked, "kind": "fee"})
    desk.do(desk.clerk, services.answer_pattern, **asked)
    with pytest.raises(Refused, match="已经提出过"):
        desk.do(desk.clerk, services.answer_pattern, **asked)
    with records.acting(desk.clerk):
        (row,) = queries.answered_patterns(actor=desk.clerk)
        assert (row.estates, row.petitions, row.disputes, row.duty_id) == (3, 2, 1, None)
        with connection.cursor() as cursor:
            cursor.execute(
                "select title, origin_stream, state from deliberation_topic where id = %s", [row.topic_id]
            )
            title, origin, state = cursor.fetchone()
    assert title == "噪声：3个小区反复出现，怎样从成因上治理"
    assert (origin, state) == (f"mediation.pattern:{row.id}", "raised")
    with records.acting(desk.foreign):
        assert queries.answered_patterns(actor=desk.foreign) == []


def test_ten_estates_make_a_duty_of_the_countys_department(desk: Desk) -> None:
    complain(desk, settle(desk, 10))
    assert found(desk, desk.county) == [("county", "noise", 10), ("community", "noise", 10)]
    assert found(desk, desk.clerk) == [("community", "noise", 10)]
    asked: dict[str, Any] = {"area": "county", "place_id": desk.side.town.place(COUNTY), "kind": "noise"}
    desk.do(desk.county, services.answer_pattern, **asked)
    with records.acting(SYSTEM):
        duty = Duty.objects.get(origin="pattern")
    assert duty.owner_body_id == desk.side.town.bodies["瑶海区住建局"]
    assert duty.title.startswith("噪声：10个小区")
