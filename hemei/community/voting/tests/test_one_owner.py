"""Two records of a roll's owners, or proxies, prove to be one human: he counts once, whenever it is proved."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from hemei.community.voting import queries, reactions, services
from hemei.community.voting.models import Assembly, Ballot, OneOwner, Proposal, Roll, RollUnit, Strike, Vote
from hemei.community.voting.pages import striking
from hemei.community.voting.queries.rolls import commitment_of, counted_units
from hemei.community.voting.rules.heads import as_one, beyond_limit, listed_unit, proved_one
from hemei.community.voting.tests.conftest import Quarter
from hemei.community.voting.tests.street import refused
from hemei.community.voting.tests.supporting import supported
from hemei.community.voting.tests.test_assemblies import (
    ENDS,
    FIRST_BALLOT,
    called,
    cast,
    closed,
    judged,
    noticed,
)
from hemei.community.voting.tests.test_own_rules import in_rules
from hemei.community.voting.tests.test_pages import call, text
from hemei.community.voting.tests.test_proxies import give, prove, sheet_of
from hemei.ground.people import queries as people
from hemei.ground.people.tests.factories import NOW, TODAY
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.ground.records.tests.importing import EVERYONE

AFTER = ENDS + timedelta(hours=2)
ROOMS = ("101", "102", "103", "104", "201")


def test_owners_count_as_the_lowest_record_of_their_human() -> None:
    assert proved_one([7, 3, 9, 5], {7: 2, 3: 3, 9: 2, 5: 5, 2: 2}) == {9: 7}
    unit = listed_unit("101", "1幢", 9_000, (7, 9), delivered=True)
    assert as_one(unit, {"9": "7"}).owners == frozenset({"7"})
    assert as_one(unit, {"8": "7"}) is unit


def test_a_proxy_keeps_the_units_he_voted_for_first() -> None:
    cast_by = [(1, 11), (1, 12), (2, 13), (1, 11), (1, 14)]
    assert beyond_limit(cast_by, 1) == {(1, 12), (1, 14)}
    assert beyond_limit(cast_by, 2) == {(1, 14)}
    assert beyond_limit(cast_by, 3) == set()


def test_every_record_of_a_human_is_found_from_each(quarter: Quarter) -> None:
    numbers = [quarter.town.persons[name] for name in ("甲", "乙", "丙", "丁")]
    assert set(people.humans_of(numbers).values()) == set(numbers)
    prove(quarter, "甲", "丙")
    prove(quarter, "丁", "丙")
    lowest = min(numbers[0], *numbers[2:])
    assert people.humans_of(numbers) == {
        one: lowest if one != numbers[1] else one for one in numbers
    }  # over the record both proved to be
    assert people.same_as(numbers[3]) == {numbers[0], numbers[2], numbers[3]}


def heads(found: Assembly) -> int:
    return Roll.objects.get(pk=found.roll_id).total_heads


def recognised(quarter: Quarter, account: str, register: str, now=FIRST_BALLOT) -> None:
    """Let who signs in prove to be a person of a register, and the votes follow; it may be heard of twice."""
    prove(quarter, account, register)
    event = {"stream": f"people.person:{quarter.town.persons[register]}"}
    for _ in range(2):
        reactions.on_owner_recognised(event=event, actor=EVERYONE, now=now)


def test_who_is_known_to_be_one_at_the_notice_is_one_head(quarter: Quarter) -> None:
    prove(quarter, "甲", "丙")
    ahead = queries.assembly(called(quarter), actor=quarter.clerk)
    assert queries.roll_ahead(ahead, actor=quarter.clerk, on=TODAY)[1] == 3  # as the form of the notice says
    found = noticed(quarter)
    assert heads(found) == 3
    rows = dict(RollUnit.objects.filter(roll=found.roll_id).values_list("unit_id", "head"))
    assert len({rows[quarter.units[room]] for room in ("101", "102", "104")}) == 1
    assert [value for _, value in found.commitments] == [commitment_of(found.roll)]


def test_who_asks_for_a_meeting_under_two_records_asks_once(quarter: Quarter) -> None:
    def heads_asking() -> tuple[int, int]:
        draft = services.ProposalDraft(
            estate_id=quarter.estate, matter="hire_company", title="换物业", reason="收费不公示", key="p1"
        )
        number = services.propose_assembly(actor=quarter.clerk, now=NOW, draft=draft)
        units = [quarter.units[room] for room in ("101", "104")]
        supported(actor=quarter.clerk, now=NOW, proposal_id=number, unit_ids=units)
        found = Proposal.objects.get(pk=number)
        return found.heads, found.total_heads

    with transaction.atomic():
        assert heads_asking() == (2, 4)
        transaction.set_rollback(True)
    prove(quarter, "甲", "丙")
    assert heads_asking() == (1, 3)


def test_an_open_vote_follows_and_says_so(quarter: Quarter) -> None:
    found = noticed(quarter)
    assert heads(found) == 4
    for room in ROOMS:
        cast(quarter, found, room, "for" if room != "104" else "against")
    recognised(quarter, "甲", "丙")
    assert heads(found) == 3
    found = Assembly.objects.get(pk=found.pk)
    assert len(found.commitments) == 2
    [(_, told)] = record.events_of(streams=[found.roll.stream], kind="voting.owners_merged")
    assert told.data["heads"] == 3
    assert len(told.data["units"]) == 5  # also those he owns with another
    [hire, _] = judged(quarter, found)
    assert (hire.total.heads, hire.part.heads, hire.agree.heads) == (
        3,
        2,
        1,
    )  # against once: not with all his units
    assert record.events_of(streams=[found.stream], kind="voting.recount_owed") == []


def test_the_count_follows_what_is_proved_after_the_vote_was_closed(quarter: Quarter) -> None:
    found = noticed(quarter)
    for room in ROOMS:
        cast(quarter, found, room, "for")
    closed(quarter, found)
    recognised(quarter, "甲", "丙", AFTER)
    assert heads(found) == 4
    services.judge_assembly(actor=quarter.clerk, now=AFTER, assembly_id=found.pk)
    [hire, _] = queries.outcomes(found.pk, actor=quarter.clerk)
    assert (hire.total.heads, hire.part.heads, hire.agree.heads) == (3, 2, 2)


def published(quarter: Quarter) -> Assembly:
    found = noticed(quarter)
    for room in ROOMS:
        cast(quarter, found, room, "for")
    judged(quarter, found)
    services.publish_result(actor=quarter.clerk, now=ENDS + timedelta(hours=1), assembly_id=found.pk)
    return Assembly.objects.get(pk=found.pk)


def test_a_result_stands_until_it_is_counted_anew_by_the_usual_path(quarter: Quarter, monkeypatch) -> None:
    monkeypatch.setattr(striking, "utc_now", lambda: AFTER)
    found = published(quarter)
    act = {"actor": quarter.clerk, "now": AFTER, "assembly_id": found.pk}
    assert refused(lambda: services.recount_assembly(**act)) == "nothing_struck"
    recognised(quarter, "甲", "丙", AFTER)
    assert heads(found) == 4
    assert OneOwner.objects.count() == 0
    [(_, owed)] = record.events_of(streams=[found.stream], kind="voting.recount_owed")
    assert len(owed.data["units"]) == 3
    assert [row.key for row in queries.inbox(actor=quarter.clerk) if row.key == "recount"] == ["recount"]
    page = text(call(striking.struck, quarter.clerk, found.pk))
    assert "计票以后证实是同一人" in page
    assert "1幢1单元104" in page
    records.bind(quarter.clerk)
    services.recount_assembly(**act)
    rows = queries.outcomes(found.pk, actor=quarter.clerk)
    assert [(row.round, row.total.heads, row.part.heads) for row in rows] == [(2, 3, 2), (2, 3, 0)]
    assert "计票以后证实是同一人" not in text(call(striking.struck, quarter.clerk, found.pk))
    records.bind(quarter.clerk)
    assert [row for row in queries.inbox(actor=quarter.clerk) if row.key == "recount"] == []
    after = Assembly.objects.get(pk=found.pk)
    published_ = record.events_of(streams=[found.stream], kind="voting.result_published")
    assert len(published_) == 2  # made known anew at once, and objections run anew
    vote = Vote.objects.get(roll=found.roll_id, number=1)
    for at_round, heads_then in ((1, 4), (2, 3), (None, 3)):
        files = queries.files_of(vote.pk, actor=quarter.clerk, now=AFTER, at_round=at_round)
        assert files.public["root"] == after.roots["1" if at_round is None else f"1.{at_round}"]
        assert files.public["result"]["heads"][0] == heads_then
    assert refused(lambda: services.recount_assembly(**act)) == "nothing_struck"


def test_a_result_nobody_can_object_to_any_more_is_left(quarter: Quarter) -> None:
    found = published(quarter)
    recognised(quarter, "甲", "丙", found.objections_until + timedelta(seconds=1))
    assert record.events_of(streams=[found.stream], kind="voting.recount_owed") == []


def test_what_changes_no_head_owes_no_count(quarter: Quarter) -> None:
    found = published(quarter)
    recognised(quarter, "甲", "张三", AFTER)  # who owns nothing here
    assert record.events_of(streams=[found.stream], kind="voting.recount_owed") == []


def by_two_records(quarter: Quarter) -> tuple[Assembly, list[RollUnit]]:
    """Two homes voted by one proxy under two records, which nobody knew to be one human; the limit is one."""
    in_rules(quarter, says={"proxy_units": 1})
    found = noticed(quarter)
    roll = Roll.objects.get(pk=found.roll_id)
    units = [RollUnit.objects.get(roll=roll, unit_id=quarter.units[room]) for room in ("101", "104")]
    for unit, holder in zip(units, ("丁", "张三"), strict=True):
        proxy = give(quarter, unit, holder)
        sheet = sheet_of(roll, unit, "paper", proxy_id=proxy)
        sheet = services.SheetDraft(
            **{name: getattr(sheet, name) for name in ("roll_unit_id", "choices", "channel", "proxy_id")},
            received_at=FIRST_BALLOT,
        )
        services.enter_sheets(
            actor=quarter.clerk, now=FIRST_BALLOT, roll_id=roll.pk, sheets=[sheet], source="t"
        )
    for room in ("102", "103", "201"):
        cast(quarter, found, room, "for")
    return found, units


def standing(unit: RollUnit) -> int:
    return Ballot.objects.filter(roll_unit=unit, standing=True).count()


def test_the_count_leaves_out_what_a_proxy_cast_beyond_his_limit(quarter: Quarter) -> None:
    found, (first, second) = by_two_records(quarter)
    recognised(quarter, "丁", "张三")
    assert (standing(first), standing(second)) == (2, 2)  # it takes effect with the count
    [hire, _] = judged(quarter, found)
    assert (standing(first), standing(second)) == (2, 0)
    assert [ground for _, ground in hire.details["struck"]] == ["proxy_limit"]
    assert "超过限额的{count}张选票" in " ".join(one.text for one in queries.reasons_for(hire))


def test_proved_after_the_count_it_is_counted_anew_without_them(quarter: Quarter) -> None:
    found, (first, second) = by_two_records(quarter)
    judged(quarter, found)
    recognised(quarter, "丁", "张三", AFTER)
    [(_, owed)] = record.events_of(streams=[found.stream], kind="voting.recount_owed")
    assert owed.data["units"] == [second.pk]
    assert Strike.objects.count() == 0
    services.recount_assembly(actor=quarter.clerk, now=AFTER, assembly_id=found.pk)
    assert (standing(first), standing(second)) == (2, 0)
    assert set(Strike.objects.values_list("round", "ground")) == {(2, "proxy_limit")}


def test_the_database_keeps_who_counts_as_whom(quarter: Quarter) -> None:
    prove(quarter, "甲", "丙")
    found = noticed(quarter)
    row = OneOwner.objects.get()
    assert len({one.owners for one in counted_units(found.roll_id) if one.code.endswith(("101", "104"))}) == 1
    for change in (
        lambda: OneOwner.objects.update(counted_as=1),
        lambda: OneOwner.objects.all().delete(),
        lambda: OneOwner.objects.create(
            roll=row.roll, person_id=row.counted_as, counted_as=row.person_id, since=row.since,
            scope=row.scope, stream=row.stream,
        ),
    ):  # fmt: skip
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
