"""What the owners decided is not switched off: tiers are no weaker without them, nobody takes another's word."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from hemei.community.purses import services
from hemei.community.purses.models import Signatory
from hemei.community.purses.rules.agreeing import default_tiers, demands_of, may_agree
from hemei.community.purses.rules.standards import STANDARDS, AccountTiers
from hemei.community.purses.tests.conftest import NOW, Joint
from hemei.community.purses.tests.test_paying import refused, sign
from hemei.community.purses.tests.test_signatories import judge
from hemei.community.purses.tests.test_substitutes import waiting
from hemei.community.purses.tests.test_with_the_owners import _annulled, voted
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import services as records
from hemei.kernel.standards import load_some_standards

FOUND = load_some_standards(Path(settings.STANDARDS_FOLDER), city=settings.STANDARDS_CITY, shapes=STANDARDS)
RULES = FOUND.find("account-tiers", AccountTiers, on=date(2026, 6, 1))
USUAL = default_tiers(RULES)
ASKED: dict[str, Any] = {"community": False, "pause": False, "clause": "", "rules": RULES}


def with_first(**more: Any) -> tuple[services.Tier, ...]:
    return (replace(USUAL[0], **more), *USUAL[1:])


ONE = replace(USUAL[0], up_to_fen=0)
WEAKER = [
    (replace(USUAL[0], up_to_fen=9_000_000_000), replace(USUAL[1], up_to_fen=9_000_000_001), USUAL[-1]),
    (ONE,),
    with_first(papers=()),
    (*USUAL[:-1], replace(USUAL[-1], needs_resolution=False)),
    (*USUAL[:-1], replace(USUAL[-1], approvers=1)),
    (*USUAL, replace(ONE, kinds=("repair",))),
]
STRICTER = [USUAL, with_first(approvers=3), with_first(up_to_fen=100), (replace(USUAL[-1], approvers=5),)]


@pytest.mark.parametrize("tiers", WEAKER)
def test_no_agreement_without_a_resolution_demands_less_than_the_document(tiers: Any) -> None:
    assert {one.code for one in may_agree(tiers, adopted=False, **ASKED).reasons} == {"weaker"}
    weak = demands_of(4_000_000_000, RULES.kind[0], tiers=(ONE,), adopted=False, community=False, rules=RULES)
    usual = demands_of(4_000_000_000, RULES.kind[0], tiers=USUAL, adopted=True, community=False, rules=RULES)
    assert weak == usual


@pytest.mark.parametrize("tiers", STRICTER)
def test_it_may_demand_more_and_the_owners_may_say_otherwise(tiers: Any) -> None:
    assert may_agree(tiers, adopted=False, **ASKED).allowed
    assert may_agree((ONE,), adopted=True, **ASKED).allowed


def test_what_an_annulled_resolution_allowed_is_allowed_no_more(joint: Joint) -> None:
    assert "没有业主大会决议，不能放宽" in refused(joint.agree, tiers=(ONE,))
    assembly, _votes = voted(joint, tiers=(ONE,))
    joint.adopt(assembly)
    assert joint.row(joint.prepare(4_000_000)).committee_needed == 1
    _annulled(joint, assembly, NOW)
    after = joint.row(joint.prepare(4_000_000, invoice_number="22223333"))
    assert (after.tier, after.committee_needed, after.resolution_needed) == (USUAL[1].name, 2, False)
    assert "须有业主大会决议" in refused(joint.prepare, 9_000_000_000, invoice_number="22224444")


def test_the_signatory_himself_or_the_community_names_the_substitute_and_ends_it(joint: Joint) -> None:
    joint.agree()
    first, second, _third, outside, last = joint.members
    day = NOW.date()
    names = {
        "now": NOW,
        "signatory_id": sign(first),
        "first": day,
        "last": day,
        "reason": "出差一周，委托他人",
    }
    for actor, named, told in (
        (second, outside, "由审批人本人或者社区指定"),
        (outside, outside, "由审批人本人或者社区指定"),
        (first, first, "不能由本人代审"),
    ):
        act = {**names, "actor": actor, "appointment_id": named.appointment_id}
        assert told in refused(services.stand_in, **act)
    services.stand_in(actor=first, appointment_id=outside.appointment_id, **names)
    services.stand_in(actor=joint.community, appointment_id=last.appointment_id, **names)
    judge(joint, joint.street, waiting(joint))
    with records.acting(SYSTEM):
        by_himself, by_community = (
            Signatory.objects.get(person_id=one.person_id).pk for one in (outside, last)
        )
    assert "由审批人本人或者社区指定" in refused(
        services.end_stand_in, actor=second, now=NOW, signatory_id=by_himself
    )
    services.end_stand_in(actor=first, now=NOW, signatory_id=by_community)
    services.end_stand_in(actor=joint.community, now=NOW, signatory_id=by_himself)
    with records.acting(SYSTEM):
        left = Signatory.objects.filter(stands_for__isnull=False).values_list("valid_until", flat=True)
        assert list(left) == [day, day]
