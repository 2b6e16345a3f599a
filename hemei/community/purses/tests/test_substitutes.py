"""Who stands in is named by the signatory himself, or by two hands; one hand alone lets nobody approve."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.db.models import Max

from hemei.community.purses.models import Signatory
from hemei.community.purses.queries.naming import waiting_changes
from hemei.community.purses.services import (
    OrderState,
    ask_end,
    end_stand_in,
    judge_change,
    stand_in,
    withdraw_change,
)
from hemei.community.purses.tests.conftest import NOW, Joint, days
from hemei.community.purses.tests.test_paying import refused, sign
from hemei.community.purses.tests.test_signatories import code, judge
from hemei.community.purses.tests.test_two_offices import employed
from hemei.ground.people import services as people
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import services as records
from hemei.ground.records.models import Event
from hemei.kernel.actor import Actor, Role
from hemei.kernel.workdays import shanghai_day

TODAY = shanghai_day(NOW)
LAST = TODAY + timedelta(days=4)
NOT_HIS = "不是这个账户的审批人"
ALONE = "named by the signatory himself, or by one and confirmed by another"


def named(joint: Joint, actor: Actor, friend: Actor | None = None, **more: Any) -> bool:
    values: dict[str, Any] = {"first": TODAY, "last": LAST, "reason": "出差一周，无法登录", **more}
    return stand_in(
        actor=actor, now=NOW, signatory_id=sign(joint.members[0]),
        appointment_id=(friend or joint.members[3]).appointment_id or 0, **values,
    )  # fmt: skip


def ends(joint: Joint, who: Actor, until: date) -> None:
    """Let a signatory approve no more from a day on, by two hands."""
    why = {"until": until, "reason": "他辞去了业委会的职务"}
    ask_end(actor=joint.community, now=NOW, signatory_id=sign(who), **why)
    judge(joint, joint.street, waiting(joint))


def waiting(joint: Joint) -> int:
    with records.acting(SYSTEM):
        [one] = waiting_changes(f"purses.account:{joint.account}")
    return one.key


def colleague(joint: Joint, person: int | None = None) -> Actor:
    """Return a second person of the community, its secretary."""
    with records.acting(SYSTEM):
        office = people.appoint(
            actor=SYSTEM, now=NOW, person_id=person or joint.members[4].person_id, body_id=joint.community.body_id,
            role=Role.COMMUNITY_SECRETARY, valid_from=date(2026, 1, 1),
        )  # fmt: skip
    return replace(
        joint.community, role=Role.COMMUNITY_SECRETARY, person_id=person or joint.members[4].person_id,
        appointment_id=office,
    )  # fmt: skip


def told(joint: Joint, kind: str) -> list[dict[str, Any]]:
    with records.acting(SYSTEM):
        found = Event.objects.filter(stream=f"purses.account:{joint.account}", payload__type=f"purses.{kind}")
        return [one["data"] for one in found.order_by("id").values_list("payload", flat=True)]


def test_who_one_person_of_the_community_names_approves_nothing(joint: Joint) -> None:
    joint.agree()
    order, friend = joint.prepare(), joint.members[3]
    assert named(joint, joint.community) is False
    assert NOT_HIS in refused(joint.judge, order, friend)
    values = {"account_id": joint.account, "request": waiting(joint), "agrees": True, "confirmed_at": NOW}
    assert "这项变动是您登记的" in refused(judge, joint, joint.community, values["request"])
    assert "再验证一次" in refused(judge, joint, joint.street, values["request"], confirmed_at=None)
    himself = colleague(joint, friend.person_id)
    assert "登记的就是您" in refused(judge, joint, himself, values["request"])
    employed(joint, secretary := colleague(joint))
    assert "您今天也在付款的公司任职" in refused(judge, joint, secretary, values["request"])
    assert NOT_HIS in refused(joint.judge, order, friend)


def test_who_two_of_the_community_name_approves_for_whom_he_stands(joint: Joint) -> None:
    joint.agree()
    order, friend = joint.prepare(), joint.members[3]
    named(joint, joint.community)
    assert judge(joint, colleague(joint), waiting(joint))
    assert joint.judge(order, friend) is OrderState.APPROVED
    with records.acting(SYSTEM):
        one = Signatory.objects.get(person_id=friend.person_id)
    hands = (joint.community.person_id, joint.members[4].person_id)
    assert ((one.named_by_id, one.confirmed_by_id), one.valid_from, one.valid_until) == (
        hands, TODAY, LAST + timedelta(days=1),
    )  # fmt: skip


def test_whom_the_signatory_names_himself_needs_no_second_hand(joint: Joint) -> None:
    joint.agree()
    assert named(joint, joint.members[0]) is True
    assert joint.judge(joint.prepare(), joint.members[3]) is OrderState.APPROVED
    assert told(joint, "signatory_asked") == []


def test_the_signatory_is_told_who_is_to_stand_in_for_him_and_who_does(joint: Joint) -> None:
    away = joint.members[0].person_id
    named(joint, joint.community)
    assert [one["for"] for one in told(joint, "signatory_asked")] == [away]
    judge(joint, joint.street, waiting(joint), agrees=False, reason="他本人能够登录")
    assert [one["for"] for one in told(joint, "signatory_declined")] == [away]
    named(joint, joint.community)
    judge(joint, joint.street, waiting(joint))
    assert [one["for"] for one in told(joint, "substitute_named")] == [away]


def test_what_waits_is_withdrawn_by_who_asked_or_whom_it_stands_for(joint: Joint) -> None:
    for who, barred in ((joint.community, joint.street), (joint.members[0], joint.members[1])):
        named(joint, joint.community)
        act = {"now": NOW, "account_id": joint.account, "request": waiting(joint)}
        assert "不是您登记的" in refused(withdraw_change, actor=barred, **act)
        withdraw_change(actor=who, **act)
        assert (
            code(withdraw_change, actor=who, account_id=joint.account, request=act["request"]) == "not_found"
        )
    assert [one["for"] for one in told(joint, "signatory_withdrawn")] == [joint.members[0].person_id] * 2


def test_nothing_is_confirmed_once_its_days_are_over_and_only_what_is_left_of_them(joint: Joint) -> None:
    joint.agree()
    named(joint, joint.community)
    act = {"actor": joint.street, "account_id": joint.account, "request": waiting(joint), "agrees": True}
    late = NOW + days(5)
    assert f"代审到{LAST}为止，已经过去" in refused(judge_change, now=late, confirmed_at=late, **act)
    middle = NOW + days(2)
    assert judge_change(now=middle, confirmed_at=middle, **act)
    with records.acting(SYSTEM):
        one = Signatory.objects.get(person_id=joint.members[3].person_id)
    assert (one.valid_from, one.valid_until) == (TODAY + timedelta(days=2), LAST + timedelta(days=1))


def test_what_changed_meanwhile_is_asked_again_when_it_is_confirmed(joint: Joint) -> None:
    named(joint, joint.community)
    request = waiting(joint)
    employed(joint, joint.members[3])
    assert "也在付款的公司任职" in refused(judge, joint, joint.street, request)


def test_nobody_stands_in_for_who_approves_no_more(joint: Joint) -> None:
    ends(joint, joint.members[0], TODAY + timedelta(days=2))
    for actor in (joint.members[0], joint.community):
        assert "没有可以代的审批" in refused(named, joint, actor)


def test_it_ends_by_one_hand(joint: Joint) -> None:
    named(joint, joint.community)
    judge(joint, joint.street, waiting(joint))
    with records.acting(SYSTEM):
        entry = Signatory.objects.get(person_id=joint.members[3].person_id).pk
    end_stand_in(actor=joint.members[0], now=NOW, signatory_id=entry)
    assert NOT_HIS in (joint.agree() and refused(joint.judge, joint.prepare(), joint.members[3]))


@pytest.mark.parametrize(
    ("by", "confirmed", "why"),
    [
        ("community", None, ALONE),
        (None, None, ALONE),
        ("community", "community", "two_hands"),
        ("community", "friend", "two_hands"),
        ("friend", "community", "two_hands"),
        (None, "community", ALONE),
        ("community", "payer", "holds no office at the company"),
        ("community", "street", ""),
        ("away", None, ""),
    ],
)
def test_the_database_takes_no_substitute_of_one_hand(
    joint: Joint, by: str | None, confirmed: str | None, why: str
) -> None:
    hands = {
        None: None, "community": joint.community.person_id, "street": joint.street.person_id,
        "friend": joint.members[3].person_id, "away": joint.members[0].person_id, "payer": joint.company.person_id,
    }  # fmt: skip

    def write() -> None:
        with records.acting(SYSTEM), transaction.atomic():
            away = Signatory.objects.get(pk=sign(joint.members[0]))
            Signatory.objects.create(
                stream=away.stream, scope=away.scope, account_id=away.account_id, side=away.side,
                person_id=hands["friend"], body_id=away.body_id, valid_from=TODAY, valid_until=LAST, stands_for=away,
                reason_id=1_000_003, named_at=NOW, named_by_id=hands[by], confirmed_by_id=hands[confirmed],
            )  # fmt: skip

    if why:
        with pytest.raises(DatabaseError, match=why):
            write()
    else:
        write()


def test_the_database_keeps_who_named_and_who_confirmed(joint: Joint) -> None:
    named(joint, joint.members[0])
    with records.acting(SYSTEM):
        entry = Signatory.objects.aggregate(last=Max("pk"))["last"]
        for field in ("named_by_id", "confirmed_by_id"):
            with pytest.raises(DatabaseError, match="What was written stays"), transaction.atomic():
                Signatory.objects.filter(pk=entry).update(**{field: joint.street.person_id})
