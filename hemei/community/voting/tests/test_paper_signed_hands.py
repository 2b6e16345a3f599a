"""Who had a hand in the word that a paper counts by, which a proxy came with, judges nothing of it later."""

from __future__ import annotations

import pytest

from hemei.community.voting.models import Roll, Sheet
from hemei.community.voting.queries.calling import hands_of, hands_on
from hemei.community.voting.queries.disputed import PaperInDispute, hands_behind
from hemei.community.voting.rules.calling import may_ask
from hemei.community.voting.tests.papers import Desk
from hemei.community.voting.tests.test_paper_proxy import AFTER, brought, late, settle
from hemei.community.voting.tests.test_paper_signed_by import Refusal, refusal
from hemei.ground.records import services as records
from hemei.ground.records.tests.importing import EVERYONE

__all__ = ["refusal"]
pytestmark = pytest.mark.django_db


def behind(sheet: Sheet) -> set[int | None]:
    """Return who may not settle an objection to a sheet."""
    paper = PaperInDispute(sheet.pk, sheet.roll_unit_id, 1, "大会", AFTER, judged=False)
    return {hand.person for hand in hands_behind({sheet.roll_unit_id: [paper]})[sheet.roll_unit_id]}


def brought_in(sheet: Sheet) -> frozenset[int]:
    """Return who may not call the owner back about a sheet."""
    with records.acting(EVERYONE):
        return hands_on(sheet, hands_of(Roll.objects.get(), [sheet]))


def test_who_refused_its_proxy_and_who_said_that_the_owner_signed_judge_it_no_more(refusal: Refusal) -> None:
    desk = refusal.desk
    refusal.say(desk.third, own=True)
    assert desk.confirm(refusal.batch, ready=2).entered == 2
    said, plain = refusal.cast(), Sheet.objects.get(roll_unit=refusal.other.roll_unit)
    hands = {one.person_id for one in (desk.clerk, desk.second, desk.third)}
    assert behind(said) == hands
    assert behind(plain) == {desk.clerk.person_id}
    assert brought_in(said) >= hands
    assert not may_ask(desk.third.person_id or 0, brought_in(said), staff=None).allowed
    assert {desk.second.person_id, desk.third.person_id}.isdisjoint(brought_in(plain))


def test_who_confirmed_its_proxy_settles_no_objection_to_it(desk: Desk) -> None:
    batch, _sheet, serial = brought(desk)
    settle(desk, late(desk, batch, serial), desk.second)
    assert desk.confirm(batch, ready=1).entered == 1
    cast = Sheet.objects.get()
    assert behind(cast) == {desk.clerk.person_id, desk.second.person_id}
    assert desk.second.person_id in brought_in(cast)
