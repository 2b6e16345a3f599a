"""A committee is filed with the street and with the district's housing authority, not with one of them alone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from hemei.community.committees.queries import elections as queries
from hemei.community.committees.services import elections as services
from hemei.community.committees.tests.conftest import Garden, owed
from hemei.community.committees.tests.test_counted import DAY, LATER, codes, counted
from hemei.ground.people.models import Body
from hemei.ground.records import services as records
from hemei.ground.records.tests.importing import EVERYONE
from hemei.kernel.actor import Role
from hemei.kernel.decision import Refused

MISSING = "登记区县房产主管部门，使其接收备案"


def register_district(department: str) -> None:
    with records.acting(EVERYONE):
        Body.objects.filter(name="瑶海区住建局").update(department=department)


def accept(garden: Garden, election: int, **who: Any) -> None:
    with records.acting(EVERYONE):
        receipts = queries.filed_with(election, actor=EVERYONE)
    for receipt in (one for one in receipts if one.state == "waiting" and one.receiver in who):
        answer = {"receipt_id": receipt.id, "accepted": True, "now": LATER}
        garden.do(who[receipt.receiver.value], services.answer_filing, **answer)


def test_where_the_district_has_no_authority_the_filing_waits_and_the_bureau_owes_one(garden: Garden) -> None:
    election = garden.prepared()
    counted(garden, election, (9, 8, 7, 6, 5, 4, 3))
    register_district("")
    submit = {"election_id": election, "now": LATER}
    garden.do(garden.clerk, services.submit_filing, **submit)
    bureau = garden.town.actor(Role.CITY_BUREAU, "340100", "市房产局", "张三", account=1)
    assert owed(bureau) == {MISSING: DAY + timedelta(days=30)}
    accept(garden, election, street=garden.street)
    row = garden.row(election)
    assert (row.state, row.filed_on) == ("elected", None)
    assert "备案" in owed(garden.clerk)
    with records.acting(garden.clerk):
        page = queries.election_page(election, actor=garden.clerk, now=LATER)
    assert page is not None
    assert page.awaits_district
    with pytest.raises(Refused) as refused:
        garden.do(garden.clerk, services.submit_filing, **submit)
    assert codes(refused) == {"no_district"}
    register_district("HM")
    garden.do(garden.clerk, services.submit_filing, **submit)
    assert owed(bureau) == {}
    accept(garden, election, district=garden.district)
    assert garden.row(election).state == "filed"
