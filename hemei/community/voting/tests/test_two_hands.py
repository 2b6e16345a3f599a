"""A unit of which ballots came in becomes another's on the roll by two persons; both owners read it and may object."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from hemei.community.voting import queries, services, work
from hemei.community.voting.models import Assembly, PrintedSheet, Roll, RollCorrection, RollUnit
from hemei.community.voting.pages import gate, rolls
from hemei.community.voting.rules.correcting import may_confirm
from hemei.community.voting.rules.striking import Hand
from hemei.community.voting.services import Correction
from hemei.community.voting.tests.conftest import HOME, Quarter
from hemei.community.voting.tests.street import refused
from hemei.community.voting.tests.test_assemblies import ENDS, FIRST_BALLOT, cast, noticed
from hemei.community.voting.tests.test_pages import call, owner_of, text
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor

HOUR = timedelta(hours=1)
LATER = FIRST_BALLOT + HOUR


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch):
    def turn(now: datetime) -> None:
        for module in (rolls, gate, work):
            monkeypatch.setattr(module, "utc_now", lambda: now)

    turn(LATER)
    return turn


def unit_of(found: Assembly, quarter: Quarter, room: str = "104") -> RollUnit:
    return RollUnit.objects.get(roll=found.roll_id, unit_id=quarter.units[room])


def ask(quarter: Quarter, found: Assembly, **changes) -> bool:
    wanted = changes or {"owner_ids": (quarter.town.persons["乙"],)}
    return services.correct_roll(
        actor=quarter.hands[0], now=LATER, roll_unit_id=unit_of(found, quarter).pk, reason="产权证载明是乙的",
        correction=Correction(**wanted),
    )  # fmt: skip


def answer(actor: Actor, *, confirmed: bool = True, now: datetime = LATER, reason: str = "") -> None:
    services.answer_correction(
        actor=actor,
        now=now,
        correction_id=RollCorrection.objects.get().pk,
        confirmed=confirmed,
        reason=reason,
    )


def test_who_is_the_second() -> None:
    one, other = Hand(1, 7), Hand(2, 8)
    assert may_confirm(other, one, person=True).allowed
    assert may_confirm(Hand(1, 9), one, person=True).reasons[0].code == "one_hand"
    assert may_confirm(other, one, person=False).reasons[0].code == "no_person"


def test_without_ballots_one_hand_puts_the_owners_right(quarter: Quarter) -> None:
    found = noticed(quarter)
    assert ask(quarter, found)
    assert unit_of(found, quarter).owner_ids == [quarter.town.persons["乙"]]
    assert not RollCorrection.objects.exists()


def test_a_silent_home_does_not_lower_the_number_of_all_heads_by_one_hand(quarter: Quarter) -> None:
    """Undelivered homes are the developer's, who is one head: enough of them bring a vote over its bar."""
    found = noticed(quarter)
    cast(quarter, found, "101", "for")
    heads = Roll.objects.get(pk=found.roll_id).total_heads
    assert not ask(quarter, found, delivered=False)
    assert Roll.objects.get(pk=found.roll_id).total_heads == heads
    assert unit_of(found, quarter).delivered


def test_an_area_takes_a_second_person_once_anybody_has_voted(quarter: Quarter) -> None:
    """120 m2 that become 1,200 move every sum, whoever's they are."""
    found = noticed(quarter)
    assert ask(quarter, found, area_dm2=9_000)
    cast(quarter, found, "101", "for")
    assert not ask(quarter, found, area_dm2=90_000)
    assert unit_of(found, quarter).area_dm2 == 9_000
    answer(quarter.hands[1])
    assert unit_of(found, quarter).area_dm2 == 90_000


def test_paper_that_lies_at_the_counter_is_a_ballot_that_came(quarter: Quarter) -> None:
    found = noticed(quarter)
    services.start_print_run(actor=quarter.clerk, now=FIRST_BALLOT, roll_id=found.roll_id, key="p")
    PrintedSheet.objects.filter(roll_unit=unit_of(found, quarter)).update(handed_at=FIRST_BALLOT)
    assert not ask(quarter, found)


def test_once_ballots_came_nothing_changes_until_another_person_confirms(quarter: Quarter) -> None:
    found = noticed(quarter)
    cast(quarter, found, "104", "for")
    one, other = quarter.hands
    before = unit_of(found, quarter).owner_ids
    assert refused(
        lambda: services.correct_roll(
            actor=quarter.clerk, now=LATER, roll_unit_id=unit_of(found, quarter).pk, reason="x",
            correction=Correction(delivered=False),
        )
    ) == "no_person"  # fmt: skip
    assert not ask(quarter, found)
    assert unit_of(found, quarter).owner_ids == before
    assert refused(lambda: ask(quarter, found, area_dm2=9_000)) == "waits"
    assert refused(lambda: answer(one)) == "one_hand"
    assert refused(lambda: answer(replace(one, account_id=5))) == "one_hand"
    assert refused(lambda: answer(quarter.clerk)) in {"one_hand", "no_person"}
    assert refused(lambda: answer(other, now=ENDS + HOUR)) == "closed"
    answer(other)
    row = unit_of(found, quarter)
    assert (row.owner_ids, row.owners_since) == ([quarter.town.persons["乙"]], LATER)
    assert refused(lambda: answer(one)) == "not_found"
    roll = Roll.objects.get(pk=found.roll_id)
    told = [event for event in record.history(stream=roll.stream) if "roll_correct" in event.type]
    assert [event.type for event in told] == ["voting.roll_correction_asked", "voting.roll_corrected"]
    assert told[1].data["asked"]["person"] == one.person_id
    assert told[1].data["texts"] == told[0].data["texts"]


