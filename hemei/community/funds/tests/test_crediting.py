"""A year's interest comes by itself once the year is over; what was taken back waits for the authority."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from hemei.community.funds import queries, services
from hemei.community.funds.models import Interest
from hemei.community.funds.rules.words import CorrectionKind
from hemei.community.funds.tasks import begin_day
from hemei.community.funds.tests.conftest import Chest
from hemei.community.funds.tests.test_corrections import corrected
from hemei.community.funds.tests.test_pages import browser
from hemei.community.funds.tests.test_services import FIRST, code_of
from hemei.ground.people.tests.factories import NOW, SYSTEM, TODAY
from hemei.ground.places.models import Estate
from hemei.kernel.actor import Role

EARLY, DUE = datetime(2026, 1, 15, 2, tzinfo=UTC), datetime(2026, 1, 16, 2, tzinfo=UTC)


def years() -> list[int]:
    return list(Interest.objects.filter(taken_back_at=None).order_by("year").values_list("year", flat=True))


def listed(chest: Chest) -> list[int | None]:
    rows = queries.funds(queries.FundFilter(state="uncredited"), actor=chest.county, on=TODAY)
    return [row.open_year for row in rows]


def test_the_worker_credits_a_year_once_when_it_is_over(chest: Chest) -> None:
    chest.deposit(FIRST)
    assert listed(chest) == [2025]
    assert (services.credit_due(now=EARLY), years()) == (0, [])
    assert (services.credit_due(now=DUE), years()) == (1, [2025])
    held = chest.held()
    assert (services.credit_due(now=DUE), services.credit_due(now=NOW)) == (0, 0)
    assert (chest.held(), listed(chest), held["101"] > FIRST["101"]) == (held, [], True)


def test_it_stands_in_the_nightly_round(chest: Chest) -> None:
    chest.deposit(FIRST)
    begin_day(timestamp=0)
    assert 2025 in years()


@pytest.fixture
def demo(settings) -> None:  # type: ignore[no-untyped-def]
    settings.DEMO = True


@pytest.mark.usefixtures("demo")
def test_what_was_taken_back_waits_for_the_authority_and_is_credited_on_the_page(chest: Chest) -> None:
    chest.deposit(FIRST)
    services.credit_due(now=DUE)
    corrected(chest, CorrectionKind.INTEREST, 2025)
    assert (services.credit_due(now=NOW), years(), listed(chest)) == (0, [], [2025])
    code = Estate.objects.get(pk=chest.quarter.estate).code
    here = f"/funds/estates/{code}"
    bureau = browser(chest, Role.CITY_BUREAU, "市房产局", "340100")
    community = browser(chest, Role.COMMUNITY_CLERK, "东风社区居委会", "340102001001")
    assert "2025年没有结息" in bureau.get("/funds?state=uncredited").text
    assert ("结2025年的息" in bureau.get(here).text, "结2025年的息" in community.get(here).text) == (
        True,
        False,
    )
    assert community.post(here, {"act": "credit"}).status_code == 422
    chest.deposit({"104": 50_000}, on=TODAY.replace(year=2025), receipt="late")
    assert "已结2025年的息" in bureau.post(here, {"act": "credit"}, follow=True).text
    assert years()[0] == 2025
    assert listed(chest) == []


def test_nothing_is_credited_before_its_time(chest: Chest) -> None:
    services.credit_due(now=NOW)
    act = {"actor": chest.county, "fund_id": chest.fund.pk}
    assert code_of(lambda: services.credit_next(now=NOW, **act)) == "credited"
    assert code_of(lambda: services.credit_next(now=NOW, **{**act, "actor": chest.clerk})) == "role"
    assert queries.fund_of(chest.quarter.estate, actor=SYSTEM, on=TODAY).open_year is None  # type: ignore[union-attr]
