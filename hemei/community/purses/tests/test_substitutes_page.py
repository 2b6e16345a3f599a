"""Who approves while somebody is away, on the page of the account: for whom, from when to when; and called off."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from hemei.community.purses import services
from hemei.community.purses.models import Signatory
from hemei.community.purses.tests.conftest import NOW, Joint
from hemei.community.purses.tests.test_pages import show
from hemei.community.purses.tests.test_paying import refused, sign
from hemei.community.purses.tests.test_signatories import judge
from hemei.community.purses.tests.test_substitutes import named, waiting
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import services as records

FIRST, LAST = date(2026, 11, 9), date(2026, 11, 13)
ACCOUNT = "hemei.community.purses.pages.account.utc_now"


def test_a_substitute_is_shown_with_his_days_and_called_off_before_them(
    joint: Joint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ACCOUNT, lambda: NOW)
    here, clerk = f"/purses/{joint.account}", show(joint.members[0])
    form = f"/purses/signatories/{sign(joint.members[0])}/stand-in"
    typed = {
        "person": joint.members[3].appointment_id, "first": str(LAST), "last": str(FIRST), "reason": "出差一周",
    }  # fmt: skip
    wrong = clerk.post(form, typed)
    assert (wrong.status_code, 'href="#field-last"' in wrong.text) == (422, True)
    assert clerk.post(form, typed | {"first": str(FIRST), "last": str(LAST)}).status_code == 302
    words = "审批，2026-11-09到2026-11-13 · 出差一周 · 本人指定"
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
        False,
        True,
    ], "nor who waits"


def test_whom_the_community_names_waits_on_the_page_for_the_second_person(
    joint: Joint, monkeypatch: pytest.MonkeyPatch
) -> None:
    for page in ("account", "naming"):
        monkeypatch.setattr(f"hemei.community.purses.pages.{page}.utc_now", lambda: NOW)
    here, clerk, street = f"/purses/{joint.account}", show(joint.community), show(joint.street)
    form = f"/purses/signatories/{sign(joint.members[0])}/stand-in"
    assert "由社区或者街道办的另一人确认以后才算数" in clerk.get(form).text
    assert "由社区或者街道办的另一人确认" not in show(joint.members[0]).get(form).text
    typed = {
        "person": joint.members[3].appointment_id, "first": str(FIRST), "last": str(LAST), "reason": "出差一周",
    }  # fmt: skip
    assert clerk.post(form, typed).status_code == 302
    change = f"{here}/signatories/{waiting(joint)}"
    words = "审批，2026-11-09到2026-11-13"
    pages = {name: one.get(here).text for name, one in (("clerk", clerk), ("street", street))}
    pages["away"], pages["other"] = (show(one).get(here).text for one in joint.members[:2])
    assert all(words in page.partition("等另一人确认的变动")[2] for page in pages.values())
    assert [name for name, page in pages.items() if "去确认" in page] == ["street"]
    assert [name for name, page in pages.items() if f"{change}/withdraw" in page] == ["clerk", "away"]
    assert "不再审批，等确认" not in pages["clerk"]
    assert (words in street.get(change).text, "审批人的变动等您确认" in street.get("/work").text) == (
        True,
        True,
    )
    assert f'value="{typed["person"]}"' not in clerk.get(form).text, "who waits is not offered"
    judge(joint, joint.street, waiting(joint))
    shown = clerk.get(here).text
    assert "指定，另一人确认" in shown, "of the street the community sees no name"
    assert "等另一人确认的变动" not in shown
    assert "指定，街**确认" in street.get(here).text


def test_what_waits_is_withdrawn_on_the_page_and_is_declined_only_once_its_days_are_over(
    joint: Joint, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, clerk, street = f"/purses/{joint.account}", show(joint.community), show(joint.street)
    for _twice in range(2):
        named(joint, joint.community)
        change = f"{here}/signatories/{waiting(joint)}"
        other = street.post(f"{change}/withdraw", follow=True)
        assert "不是您登记的" in other.text
        monkeypatch.setattr("hemei.community.purses.services.code_counts", lambda *_: True)
        monkeypatch.setattr("hemei.community.purses.pages.naming.utc_now", lambda: NOW + timedelta(days=9))
        over = street.get(change).text
        assert ("代审的日期已经过去" in over, 'value="yes"' in over, 'value="no"' in over) == (
            True,
            False,
            True,
        )
        assert "已撤回，审批人不变。" in clerk.post(f"{change}/withdraw", follow=True).text
        assert street.get(change).status_code == 404
