"""A street's marks for disputes and petitions come from the records of mediation, and open down to each of them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hemei.ground.people.tests.factories import NOW, SYSTEM
from hemei.ground.records import services as records
from hemei.oversight.assessment import queries
from hemei.oversight.assessment.rules.scoring import Share
from hemei.oversight.mediation import services as mediation
from hemei.oversight.mediation.rules.words import Level, Outcome
from hemei.oversight.mediation.tests.petitioning import TODAY, Desk, line
from hemei.oversight.mediation.tests.petitioning import desk as desk  # noqa: PLC0414 - the fixture
from hemei.oversight.mediation.tests.petitioning import quarter as quarter  # noqa: PLC0414
from hemei.oversight.mediation.tests.petitioning import side as side  # noqa: PLC0414

STREET = "340102001"


@pytest.mark.django_db
def test_a_street_is_marked_by_what_became_of_its_disputes_and_petitions(desk: Desk) -> None:
    secretary, day = desk.court.secretaries[Level.COMMUNITY], timedelta(days=1)
    settled, failed = desk.court.mediated(), desk.court.mediated(key="k2")
    desk.do(secretary, mediation.mark_agreed, dispute_id=settled, outcome=Outcome.SETTLED)
    desk.do(secretary, mediation.record_failure, dispute_id=failed, reason="各执一词")
    desk.take_in(
        line("XF1", 登记日期=TODAY - 60 * day, 告知日期=TODAY - 55 * day, 办结日期=TODAY - 20 * day),
        line("XF2", 登记日期=TODAY - 40 * day, 信访人="钱示二", 联系电话="15400000002"),
    )
    town = desk.side.town
    street = queries.Whose(1, town.place(STREET), town.path(STREET), town.bodies["明光路街道办"], None)
    period = queries.Period(TODAY - 90 * day, TODAY + day)
    with records.acting(SYSTEM):
        for name, seen in (("F12", ("no", "yes")), ("petitions.in_time", ("no", "yes"))):
            assert queries.shares(name, (street,), period) == {1: Share(1, 2)}, name
            rows = queries.record_rows(name, street, period, limit=10)
            assert tuple(sorted(row.verdict for row in rows)) == seen, name
    assert NOW.date() == TODAY
