"""Whom the platform reaches by nothing somebody tells by hand: who did, when and how stands on the list."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from hemei.community.funds import queries, services
from hemei.community.funds.models import RenewalNotice
from hemei.community.funds.queries import Unreached, Way
from hemei.community.funds.tests.conftest import Chest
from hemei.community.funds.tests.test_pages import HOME, browser, demo  # noqa: F401 - the fixture
from hemei.community.funds.tests.test_services import code_of
from hemei.ground.people.tests.factories import NOW, TODAY
from hemei.ground.places.models import Estate
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Role
from hemei.kernel.workdays import shanghai_day

LATER = NOW + timedelta(days=9)


def asked(chest: Chest) -> int:
    """Ask a home without any owner in the register to renew; return its household."""
    chest.deposit({"101": 1_000})
    home = chest.rooms["101"]
    services.ask_renewal(actor=chest.clerk, now=NOW, household_ids=[home], fund_id=chest.fund.pk)
    return home


def tell(chest: Chest, home: int, day: date = TODAY + timedelta(days=5), way: Way = Way.PAPER) -> None:
    services.tell_owner(actor=chest.clerk, now=LATER, household_id=home, told_on=day, way=way)


def unreached(chest: Chest) -> dict[int, Unreached]:
    with records.acting(chest.clerk):
        return queries.unreached(chest.fund.pk, actor=chest.clerk, on=shanghai_day(LATER))


def test_it_is_entered_who_told_a_home_when_and_how(chest: Chest) -> None:
    home = asked(chest)
    assert unreached(chest) == {home: Unreached(TODAY)}
    tell(chest, home)
    tell(chest, home, TODAY + timedelta(days=9), Way.VISIT)
    told = unreached(chest)[home].told
    assert told is not None
    assert (told.on, told.way, told.body_id) == (TODAY + timedelta(days=9), Way.VISIT, chest.clerk.body_id)
    with records.acting(chest.clerk):
        events = record.events_of(streams=[chest.fund.stream], kind="funds.owner_told")
    assert [(one.data["way"], one.actor["role"]) for _stream, one in events] == [
        ("paper", chest.clerk.role.value), ("visit", chest.clerk.role.value),
    ]  # fmt: skip


def test_only_what_is_asked_and_not_before_it_was_nor_ahead(chest: Chest) -> None:
    home = asked(chest)
    for day in (TODAY - timedelta(days=1), TODAY + timedelta(days=10)):
        assert code_of(lambda day=day: tell(chest, home, day)) == "told_on"  # type: ignore[misc]
    assert code_of(lambda: tell(chest, chest.rooms["102"])) == "nothing"
    street = chest.quarter.town.actor(Role.STREET_CLERK, "340102001", "明光路街道办事处")
    told = {"now": LATER, "household_id": home, "told_on": TODAY, "way": Way.PHONE}
    assert code_of(lambda: services.tell_owner(actor=street, **told)) == "role"  # type: ignore[arg-type]
    assert unreached(chest)[home].told is None


def test_who_was_told_is_told_anew_of_what_is_asked_later(chest: Chest) -> None:
    home = asked(chest)
    tell(chest, home)
    row = RenewalNotice.objects.get()
    row.settled_on = TODAY + timedelta(days=6)
    row.save()
    assert unreached(chest) == {}, "nothing is asked any more"
    later = TODAY + timedelta(days=8)
    row.pk, row.noticed_on, row.settled_on = None, later, None
    row.save(force_insert=True)
    assert unreached(chest) == {home: Unreached(later)}


def test_the_list_takes_it_and_shows_it(chest: Chest, monkeypatch: pytest.MonkeyPatch) -> None:
    home = asked(chest)
    for module in ("doors", "renewing", "fund"):
        monkeypatch.setattr(f"hemei.community.funds.pages.{module}.today", lambda: shanghai_day(LATER))
    monkeypatch.setattr("hemei.community.funds.pages.doors.utc_now", lambda: LATER)
    here = f"/funds/estates/{Estate.objects.get(pk=chest.quarter.estate).code}"
    clerk = browser(chest, Role.COMMUNITY_CLERK, "东风社区居委会", HOME)
    assert "1户平台通知不到" in clerk.get(here).text
    listed = f"{here}/doors?state=unreached"
    assert "登记已告知" in clerk.get(listed).text
    day = (TODAY + timedelta(days=5)).isoformat()
    slip = clerk.post(listed, {"household": home, "told_on": day, "way": ""})
    assert (slip.status_code, "没有选怎样告知的" in slip.text) == (422, True)
    done = clerk.post(listed, {"household": home, "told_on": day, "way": "paper"})
    assert (done.status_code, done.url) == (302, f"{listed}&building=")
    assert f"{day} 东风社区居委会书面告知" in clerk.get(listed).text
    page = clerk.get(here).text
    assert ("户平台通知不到" in page, "1户已告知" in page) == (False, True)
    street = browser(chest, Role.STREET_CLERK, "明光路街道办", "340102001")
    assert "登记已告知" not in street.get(listed).text
    assert street.post(listed, {"household": home, "told_on": day, "way": "paper"}).status_code in {403, 422}
