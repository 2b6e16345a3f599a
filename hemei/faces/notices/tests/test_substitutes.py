"""A signatory of a joint account hears who is to approve in his stead, and what came of it."""

from __future__ import annotations

from datetime import timedelta

from hemei.community.purses.services import lapse_substitutes, withdraw_change
from hemei.community.purses.tests.conftest import NOW, Joint, joint
from hemei.community.purses.tests.test_signatories import ask, judge
from hemei.community.purses.tests.test_substitutes import named, waiting
from hemei.faces.notices.models import Notice
from hemei.faces.notices.pages.shown import address_of
from hemei.faces.notices.queries import my_notices
from hemei.faces.notices.streams import PLATFORM
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import services as records

__all__ = ["joint"]


def told() -> list[tuple[str, int]]:
    while records.deliver_pending(now=NOW):
        pass
    with records.acting(PLATFORM):
        return list(Notice.objects.order_by("id").values_list("code", "person_id"))


def test_the_signatory_hears_that_another_is_to_approve_for_him_and_what_came_of_it(joint: Joint) -> None:
    away, act = joint.members[0], {"now": NOW, "account_id": joint.account}
    expected = []
    named(joint, joint.community)
    withdraw_change(actor=joint.community, request=waiting(joint), **act)
    expected += ["substitute_asked", "substitute_withdrawn"]
    assert told() == [(code, away.person_id) for code in expected]
    named(joint, joint.community)
    judge(joint, joint.street, waiting(joint), agrees=False, reason="他本人能够登录")
    expected += ["substitute_asked", "substitute_declined"]
    assert told() == [(code, away.person_id) for code in expected]
    named(joint, joint.community)
    judge(joint, joint.street, waiting(joint))
    expected += ["substitute_asked", "substitute_named"]
    assert told() == [(code, away.person_id) for code in expected]
    with records.acting(away):
        [last, *_before] = my_notices(actor=away, now=NOW)
    assert (address_of(last), "已确认由别人" in last.text) == (f"/purses/{joint.account}", True)


def test_nobody_is_told_of_his_own_word_nor_of_other_changes(joint: Joint) -> None:
    named(joint, joint.members[0])
    judge(joint, joint.street, ask(joint, joint.members[4]))
    assert told() == []


def test_who_entered_it_and_the_signatory_hear_that_nobody_confirmed_it(joint: Joint) -> None:
    named(joint, joint.community)
    assert lapse_substitutes(actor=SYSTEM, now=NOW + timedelta(days=5)) == 1
    clerk, away = joint.community.person_id, joint.members[0].person_id
    assert told()[1:] == [("substitute_lapsed", away), ("entered_substitute_lapsed", clerk)]