def test_a_second_person_refuses_with_a_reason_and_nothing_changes(quarter: Quarter) -> None:
    found = noticed(quarter)
    cast(quarter, found, "104", "for")
    before = unit_of(found, quarter).owner_ids
    ask(quarter, found)
    assert refused(lambda: answer(quarter.hands[1], confirmed=False)) == "text"
    answer(quarter.hands[1], confirmed=False, reason="产权证是丙的")
    assert unit_of(found, quarter).owner_ids == before
    assert not ask(quarter, found)  # it may be asked for again


def test_the_database_wants_two_hands_and_one_answer(quarter: Quarter) -> None:
    found = noticed(quarter)
    cast(quarter, found, "104", "for")
    ask(quarter, found)
    row = RollCorrection.objects.get()
    for changes in (
        {"answered_by": row.asked_by, "answered_at": LATER, "confirmed": True},
        {"answered_by": 99, "confirmed": True},
        {"owner_ids": []},
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            RollCorrection.objects.filter(pk=row.pk).update(**changes)
    answer(quarter.hands[1])
    with pytest.raises(DatabaseError), transaction.atomic():
        RollCorrection.objects.filter(pk=row.pk).update(confirmed=False)


def test_the_database_changes_a_unit_only_as_a_second_person_confirmed(quarter: Quarter) -> None:
    found = noticed(quarter)
    rows = RollUnit.objects.filter(pk=unit_of(found, quarter).pk)
    other, was = quarter.town.persons["乙"], unit_of(found, quarter).owner_ids
    rows.update(area_dm2=9_000)  # nobody has voted yet
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(unit_id=quarter.units["101"])
    cast(quarter, found, "101", "for")
    changes = ({"area_dm2": 90_000}, {"owner_ids": [other]}, {"delivered": False})
    for change in changes:
        with pytest.raises(DatabaseError, match="second person"), transaction.atomic():
            rows.update(**change)
    ask(quarter, found)
    with pytest.raises(DatabaseError, match="second person"), transaction.atomic():
        rows.update(owner_ids=[other])  # asked for, and not confirmed
    answer(quarter.hands[1])
    for change in (*changes[::2], {"owner_ids": was}, {"owner_ids": []}):
        with pytest.raises(DatabaseError, match="second person"), transaction.atomic():
            rows.update(**change)
    Roll.objects.filter(pk=found.roll_id).update(closed_at=ENDS)
    for change in (*changes[::2], {"owner_ids": was}):
        with pytest.raises(DatabaseError, match="closed"), transaction.atomic():
            rows.update(**change)
    rows.update(several=not unit_of(found, quarter).several)  # a head is numbered anew


def test_the_pages_lead_the_second_person_to_it_and_tell_both_owners(quarter: Quarter, clock) -> None:
    found = noticed(quarter)
    cast(quarter, found, "104", "for")
    one, other = quarter.hands
    unit = unit_of(found, quarter).pk
    form = {"act": "correct", "owners": "developer", "text": "未售"}
    assert call(rolls.entry, one, found.pk, unit, post=form).status_code == 302
    assert work.corrections(one) == []
    [count] = work.corrections(other)
    assert "1项名册更正等您确认" in count.words
    assert "等另一名工作人员确认" in text(call(rolls.corrections, one))
    assert "待您确认" in text(call(rolls.corrections, other))
    assert "我已核对，确认更正" not in text(call(rolls.entry, one, found.pk, unit))
    page = text(call(rolls.entry, other, found.pk, unit))
    assert "我已核对，确认更正" in page
    assert "业主 1人 → 建设单位" in page
    owner = owner_of(quarter, "丙")
    assert "有一项更正等待确认" in text(call(rolls.entry, owner, found.pk, unit))
    records.bind(quarter.clerk)
    assert call(rolls.entry, one, found.pk, unit, post={"act": "confirm"}).status_code == 422
    assert call(rolls.entry, owner, found.pk, unit, post={"act": "confirm"}).status_code == 422
    records.bind(quarter.clerk)
    assert call(rolls.entry, other, found.pk, unit, post={"act": "confirm"}).status_code == 302
    assert work.corrections(other) == []
    # The former owner reads what was done, though he had never looked before, and may object.
    former = text(call(rolls.entry, owner, found.pk, unit))
    assert "未售" in former
    assert "提出异议" in former
    clock(ENDS + HOUR)
    records.bind(quarter.clerk)
    assert queries.waiting_corrections(actor=other, now=ENDS + HOUR) == []


def test_who_was_not_confirmed_as_owner_does_not_read_the_unit(quarter: Quarter) -> None:
    found = noticed(quarter)
    cast(quarter, found, "104", "for")
    ask(quarter, found)
    buyer = quarter.town.persons["乙"]
    stream = unit_of(found, quarter).stream
    assert buyer in record.persons_shown([stream])
    answer(quarter.hands[1], confirmed=False, reason="产权证是丙的")
    assert buyer not in record.persons_shown([stream])
    assert quarter.town.persons["丙"] in record.persons_shown([stream])


def test_the_second_person_sees_whose_the_home_is_to_be(quarter: Quarter) -> None:
    found = noticed(quarter)
    cast(quarter, found, "104", "for")
    buyer = quarter.town.person("欧阳锋", HOME)
    ask(quarter, found, owner_ids=(buyer,))
    one, other = quarter.hands
    number = RollCorrection.objects.get().pk
    [name] = queries.wanted_owners(number, actor=other, now=LATER) or ()
    assert name.startswith("欧")
    assert f"更正后的业主</dt><dd>{name}" in text(
        call(rolls.entry, other, found.pk, unit_of(found, quarter).pk)
    )
    answer(other, confirmed=False, reason="登记簿没有记载")
    assert not ask(quarter, found, delivered=False)
    assert queries.wanted_owners(number + 1, actor=one, now=LATER) is None  # the owners stay
