"""A substitution ends with the office of who is stood in for, and one nobody confirmed lapses with its last day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from hemei.community.purses import queries
from hemei.community.purses.models import Signatory
from hemei.community.purses.services import OrderState, end_stand_in, lapse_substitutes
from hemei.community.purses.tests.conftest import NOW, Joint, days
from hemei.community.purses.tests.test_pages import show
from hemei.community.purses.tests.test_paying import refused, sign
from hemei.community.purses.tests.test_substitutes import LAST, TODAY, ends, named, told, waiting
from hemei.community.purses.tests.test_substitutes_away import past_the_service, substitute
from hemei.ground.people import services as people
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import services as records

LATER = NOW + days(2)
ACCOUNT = "hemei.community.purses.pages.account.utc_now"


def leaves(joint: Joint, later: int = 1) -> None:
    """Let the first signatory's office end so many days after today."""
    with records.acting(SYSTEM):
        people.end_appointment(
            actor=SYSTEM, now=NOW, appointment_id=joint.members[0].appointment_id or 0,
            valid_until=TODAY + timedelta(days=later),
        )  # fmt: skip


def test_a_substitute_gives_nobody_s_word_once_that_one_left_office(
    joint: Joint, monkeypatch: pytest.MonkeyPatch
) -> None:
    joint.agree()
    friend, first, second = joint.members[3], joint.prepare(), joint.prepare(invoice_number="87654321")
    named(joint, joint.members[0])
    leaves(joint)
    assert joint.judge(first, friend) is OrderState.APPROVED, "today he still serves"
    assert "您代审的人任职已经结束，代审随之结束" in refused(joint.judge, second, friend, now=LATER)
    with records.acting(friend):
        assert queries.to_approve(actor=friend, now=NOW, on=TODAY, limit=9)
        assert not queries.to_approve(actor=friend, now=LATER, on=TODAY + timedelta(days=2), limit=9)
    monkeypatch.setattr(ACCOUNT, lambda: LATER)
    assert "本人任职已结束，代审随之结束" in show(joint.community).get(f"/purses/{joint.account}").text
    signs = substitute(friend)
    with records.acting(SYSTEM):
        given = past_the_service(joint, second, signs, friend, LATER)
        with pytest.raises(IntegrityError, match="ends with the office"), transaction.atomic():
            given.save()


def test_nobody_stands_in_beyond_the_last_day_of_an_office(
    joint: Joint, monkeypatch: pytest.MonkeyPatch
) -> None:
    joint.agree()
    leaves(joint, 3)
    told_so = f"本人在{LAST.isoformat()}没有任职"
    assert told_so in refused(named, joint, joint.members[0])
    monkeypatch.setattr(ACCOUNT, lambda: NOW)
    form = f"/purses/signatories/{sign(joint.members[0])}/stand-in"
    typed = {
        "person": joint.members[3].appointment_id,
        "first": str(TODAY),
        "last": str(LAST),
        "reason": "出差一周",
    }
    answer = show(joint.community).post(form, typed).text
    assert ("请把最后一天填在任职结束以前" in answer, "请由社区登记新的审批人" in answer) == (True, False)
    assert named(joint, joint.members[0], last=TODAY + timedelta(days=2))


def test_days_end_by_a_recorded_act_and_not_before_it(joint: Joint) -> None:
    joint.agree()
    named(joint, joint.members[0])
    entry, own = substitute(joint.members[3]).pk, sign(joint.members[1])
    for key, until in ((own, TODAY), (entry, TODAY), (own, TODAY + days(9))):
        with (
            records.acting(SYSTEM),
            pytest.raises(IntegrityError, match="end by a recorded act"),
            transaction.atomic(),
        ):
            written(key, until)
    end_stand_in(actor=joint.members[0], now=NOW, signatory_id=entry)
    ends(joint, joint.members[1], TODAY)
    immediate()
    with records.acting(SYSTEM):
        assert Signatory.objects.get(pk=own).valid_until == TODAY
        with pytest.raises(IntegrityError, match="not before it"), transaction.atomic():
            written(own, TODAY - days(1))


def written(key: int, until: date) -> None:
    """Write the end of somebody's days by hand, and let the database look at it."""
    Signatory.objects.filter(pk=key).update(valid_until=until)
    immediate()


def immediate() -> None:
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")


def test_what_nobody_confirmed_by_its_last_day_lapses_and_both_are_told(joint: Joint) -> None:
    joint.agree()
    named(joint, joint.community)
    request = waiting(joint)
    over = NOW + (LAST - TODAY)
    assert lapse_substitutes(actor=SYSTEM, now=over) == 0, "the last day is left"
    over += days(1)
    assert [lapse_substitutes(actor=SYSTEM, now=over) for _ in range(2)] == [1, 0]
    expected = {"person": joint.members[3].person_id, "for": joint.members[0].person_id}
    assert told(joint, "substitute_lapsed") == [
        {"request": request, **expected, "entered_by": joint.community.person_id}
    ]
    with records.acting(SYSTEM):
        assert queries.waiting_changes(f"purses.account:{joint.account}") == []
    assert named(joint, joint.community) is False, "it may be entered anew"
