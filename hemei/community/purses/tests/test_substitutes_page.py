"""Who approves while somebody is away, on the page of the account: for whom, from when to when; and called off."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from hemei.community.purses import services
from hemei.community.purses.models import Signatory
from hemei.community.purses.tests.conftest import NOW, Joint
from hemei.community.purses.tests.test_pages import show
from hemei.community.purses.tests.test_paying import refused, sign
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import services as records

FIRST, LAST = date(2026, 11, 9), date(2026, 11, 13)
ACCOUNT = "hemei.community.purses.pages.account.utc_now"


def test_a_substitute_is_shown_with_his_days_and_called_off_before_them(
    joint: Joint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ACCOUNT, lambda: NOW)
    here, clerk = f"/purses/{joint.account}", show(joint.community)
    form = f"/purses/signatories/{sign(joint.members[0])}/stand-in"
    typed = {
        "person": joint.members[3].appointment_id, "first": str(LAST), "last": str(FIRST), "reason": "出差一周",
    }  # fmt: skip
    wrong = clerk.post(form, typed)
    assert (wrong.status_code, 'href="#field-last"' in wrong.text) == (422, True)
    assert clerk.post(form, typed | {"first": str(FIRST), "last": str(LAST)}).status_code == 302
    words = "审批，2026-11-09到2026-11-13 · 出差一周"
    coming = clerk.get(here).text
    assert (words in coming, "结束代审" in coming) == (True, True)
    monkeypatch.setattr(ACCOUNT, lambda: NOW + timedelta(days=30))
    past = clerk.get(here).text
    assert (words in past.partition("以前的审批人")[2], "结束代审" in past) == (True, False)
    monkeypatch.setattr(ACCOUNT, lambda: NOW)
    with records.acting(SYSTEM):
        entry = Signatory.objects.get(stands_for__isnull=False).pk
    assert clerk.post(f"/purses/signatories/{entry}/end").status_code == 302
    assert words not in clerk.get(here).text


def test_nobody_stands_in_who_approves_himself_nor_for_long(joint: Joint) -> None:
    first, second, _third, outside, _last = joint.members
    act = {
        "actor": joint.community, "now": NOW, "signatory_id": sign(first), "first": FIRST, "reason": "出差在外地",
    }  # fmt: skip
    assert "代审人自己就是这些天的审批人" in refused(
        services.stand_in, **act, last=LAST, appointment_id=second.appointment_id
    )
    long = {"appointment_id": outside.appointment_id, "last": FIRST + timedelta(days=60)}
    assert "代审2026-11-09到2027-01-08，超过60天" in refused(services.stand_in, **act, **long)
    services.stand_in(**act, **long | {"last": FIRST + timedelta(days=59)})
    form = show(joint.community).get(f"/purses/signatories/{sign(first)}/stand-in").text
    assert [f'value="{one.appointment_id}"' in form for one in joint.members] == [
        False,
        False,
        False,
        True,
        True,
    ]
