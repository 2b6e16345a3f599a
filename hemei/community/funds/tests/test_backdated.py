"""Money dated in a year whose interest is credited would never earn: the year is taken back and credited anew."""

from __future__ import annotations

from datetime import date

from hemei.community.funds import services
from hemei.community.funds.tests.conftest import Chest
from hemei.community.funds.tests.test_services import code_of
from hemei.ground.people.tests.factories import NOW

DECEMBER = date(2025, 12, 20)


def test_nothing_comes_into_a_year_whose_interest_is_credited(chest: Chest) -> None:
    chest.deposit({"101": 300_000})
    services.credit_interest(now=NOW, fund_id=chest.fund.pk, year=2025)
    assert code_of(lambda: chest.deposit({"102": 300_000}, on=DECEMBER, receipt="late")) == "credited"
    assert "102" not in chest.held()
    chest.deposit({"101": 300_000})  # entered before: said again it changes nothing
    chest.deposit({"102": 300_000}, on=date(2026, 1, 1), receipt="late")
    assert chest.held()["102"] == 300_000
