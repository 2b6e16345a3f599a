"""What measures an aim of the plan counts what is settled by now, not what is still to come."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from hemei.coordination.cases.services import acts
from hemei.coordination.cases.tests.conftest import (
    NOW,
    Quarter,
    quarter,  # noqa: F401 - the fixture
)
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import services as records
from hemei.kernel.actor import PlaceRange
from hemei.kernel.figures import Tally
from hemei.oversight.honours.queries.measures import reached


@pytest.mark.django_db
def test_a_clock_that_has_yet_to_run_out_is_no_miss(quarter: Quarter) -> None:  # noqa: F811
    number = quarter.report(kind="littering", text="垃圾堆在路口")
    quarter.act(quarter.community, number, acts.Accept(kind="littering"))
    company = quarter.company.body_id
    assert company is not None
    quarter.act(quarter.community, number, acts.Handle(company=company, text="请处理"))

    def handled(now: datetime, year: int = NOW.year) -> Tally:
        with records.acting(SYSTEM):
            return reached("C3", PlaceRange(quarter.town.path("340102001")), year=year, now=now).tally

    assert handled(NOW + timedelta(minutes=1)) == Tally(0, 0, 0)
    assert handled(NOW + timedelta(days=2)) == Tally(0, 1, 0)
    assert handled(NOW, NOW.year + 1) == Tally(0, 0, 0)
