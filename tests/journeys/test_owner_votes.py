"""A young owner at 390 px: signs in, sees his unit with area and share, votes after a code, keeps his receipt."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import ROOT, City, Open
from tests.journeys.people import Person

pytestmark = [pytest.mark.journey, pytest.mark.prove]

# The first sample resident owns a unit, a clerk saw him and freezes the roll of his estate for two matters.
_VOTE = """
from hemei.project.start import ready
ready()
from datetime import timedelta
from hemei.community.voting import services
from hemei.community.voting.rules.voters import BindingKind
from hemei.ground.people import queries as people
from hemei.ground.people.models import Account, Ownership
from hemei.ground.places.models import PropertyUnit
from hemei.ground.records import services as records
from hemei.kernel.actor import EVERYWHERE, Actor, PlaceRange, Role
from hemei.kernel.clock import utc_now
from hemei.kernel.workdays import shanghai_day
now = utc_now()
with records.acting(Actor(role=Role.SYSTEM, places=(EVERYWHERE,)), accounts=True):
    sample = next(row for row in people.sample_persons(shanghai_day(now)) if row.role == "resident")
    person = Account.objects.get(pk=sample.account_id).person_id
    owned = Ownership.objects.values("unit_id")
    unit = PropertyUnit.objects.exclude(pk__in=owned).exclude(use="parking").order_by("id").first()
    Ownership.objects.create(stream=f"people.person:{person}", scope=unit.scope, unit=unit, person_id=person,
                             valid_from=shanghai_day(now) - timedelta(days=400))
    clerk = Actor(role=Role.COMMUNITY_CLERK, account_id=1, person_id=1, places=(PlaceRange(unit.scope),))
with records.acting(clerk):
    services.bind_voter(actor=clerk, now=now, draft=services.BindingDraft(
        unit_id=unit.pk, person_id=person, owner_id=person, kind=BindingKind.DESK, document="identity_card"))
    services.freeze_roll(actor=clerk, now=now, estate_id=unit.estate_id, key="journey-phone",
                         matters=["hire_company", "use_maintenance_fund"], closes_at=now + timedelta(days=9))
"""


@pytest.fixture
def vote(city: City) -> None:
    command = [sys.executable, "-P", "-c", _VOTE]
    subprocess.run(command, cwd=ROOT, env=city.environment, check=True)


def test_votes_by_phone_and_finds_the_receipt(open_page: Open, city: City, vote: None) -> None:
    owner = Person(open_page(bypass_csp=True), "居民")
    page = owner.page
    page.goto("/votes/mine")
    expect(page.locator("main")).to_contain_text("占总面积")
    owner.looks()
    page.get_by_role("link", name="去投票").first.click()  # the newest vote stands first
    page.get_by_role("button", name="获取验证码").click()
    owner.looks()
    shown = page.locator("form b.num").inner_text()
    page.fill("[name=code]", city.code_sent_to(shown))
    page.get_by_role("button", name="确认").click()
    expect(page.get_by_role("button", name="提交选票")).to_be_visible()
    owner.looks()
    page.locator("fieldset").nth(0).get_by_text("同意", exact=True).click()
    page.get_by_role("button", name="提交选票").click()
    expect(page.locator(".notice.bad")).to_contain_text("还有事项没有选择：第2项")
    page.locator("fieldset").nth(1).get_by_text("弃权", exact=True).click()
    page.get_by_role("button", name="提交选票").click()
    expect(page.locator("h1")).to_have_text("选票回执")
    owner.looks()
    codes = page.locator("dd b.num").all_inner_texts()
    assert len(set(codes)) == 2
    with page.expect_download() as kept:
        page.get_by_role("link", name="保存回执文件").click()
    rows = json.loads(kept.value.path().read_text(encoding="utf-8"))
    assert [row["code"] for row in rows] == codes
    assert [row["choice"] for row in rows] == ["for", "abstain"]
    page.goto("/votes/mine")
    expect(page.locator("main")).to_contain_text("收到的选票")
