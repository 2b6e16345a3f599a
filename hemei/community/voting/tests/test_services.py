"""A roll is frozen from the register, corrected, voted on; what the database sums is what the pure count says."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from hemei.community.voting import services
from hemei.community.voting.held import held_of
from hemei.community.voting.models import Ballot, Roll, RollUnit, Vote
from hemei.community.voting.rules import roll as facts
from hemei.community.voting.rules.count import Sums, measure
from hemei.community.voting.rules.heads import listed_unit, numbered
from hemei.community.voting.rules.roll import CHOICES, head_of
from hemei.community.voting.services import Correction, SheetDraft
from hemei.community.voting.tests.conftest import CLOSES
from hemei.community.voting.tests.factories import counting
from hemei.ground.people.models import Ownership
from hemei.ground.people.tests.factories import NOW
from hemei.ground.places import services as place_services
from hemei.ground.places.models import PropertyUnit
from hemei.ground.places.rules.drafts import BuildingDraft, EntranceDraft, EstateDraft, UnitDraft
from hemei.ground.places.rules.estates import EstateKind
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.ground.records.tests.importing import EVERYONE
from hemei.kernel.actor import Role
from hemei.kernel.decision import Refused

COPIED = "vote_id, roll_unit_id, sheet_id, received_at, area_dm2, head, several, valid, choice, channel, scope, stream"


def purely(roll: Roll, number: int = 1):
    """The same vote by the pure count, from the rows."""
    rows = list(RollUnit.objects.filter(roll=roll))
    units = [
        listed_unit(str(row.pk), row.building, row.area_dm2, row.owner_ids, delivered=row.delivered)
        for row in rows
    ]
    cast = [
        facts.Ballot(str(row.roll_unit_id), row.choice, row.received_at, row.pk, row.channel, row.valid)
        for row in Ballot.objects.filter(vote__roll=roll, vote__number=number)
    ]
    found = measure(units, cast, counting(), keep="last")
    return found.total, found.part, found.agree


def events(roll: Roll) -> list[str]:
    return [event.type for event in record.history(stream=roll.stream)]


def test_a_roll_is_what_the_register_says_on_the_day_of_the_notice(quarter) -> None:
    roll = quarter.freeze()
    # 甲; 甲 and 乙; 丙; the developer with 202 (not delivered), 203 and 204 (no owner). The parking space has no vote.
    assert (roll.total_area_dm2, roll.total_heads) == (
        sum(range(10_001, 10_005)) + sum(range(8_001, 8_005)),
        4,
    )
    assert RollUnit.objects.filter(roll=roll).count() == 8
    assert RollUnit.objects.get(roll=roll, unit_id=quarter.units["103"]).code == "1幢1单元103"
    assert list(Vote.objects.filter(roll=roll).values_list("number", "matter")) == [
        (1, "hire_company"),
        (2, "rebuild"),
    ]
    [event] = record.history(stream=roll.stream)
    assert event.type == "voting.roll_frozen"
    assert (event.data["heads"], event.data["developer_units"], event.data["delivery_unknown"]) == (4, 3, 5)
    assert quarter.freeze().pk == roll.pk  # the same form twice
    part = quarter.freeze(key="k2", buildings=["2幢"])
    assert (part.total_area_dm2, part.total_heads) == (sum(range(8_001, 8_005)), 2)


def test_two_estates_may_send_the_same_key_and_neither_hears_of_the_other(quarter) -> None:
    roll = quarter.freeze()
    far, place = "340104001001", quarter.town.place("340104001001")
    rooms = [EntranceDraft("1单元", [UnitDraft("101", 1, 5_000)])]
    draft = EstateDraft(
        name="远处小区", kind=EstateKind.COMMODITY, community_id=place, address="三里庵1号", built_area_dm2=9_000,
        households=1, valid_from=NOW.date() - timedelta(days=9), buildings=[BuildingDraft("1幢", 6, rooms)],
    )  # fmt: skip
    with records.acting(EVERYONE):
        place_services.add_estates(actor=EVERYONE, now=NOW, drafts=[draft], source="test")
        estate = PropertyUnit.objects.exclude(estate_id=quarter.estate).values_list("estate_id", flat=True)[0]
    clerk = quarter.town.actor(Role.COMMUNITY_CLERK, far, "三里庵社区居委会", account=5)
    act = {"actor": clerk, "now": NOW}
    with records.acting(clerk):
        number = services.freeze_roll(
            estate_id=estate, matters=["rebuild"], closes_at=CLOSES, key=roll.key, **act
        )
        assert number != roll.pk
        wanted = {"matter": "hire_company", "title": "更换物业公司", "reason": "服务太差", "key": "p"}
        first = services.propose_assembly(draft=services.ProposalDraft(estate_id=estate, **wanted), **act)
    records.bind(quarter.clerk)
    act["actor"] = quarter.clerk
    mine = services.ProposalDraft(estate_id=quarter.estate, **wanted)
    assert services.propose_assembly(draft=mine, **act) != first
    [asked] = [services.start_print_run(roll_id=roll.pk, key="same", **act)]
    other = quarter.freeze(key="k2")
    assert services.start_print_run(roll_id=other.pk, key="same", **act) != asked


def test_the_roll_stays_as_it_was_when_the_register_moves_on(quarter) -> None:
    roll = quarter.freeze()
    with records.acting(EVERYONE):
        PropertyUnit.objects.filter(pk=quarter.units["101"]).update(exclusive_area_dm2=99_999)
        Ownership.objects.filter(unit_id=quarter.units["104"]).delete()
    assert purely(roll)[0] == Sums(roll.total_area_dm2, roll.total_heads)


def test_ballots_are_summed_and_choices_told_only_after_the_end(quarter) -> None:
    roll = quarter.freeze()
    quarter.cast(roll, "101", "for")
    quarter.cast(roll, "102", "against")
    quarter.cast(roll, "103", "for", number=2)
    quarter.cast(roll, "104", "for", valid=False)
    quarter.cast(roll, "203", "for")
    running = quarter.sums(roll, now=CLOSES)
    assert (running.part, running.agree) == (Sums(28_006, 2), None)
    closed = quarter.sums(roll)
    assert (closed.total, closed.part, closed.agree) == purely(roll)
    assert (closed.part, closed.agree) == (Sums(28_006, 2), Sums(18_004, 1))
    assert quarter.sums(roll, number=2).agree == Sums(10_003, 1)
    assert events(roll).count("voting.sheets_entered") == 5


def test_of_two_ballots_of_a_unit_the_last_stands_also_at_the_same_moment(quarter) -> None:
    roll = quarter.freeze()
    at = NOW + timedelta(milliseconds=1)
    quarter.cast(roll, "101", "for", at=at)
    quarter.cast(roll, "101", "against", at=at)
    quarter.cast(roll, "101", "abstain", at=NOW, now=at)  # came earlier, entered later
    assert list(Ballot.objects.filter(standing=True).values_list("choice", flat=True)) == ["against"]
    assert Ballot.objects.count() == 3
    assert quarter.sums(roll).part == purely(roll)[1] == Sums(10_001, 1)


def test_a_ballot_is_never_changed_deleted_or_doubled(quarter) -> None:
    roll = quarter.freeze()
    ballot = quarter.cast(roll, "101", "for")
    quarter.cast(roll, "101", "against", at=NOW + timedelta(hours=1))
    for statement in (
        "update voting_ballot set choice = 'for'",
        "update voting_ballot set standing = true",
        "update voting_ballot set standing = false, area_dm2 = 1",
        "delete from voting_ballot",
        "update voting_vote set matter = 'rebuild'",
        f"insert into voting_ballot ({COPIED}, standing) select {COPIED}, true from voting_ballot where id = {ballot}",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_a_ballot_outside_the_time_of_the_vote_is_refused(quarter) -> None:
    roll = quarter.freeze()
    quarter.cast(roll, "102", "for", at=CLOSES)
    for at, now in (
        (CLOSES + timedelta(seconds=1), CLOSES + timedelta(seconds=1)),
        (NOW - timedelta(days=1), NOW),
        (NOW + timedelta(seconds=1), NOW),
    ):
        with pytest.raises(Refused) as refused:
            quarter.cast(roll, "101", "for", at=at, now=now)
        assert refused.value.decision.reasons[0].code == "not_in_time"
    assert Ballot.objects.count() == 1


def test_a_matter_that_is_not_on_the_notice_cannot_be_voted(quarter) -> None:
    roll, other = quarter.freeze(), quarter.freeze(key="k2", matters=["other_major"])
    unit = RollUnit.objects.filter(roll=roll).first()
    sheet = SheetDraft(
        roll_unit_id=unit.pk,
        choices={Vote.objects.get(roll=other).pk: "for"},
        channel="paper",
        received_at=NOW,
    )
    with pytest.raises(Refused) as refused:
        services.cast_sheet(actor=quarter.clerk, now=NOW, sheet=sheet)
    assert refused.value.decision.reasons[0].code == "not_on_the_agenda"


def test_a_correction_during_the_vote_counts_for_ballots_already_cast(quarter) -> None:
    roll = quarter.freeze()
    for room in ("101", "104", "203"):
        quarter.cast(roll, room, "for")
    unit = RollUnit.objects.get(roll=roll, unit_id=quarter.units["104"])
    services.object_to_roll(actor=quarter.clerk, now=NOW, roll_unit_id=unit.pk, text="面积与房产证不符")
    quarter.correct(roll, "104", area_dm2=12_345)
    roll.refresh_from_db()
    assert quarter.sums(roll).part == purely(roll)[1] == Sums(10_001 + 12_345 + 8_003, 3)
    # 203 was bought by 甲 after all: no longer the developer's, and 甲's head has one more unit.
    quarter.correct(
        roll, "203", owner_ids=tuple(RollUnit.objects.get(roll=roll, unit_id=quarter.units["101"]).owner_ids)
    )
    roll.refresh_from_db()
    found = quarter.sums(roll)
    assert (found.total, found.part, found.agree) == purely(roll)
    assert found.part.heads == 2
    # 104 is 丙's alone; now 丙 also owns 204, which voted for nothing yet.
    quarter.correct(roll, "204", owner_ids=tuple(unit.owner_ids))
    quarter.cast(roll, "204", "against")
    roll.refresh_from_db()
    found = quarter.sums(roll)
    assert (found.total, found.part, found.agree) == purely(roll)
    assert events(roll).count("voting.roll_corrected") == 3
    assert events(roll).count("voting.roll_objected") == 1


def test_a_correction_that_corrects_nothing_is_refused(quarter) -> None:
    roll = quarter.freeze()
    for changes in ({}, {"area_dm2": 10_001}, {"area_dm2": 0}, {"delivered": True}):
        with pytest.raises(Refused):
            quarter.correct(roll, "101", **changes)


def test_only_the_residents_committee_of_the_place_acts(quarter) -> None:
    roll = quarter.freeze()
    unit = RollUnit.objects.filter(roll=roll).first()
    votes = Vote.objects.filter(roll=roll).values_list("pk", flat=True)
    sheet = SheetDraft(
        roll_unit_id=unit.pk, choices=dict.fromkeys(votes, "for"), channel="paper", received_at=NOW
    )
    for actor in (
        quarter.town.actor(Role.STREET_CLERK, "340102001", "明光路街道办", account=1),
        quarter.town.actor(Role.COMMUNITY_CLERK, "340103001001", "四古巷社区居委会", account=1),
    ):
        with records.acting(actor):
            for act in (
                lambda actor=actor: services.freeze_roll(
                    actor=actor,
                    now=NOW,
                    estate_id=quarter.estate,
                    matters=["rebuild"],
                    closes_at=CLOSES,
                    key="k9",
                ),
                lambda actor=actor: services.cast_sheet(actor=actor, now=NOW, sheet=sheet),
                lambda actor=actor: services.object_to_roll(
                    actor=actor, now=NOW, roll_unit_id=unit.pk, text="x"
                ),
                lambda actor=actor: services.correct_roll(
                    actor=actor, now=NOW, roll_unit_id=unit.pk, correction=Correction(area_dm2=1), reason="x"
                ),
            ):
                with pytest.raises(Refused):
                    act()


def test_the_database_counts_as_pencil_and_paper_do(quarter) -> None:
    dice = random.Random(20261125)  # noqa: S311 - a test that repeats itself
    rooms = [room for room in quarter.units if room != "P1"]
    persons = sorted(quarter.town.persons.values())
    for turn in range(6):
        roll = quarter.freeze(key=f"turn {turn}")
        for step in range(12):
            if dice.random() < 0.25:
                owners = tuple(dice.sample(persons, dice.randint(0, 2)))
                try:
                    quarter.correct(
                        roll, dice.choice(rooms), area_dm2=dice.randint(1, 9_999), owner_ids=owners,
                        delivered=dice.random() < 0.8,
                    )  # fmt: skip
                except Refused:
                    continue
            else:
                at = NOW + timedelta(seconds=dice.randint(0, 3))
                quarter.cast(
                    roll, dice.choice(rooms), dice.choice(CHOICES), at=at, now=NOW + timedelta(hours=1),
                    valid=dice.random() < 0.8,
                )  # fmt: skip
            if step % 4 == 3:
                roll.refresh_from_db()
                found = quarter.sums(roll)
                assert (found.total, found.part, found.agree) == purely(roll), (turn, step)


def test_a_person_is_told_the_rolls_he_stands_on(quarter) -> None:
    quarter.freeze()
    persons = quarter.town.persons
    told = held_of([persons["乙"]], NOW.date())
    assert [(one.name, one.facts[1][1], one.runs) for one in told] == [
        ("表决小区 2幢1单元201", "80.01", True),
        ("表决小区 1幢1单元103", "100.03", True),
    ]
    later = held_of([persons["丙"]], CLOSES.date() + timedelta(days=1))
    assert [(one.name, one.runs) for one in later] == [("表决小区 1幢1单元104", False)]


def test_heads_keep_their_numbers_where_they_can() -> None:
    units = {
        n: listed_unit(str(n), "1", 100, owners, delivered=True)
        for n, owners in enumerate([[1], [1], [2], []])
    }
    first = numbered(units, counting())
    assert [first[n].head for n in units] == [1, 1, 2, 3]
    assert [first[n].several for n in units] == [True, True, False, False]
    units[1] = listed_unit("1", "1", 100, [2], delivered=True)
    again = numbered(units, counting(), {n: one.head for n, one in first.items()})
    assert [again[n].head for n in units] == [1, 2, 2, 3]
    assert len({again[n].head for n in units}) == len({head_of(one, counting()) for one in units.values()})
