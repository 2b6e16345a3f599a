"""Nobody settles or strikes what he had a hand in under another record: at work one may be another than at home."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from hemei.community.voting import queries, services
from hemei.community.voting.models import RollCorrection, RollUnit, Sheet, SheetObjection, VoterBinding
from hemei.community.voting.queries.hands import known_hands, own_records
from hemei.community.voting.rules.striking import Hand
from hemei.community.voting.services import AnswerDraft, StrikeDraft
from hemei.community.voting.tests.conftest import Quarter
from hemei.community.voting.tests.street import refused
from hemei.community.voting.tests.test_assemblies import FIRST_BALLOT, cast, noticed
from hemei.community.voting.tests.test_corrections import AFTER, published, standing
from hemei.ground.people.tests.factories import NOW
from hemei.ground.records import services as records
from hemei.ground.records.tests.importing import EVERYONE
from hemei.kernel.actor import Actor, Role

pytestmark = pytest.mark.django_db
LATER = FIRST_BALLOT + timedelta(hours=1)


def one_human(*persons: int | None) -> None:
    """Let whoever signs in as the second have proved to be the first."""
    first, other = persons
    with records.acting(EVERYONE):
        records.grant_access(stream=f"people.person:{first}", persons=(other or 0,))


def tied(quarter: Quarter) -> tuple[Actor, Actor]:
    """Two clerks who are one human."""
    one, other = quarter.hands
    one_human(one.person_id, other.person_id)
    records.bind(quarter.clerk)
    return one, other


def kept_apart(change: dict[str, object], rows) -> None:
    """The database refuses it too."""
    with pytest.raises(IntegrityError, match="under another record"), transaction.atomic():
        rows.update(**change)


def test_a_hand_is_known_by_all_its_records(quarter: Quarter) -> None:
    one, other = tied(quarter)
    assert own_records(other) == {one.person_id, other.person_id}
    assert own_records(replace(other, person_id=None)) == frozenset()
    hands = known_hands(
        [Hand(one.person_id, 1), Hand(None, 5), Hand(quarter.town.persons["乙"], 2)], actor=one
    )
    assert [other.person_id in hand.also for hand in hands] == [True, False, False]
    assert hands[0].is_of(Hand(other.person_id, 9))


def test_a_correction_of_the_roll_takes_two_humans(quarter: Quarter) -> None:
    one, other = tied(quarter)
    found = noticed(quarter)
    cast(quarter, found, "104", "for")
    unit = RollUnit.objects.get(roll=found.roll_id, unit_id=quarter.units["104"])
    draft = services.Correction(owner_ids=(quarter.town.persons["乙"],))
    services.correct_roll(actor=one, now=LATER, roll_unit_id=unit.pk, correction=draft, reason="证载有误")
    row = RollCorrection.objects.get()
    act = {"now": LATER, "correction_id": row.pk, "confirmed": True}
    assert refused(lambda: services.answer_correction(actor=other, **act)) == "one_hand"
    done = {"answered_by": other.person_id, "answered_at": LATER, "confirmed": True}
    kept_apart(done, RollCorrection.objects.filter(pk=row.pk))


def test_an_objection_to_who_votes_is_settled_by_another_human_than_had_a_hand_in_it(
    quarter: Quarter,
) -> None:
    one, other = tied(quarter)
    third = replace(one, account_id=7, person_id=quarter.town.persons["甲"])
    services.bind_by_register(actor=quarter.clerk, now=NOW, estate_id=quarter.estate, extract_on=NOW.date())
    row = VoterBinding.objects.get(unit_id=quarter.units["104"], ended_at=None)
    services.object_to_binding(actor=one, now=NOW, binding_id=row.pk, text="不是业主")
    act = {"now": NOW, "binding_id": row.pk, "upheld": True, "reason": "核对过"}
    assert refused(lambda: services.settle_objection(actor=other, **act)) == "one_hand"
    rows = VoterBinding.objects.filter(pk=row.pk)
    kept_apart({"settled_by": other.person_id, "ended_at": NOW}, rows)
    himself = replace(third, person_id=row.person_id)
    assert refused(lambda: services.settle_objection(actor=himself, **act)) == "one_hand"
    kept_apart({"settled_by": row.person_id, "ended_at": NOW}, rows)
    services.settle_objection(actor=third, **act)


def test_an_objection_to_what_came_in_is_settled_by_another_human_than_the_owner(quarter: Quarter) -> None:
    one, other = tied(quarter)
    found = noticed(quarter)
    cast(quarter, found, "104", "for")
    unit = RollUnit.objects.get(roll=found.roll_id, unit_id=quarter.units["104"])
    number = services.object_to_sheets(actor=one, now=LATER, roll_unit_id=unit.pk, text="不是我签的")
    own = {Sheet.objects.get(roll_unit=unit).pk: True}
    act = {"now": LATER, "objection_id": number, "own": own, "reason": "对照了原票"}
    assert refused(lambda: services.settle_sheets(actor=other, **act)) == "one_hand"
    done = {"settled_by": other.person_id, "settled_at": LATER, "upheld": False}
    kept_apart(done, SheetObjection.objects.filter(pk=number))


def test_an_objection_to_the_result_is_upheld_and_followed_by_other_humans(quarter: Quarter) -> None:
    one, other = tied(quarter)
    third = replace(one, account_id=7, person_id=quarter.town.persons["甲"])
    found = published(quarter, "103")
    act = {"now": AFTER, "assembly_id": found.pk}
    services.object_to_result(actor=third, text="不是我投的", units=["1幢1单元103"], **act)
    services.object_to_result(actor=one, text="不是我投的", units=["1幢1单元103"], **act)
    for number, code in ((2, "one_hand"), (1, "")):
        answer = AnswerDraft(number=number, text="核对签名", upheld=True)
        said = lambda answer=answer: services.answer_objection(actor=other, answer=answer, **act)  # noqa: E731
        assert (refused(said) if code else said()) == (code or None)
    sheet = standing(found, quarter, "103").sheet_id
    draft = StrikeDraft(sheet_id=sheet, ground="objection_upheld", cites=1, reason="签名不符")
    assert refused(lambda: services.strike_ballots(actor=one, draft=draft, **act)) == "one_hand"
    assert services.strike_ballots(actor=third, draft=draft, **act)


def test_what_all_the_staff_had_a_hand_in_is_left_to_those_above_by_their_other_records_too(
    quarter: Quarter,
) -> None:
    """The only clerk entered the objection as a resident; under his office nobody else is there."""
    with records.acting(EVERYONE):
        clerk = quarter.town.person("社区唯一的人", "340102")
        quarter.town.appoint("社区唯一的人", "东风社区居委会", Role.COMMUNITY_CLERK)
    one_human(quarter.town.persons["甲"], clerk)
    records.bind(quarter.clerk)
    services.bind_by_register(actor=quarter.clerk, now=NOW, estate_id=quarter.estate, extract_on=NOW.date())
    row = VoterBinding.objects.get(unit_id=quarter.units["104"], ended_at=None)
    at_home = replace(quarter.clerk, account_id=9, person_id=quarter.town.persons["甲"])
    services.object_to_binding(actor=at_home, now=NOW, binding_id=row.pk, text="不是业主")
    above = quarter.town.actor(Role.COUNTY_COORDINATOR, "340102", account=5)  # nobody works at the street
    with records.acting(above):
        assert [one.id for one in queries.contested(actor=above, now=NOW)] == [row.pk]
