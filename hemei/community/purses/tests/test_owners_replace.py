"""What the owners adopted about their account, one clerk does not put out of force: they adopt another, or annul it."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from hemei.community.ledgers.tests.conftest import NOW
from hemei.community.ledgers.tests.owners import owners_voted
from hemei.community.purses.models import Agreement
from hemei.community.purses.tests.conftest import Joint
from hemei.community.purses.tests.test_adopting import LAX
from hemei.community.purses.tests.test_pages import show
from hemei.community.purses.tests.test_paying import refused
from hemei.community.purses.tests.test_with_the_owners import BOUND, _annulled, voted
from hemei.community.voting.models import Assembly
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import services as records

LATER = date(2026, 12, 1)
ONLY = "业主大会通过的账户协议只能由业主大会的新决定替换"


def link(joint: Joint) -> str:
    return f'href="/purses/{joint.account}/agreement"'


def test_the_community_replaces_no_agreement_of_the_owners_until_it_is_annulled(joint: Joint) -> None:
    joint.agree()
    assert link(joint) in show(joint.community).get(f"/purses/{joint.account}").text
    assembly, _votes = voted(joint, **BOUND)
    joint.adopt(assembly)
    assert ONLY in refused(joint.agree, valid_from=LATER)
    page = show(joint.community).get(f"/purses/{joint.account}").text
    assert (ONLY in page, link(joint) in page) == (True, False)
    with records.acting(SYSTEM):
        assert list(Agreement.objects.order_by("number").values_list("valid_until", flat=True)) == [
            NOW.date(), None,
        ]  # fmt: skip

    _annulled(joint, assembly, NOW)
    records.deliver_pending(now=NOW, batch=1_000)
    page = show(joint.community).get(f"/purses/{joint.account}").text
    assert (ONLY in page, link(joint) in page) == (False, True)
    joint.agree(valid_from=LATER)


def test_what_the_owners_decided_before_replaces_nothing_they_decided_later(joint: Joint) -> None:
    first, _votes = voted(joint, tiers=LAX)
    joint.adopt(first, date(2026, 10, 1))
    assert "已经登记，或者被后来的决定替换" in refused(joint.adopt, first, LATER)
    second, _votes = owners_voted(joint.purse, (), called=joint.put(**BOUND))
    with records.acting(SYSTEM):
        Assembly.objects.filter(pk=second).update(published_at=NOW)
    joint.adopt(second)
    assert "业主大会2026-09-29通过的账户协议已经登记，或者被后来的决定替换" in refused(
        joint.adopt, first, LATER
    )
    page = show(joint.community).get(f"/purses/{joint.account}").text
    assert ("登记业主大会通过的协议" in page, "提请业主大会通过账户协议" in page) == (False, True)
    with records.acting(SYSTEM):
        row = Agreement.objects.get(number=1)
        Agreement.objects.filter(number=2).update(valid_until=LATER)
        row.pk, row.number, row.valid_from, row.valid_until = None, 3, LATER, None
        with (
            pytest.raises(IntegrityError, match="not replaced by what they decided before"),
            transaction.atomic(),
        ):
            row.save(force_insert=True)
    _annulled(joint, second, NOW)
    records.deliver_pending(now=NOW, batch=1_000)
    joint.adopt(first, LATER)


def test_the_database_lets_nothing_unadopted_follow_what_the_owners_adopted(joint: Joint) -> None:
    assembly, _votes = voted(joint, **BOUND)
    joint.adopt(assembly)
    with records.acting(SYSTEM):
        Agreement.objects.update(valid_until=LATER)
        row = Agreement.objects.get()
        row.pk, row.number, row.valid_from, row.valid_until = None, 2, LATER, None
        row.adopted_assembly_id = row.adopted_vote_id = row.pause_clause_id = None
        row.community_approves = row.pause_allowed = False
        with pytest.raises(IntegrityError, match="by their own resolution"), transaction.atomic():
            row.save(force_insert=True)
        Agreement.objects.update(annulled_on=LATER)
        row.save(force_insert=True)
