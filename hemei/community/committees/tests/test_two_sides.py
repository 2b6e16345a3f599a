"""Nobody hands over to himself: who gives and who receives are two persons, one of them on paper where he left."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from hemei.community.committees import services
from hemei.community.committees.held import held_of
from hemei.community.committees.models import Handover
from hemei.community.committees.pages.life import committee
from hemei.community.committees.rules.life_words import Side
from hemei.community.committees.tests.handed import signed_list
from hemei.community.committees.tests.living import NOW, Life
from hemei.community.committees.tests.test_life_pages import code
from hemei.ground.people import queries as people
from hemei.ground.people import services as people_services
from hemei.ground.people.queries import Post, TermDraft, TermKind
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.people.tests.test_committee_pages import call, text
from hemei.ground.people.tests.test_committees import TERM, codes, estate
from hemei.ground.records import services as records
from hemei.ground.records.tests.importing import EVERYONE
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused
from hemei.kernel.workdays import shanghai_day

END = TERM.valid_until
assert END is not None
AT = NOW + (END - shanghai_day(NOW)) + timedelta(days=1)
"""The day after the old committee's term ended."""


def renewed(life: Life) -> tuple[int, list[int]]:
    """Let the old chair sit in the next committee too; return the handover, its list done, and the new seats."""
    draft = TermDraft(TermKind.RENEWAL, 5, END, END, END + timedelta(days=1800), 2)
    with records.acting(EVERYONE):
        held = [people.seat_facts(seat) for seat in life.seats]
        persons = [seat.person_id for seat in held if seat is not None]
        term = people_services.register_term(actor=SYSTEM, now=AT, estate_id=estate(), draft=draft)
        seats = [
            people_services.take_seat(
                actor=SYSTEM, now=AT, term_id=term, who=people_services.Who("", person_id=person),
                post=Post.CHAIR if number == 0 else Post.MEMBER, since=END,
            )
            for number, person in enumerate(persons)
        ]  # fmt: skip
        services.begin_handover(actor=EVERYONE, now=AT, term_id=life.term, day=END)
        row = Handover.objects.get()
        items = list(row.items.values_list("pk", flat=True))
    for item in items:
        services.hand_item(actor=life.community, now=AT, item_id=item)
    return row.pk, seats


def refused_with(act: Callable[[], object]) -> set[str]:
    with pytest.raises(Refused) as refused:
        act()
    return codes(refused)


def test_the_old_chair_gives_and_another_member_receives(life: Life) -> None:
    chair, other = life.member(0), life.member(1)
    number, _seats = renewed(life)

    def sign(who: Actor, side: Side) -> None:
        services.sign_handover(actor=who, now=AT, handover_id=number, side=side)

    assert refused_with(lambda: sign(other, Side.GIVER)) == {"not_giver"}
    sign(chair, Side.GIVER)
    assert refused_with(lambda: sign(chair, Side.RECEIVER)) == {"same_person"}
    page = text(call(committee.life, chair, code()))
    assert "您是移交方，等另一位委员接收并签字" in page
    assert "接收方签字</a>" not in page
    assert "接收方签字</a>" in text(call(committee.life, other, code()))
    sign(other, Side.RECEIVER)
    with records.acting(EVERYONE):
        row = Handover.objects.get()
        assert (row.giver_id, row.receiver_id) == (chair.person_id, other.person_id)
        assert "业委会移交签字" in [one.matter for one in held_of([other.person_id or 0], END)]
        with pytest.raises(IntegrityError, match="committees_handover_two"), transaction.atomic():
            Handover.objects.update(receiver_id=chair.person_id)


def test_on_paper_each_side_has_its_scan_and_the_sides_are_two_persons(life: Life) -> None:
    number, seats = renewed(life)

    def sign(side: Side, paper: services.SignedList | None) -> None:
        services.sign_handover(actor=life.community, now=AT, handover_id=number, side=side, paper=paper)

    for paper in (None, services.SignedList()):
        assert refused_with(lambda paper=paper: sign(Side.GIVER, paper)) == {"scan"}  # type: ignore[misc]
    sign(Side.GIVER, signed_list())
    assert refused_with(lambda: sign(Side.RECEIVER, signed_list(seats[0]))) == {"same_person"}
    assert refused_with(lambda: sign(Side.RECEIVER, signed_list(life.reserve))) == {"not_sitting"}
    sign(Side.RECEIVER, signed_list(seats[2]))
    with records.acting(EVERYONE):
        row = Handover.objects.get()
        assert row.giver_id != row.receiver_id
        assert None not in {row.giver_scan_id, row.receiver_scan_id, row.giver_id, row.receiver_id}
