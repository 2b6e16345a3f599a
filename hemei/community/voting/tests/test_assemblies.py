"""An assembly from the call to the result, through the services."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from hemei.community.voting import queries, services
from hemei.community.voting.models import Assembly, Ballot, Outcome, Proposal, Roll
from hemei.community.voting.rules.assemblies import State
from hemei.community.voting.rules.count import Sums
from hemei.community.voting.services import AgendaItem, AnnulmentDraft, AssemblyDraft, ProposalDraft
from hemei.community.voting.tests.supporting import left, supported
from hemei.ground.clocks import queries as clocks
from hemei.ground.people.tests.factories import NOW, SYSTEM, TODAY
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Refused
from hemei.kernel.workdays import shanghai_day

OPENS = TODAY + timedelta(days=16)
FIRST_BALLOT = NOW + timedelta(days=16)
ENDS = NOW + timedelta(days=26)
HIRE = AgendaItem(matter="hire_company", title="续聘大地物业公司")
REBUILD = AgendaItem(matter="rebuild", title="加装电梯")


def draft_of(quarter, **more) -> AssemblyDraft:
    wanted = AssemblyDraft(
        estate_id=quarter.estate, kind="regular", called_by="residents_committee", ground="no_committee",
        title="2026年业主大会", key="a1", agenda=(HIRE, REBUILD),
    )  # fmt: skip
    return replace(wanted, **more)


def called(quarter, **more) -> int:
    return services.call_assembly(actor=quarter.clerk, now=NOW, draft=draft_of(quarter, **more))


def noticed(quarter, **more) -> Assembly:
    number = called(quarter, **more)
    services.notice_assembly(actor=quarter.clerk, now=NOW, assembly_id=number, opens_on=OPENS, closes_at=ENDS)
    return Assembly.objects.get(pk=number)


def closed(quarter, found: Assembly) -> None:
    after = ENDS + timedelta(seconds=1)
    services.close_assembly(actor=quarter.clerk, now=after, assembly_id=found.pk)


def judged(quarter, found: Assembly) -> list[queries.OutcomeRow]:
    closed(quarter, found)
    services.judge_assembly(actor=quarter.clerk, now=ENDS + timedelta(hours=1), assembly_id=found.pk)
    return queries.outcomes(found.pk, actor=quarter.clerk)


def cast(quarter, found: Assembly, room: str, choice, **more) -> int:
    return quarter.cast(Roll.objects.get(assembly=found), room, choice, **{"at": FIRST_BALLOT, **more})


def street(quarter) -> Actor:
    return quarter.town.actor(Role.STREET_CLERK, "340102001", "明光路街道办", account=2)


def code_of(refused) -> str:
    return refused.value.decision.reasons[0].code


def test_from_the_call_to_the_published_result(quarter) -> None:
    found = noticed(quarter)
    assert (found.state, found.noticed_on, found.opens_on) == (State.NOTICED, TODAY, OPENS)
    with pytest.raises(Refused) as early:
        cast(quarter, found, "101", "for", at=FIRST_BALLOT - timedelta(days=1))
    assert code_of(early) == "not_in_time"
    for room in ("101", "103", "104", "203"):
        cast(quarter, found, room, "for")
    cast(quarter, found, "102", "against", at=ENDS, channel="desk")
    cast(quarter, found, "101", "for", number=2)
    with pytest.raises(Refused) as still:
        services.close_assembly(actor=quarter.clerk, now=ENDS, assembly_id=found.pk)
    assert code_of(still) == "still_runs"
    hire, rebuild = judged(quarter, found)
    # 甲 is of two minds: he takes part and does not agree. 201 belongs to the head of 103; 202 and 204 did not vote.
    assert (hire.part, hire.agree) == (Sums(10_001 + 10_002 + 10_003 + 10_004 + 8_003, 4), Sums(38_011, 3))
    assert (hire.quorum, hire.passed) == (False, False)  # all four heads, but 48,013 of 72,020 dm2 is the bar
    assert [(one["of"], one["holds"], one["short"]) for one in hire.comparisons[:2]] == [
        ("area", False, 1), ("heads", True, 0),
    ]  # fmt: skip
    assert rebuild.quorum is False
    assert hire.details["uncast"] == [["2幢", "1单元", 3, 24_007]]
    assert sorted(map(tuple, hire.details["channels"])) == [("desk", 1), ("paper", 4)]
    assert (hire.details["mixed_heads"], hire.details["developer_units"]) == (1, 3)


def test_the_notice_leaves_fifteen_full_days(quarter) -> None:
    number = called(quarter)
    act = {"actor": quarter.clerk, "now": NOW, "assembly_id": number, "closes_at": ENDS}
    with pytest.raises(Refused) as short:
        services.notice_assembly(opens_on=OPENS - timedelta(days=1), **act)
    assert code_of(short) == "notice_days"
    assert short.value.decision.reasons[0].values["earliest"] == OPENS.isoformat()
    services.notice_assembly(opens_on=OPENS, **act)
    [event] = [one for one in record.history(stream=f"voting.assembly:{number}") if "noticed" in one.type]
    assert event.data["told"] == quarter.town.bodies["东风社区居委会"]
    with pytest.raises(Refused):
        services.notice_assembly(opens_on=OPENS, **act)
    with pytest.raises(Refused):
        services.set_agenda(actor=quarter.clerk, now=NOW, assembly_id=number, agenda=[HIRE])


def test_a_closed_vote_takes_no_ballot_whoever_writes_it(quarter) -> None:
    found = noticed(quarter)
    cast(quarter, found, "101", "for")
    closed(quarter, found)
    with pytest.raises(Refused) as late:
        cast(quarter, found, "102", "for", at=ENDS, now=ENDS + timedelta(seconds=2))
    assert code_of(late) == "closed"
    copied = (
        "vote_id, roll_unit_id, sheet_id, received_at, area_dm2, head, several, valid, choice, channel, scope, "
        "stream"
    )
    statement = f"insert into voting_ballot ({copied}, standing) select {copied}, false from voting_ballot"
    with pytest.raises(DatabaseError, match="closed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert Ballot.objects.count() == 1


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"called_by": "committee"}, "ground"),
        ({"ground": "rules_of_procedure"}, "ground"),
        ({"kind": "first"}, "ground"),
        ({"ground": "unmet_order"}, "unmet_order"),
        ({"called_by": "committee", "kind": "extraordinary", "ground": "emergency"}, "reason"),
        (
            {"called_by": "committee", "kind": "extraordinary", "ground": "fifth_of_owners"},
            "reached_proposal",
        ),
        ({"agenda": (AgendaItem(matter="rebuild"),)}, "agenda"),
        ({"agenda": (replace(HIRE, group="g"),)}, "agenda"),
        ({"title": " "}, "title"),
        ({"repeats_id": 4711}, "nothing_to_repeat"),
        ({"proposal_id": 4711}, "proposal"),
        ({"estate_id": 4711}, "unknown_estate"),
    ],
)
def test_what_cannot_be_called_is_refused_by_its_ground(quarter, more, code) -> None:
    with pytest.raises(Refused) as refused:
        called(quarter, **more)
    assert code_of(refused) == code
    assert not Assembly.objects.exists()


def test_only_the_community_conducts(quarter) -> None:
    number = called(quarter)
    assert called(quarter) == number  # the same form twice
    for role, place in ((Role.STREET_CLERK, "340102001"), (Role.CITY_BUREAU, "340100")):
        actor = quarter.town.actor(role, place)
        with records.acting(actor), pytest.raises(Refused) as refused:
            services.notice_assembly(actor=actor, now=NOW, assembly_id=number, opens_on=OPENS, closes_at=ENDS)
        assert code_of(refused) == "forbidden"


def test_a_failed_quorum_is_repeated_as_a_new_meeting_with_a_new_roll(quarter) -> None:
    found = noticed(quarter)
    cast(quarter, found, "101", "for")
    [hire, _] = judged(quarter, found)
    assert hire.quorum is False
    again = services.call_assembly(
        actor=quarter.clerk, now=ENDS, draft=draft_of(quarter, key="a2", repeats_id=found.pk)
    )
    assert queries.assembly(again, actor=quarter.clerk).repeats_id == found.pk
    services.notice_assembly(
        actor=quarter.clerk, now=ENDS, assembly_id=again, opens_on=(ENDS + timedelta(days=16)).date(),
        closes_at=ENDS + timedelta(days=30),
    )  # fmt: skip
    assert Roll.objects.count() == 2
    cast_in = Ballot.objects.filter(vote__roll__assembly=found.pk)
    assert (cast_in.count(), Ballot.objects.filter(vote__roll__assembly=again).count()) == (1, 0)


def test_a_repeat_decides_what_failed_and_nothing_else_and_only_once(quarter) -> None:
    found = noticed(quarter)
    cast(quarter, found, "101", "for")
    judged(quarter, found)
    act = {"actor": quarter.clerk, "now": ENDS}

    def again(**more) -> int:
        return services.call_assembly(draft=draft_of(quarter, repeats_id=found.pk, **more), **act)

    other = replace(HIRE, title="另聘一家公司")
    for more, code in (
        ({"key": "b", "agenda": (other,)}, "not_repeated"),
        (
            {"key": "b", "agenda": (HIRE, AgendaItem(matter="other_major", title="动用公共收益"))},
            "not_repeated",
        ),
        ({"key": "b", "agenda": (REBUILD,), "buildings": ("1幢",)}, "other_part"),
    ):
        with pytest.raises(Refused) as refused:
            again(**more)
        assert code_of(refused) == code
    number = again(key="b", agenda=())
    with pytest.raises(Refused) as refused:
        services.set_agenda(assembly_id=number, agenda=[other], **act)
    assert code_of(refused) == "not_repeated"
    services.set_agenda(assembly_id=number, agenda=[replace(REBUILD, title="加装电梯 ")], **act)
    with pytest.raises(Refused) as refused:
        again(key="c")
    assert code_of(refused) == "repeated"
    with pytest.raises(DatabaseError, match="repeated_once"), transaction.atomic():
        Assembly.objects.filter(pk=found.pk).update(repeats=found)
    services.call_off_assembly(assembly_id=number, reason="日期有误", **act)
    assert again(key="c", agenda=(HIRE,))


def test_owners_learn_of_the_result_when_it_is_published(quarter) -> None:
    found = noticed(quarter)
    cast(quarter, found, "101", "for")
    assert len(judged(quarter, found)) == 2
    owner = Actor(role=Role.RESIDENT, account_id=9, person_id=quarter.town.persons["甲"])
    stranger = replace(owner, person_id=quarter.town.persons["张三"])
    with records.acting(owner):
        assert queries.assembly(found.pk, actor=owner).title == "2026年业主大会"
        assert [vote.title for vote in queries.votes_of(found.pk, actor=owner)] == [HIRE.title, REBUILD.title]
        assert queries.outcomes(found.pk, actor=owner) == []
    with records.acting(stranger):
        assert queries.assembly(found.pk, actor=stranger) is None
    with records.acting(quarter.clerk):
        services.publish_result(actor=quarter.clerk, now=ENDS + timedelta(hours=2), assembly_id=found.pk)
    with records.acting(owner):
        assert len(queries.outcomes(found.pk, actor=owner)) == 2
    until = Assembly.objects.get(pk=found.pk).objections_until
    assert (until - ENDS).days == 9  # the seventh day is a Saturday: Civil Code art. 203
    assert {row.key: row.state for row in clocks.deadlines_of(stream=found.stream)} == {
        "post": "met",
        "draw:1": "running",
    }


def test_an_authority_annuls_what_a_vote_decided(quarter) -> None:
    found = noticed(quarter)
    first, second = judged(quarter, found)
    above = street(quarter)
    act = AnnulmentDraft(
        by="authority", document="明光街〔2026〕9号", decided_on=ENDS.date(), reason="公告的议程没有写明电梯的位置",
        vote_ids=[second.vote.id],
    )  # fmt: skip
    later = ENDS + timedelta(days=1)
    with pytest.raises(Refused) as refused:
        services.annul_result(actor=quarter.clerk, now=later, assembly_id=found.pk, draft=act)
    assert code_of(refused) == "forbidden"
    with records.acting(above):
        services.annul_result(actor=above, now=later, assembly_id=found.pk, draft=act)
        with pytest.raises(Refused):
            services.annul_result(actor=above, now=later, assembly_id=found.pk, draft=act)
        assert [one.annulled_by for one in queries.outcomes(found.pk, actor=above)] == ["", "authority"]
        services.annul_result(
            actor=above, now=later, assembly_id=found.pk,
            draft=replace(act, by="court", document="（2026）皖0102民初1号", vote_ids=()),
        )  # fmt: skip
        assert queries.assembly(found.pk, actor=above).state is State.ANNULLED
        assert queries.outcomes(found.pk, actor=above)[0].annulled_by == "court"
    [*_, event] = record.history(stream=found.stream)
    assert event.data["votes"] == [first.vote.id]
    for statement in ("update voting_outcome set passed = true", "delete from voting_outcome"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert Outcome.objects.count() == 2


def test_a_meeting_is_called_off_before_it_begins_and_never_after(quarter) -> None:
    found = noticed(quarter)
    act = {"actor": quarter.clerk, "assembly_id": found.pk, "reason": "公告的日期写错了"}
    with pytest.raises(Refused) as begun:
        services.call_off_assembly(now=FIRST_BALLOT, **act)
    assert code_of(begun) == "has_begun"
    services.call_off_assembly(now=FIRST_BALLOT - timedelta(days=1), **act)
    with pytest.raises(Refused):
        cast(quarter, found, "101", "for")


def test_what_is_over_asks_for_its_count_until_it_is_counted(quarter) -> None:
    found = noticed(quarter)
    assert services.sweep(actor=SYSTEM, now=ENDS) == 0
    assert services.sweep(actor=SYSTEM, now=ENDS + timedelta(seconds=1)) == 1
    assert services.sweep(actor=SYSTEM, now=ENDS + timedelta(minutes=10)) == 0
    records.bind(quarter.clerk)
    [todo] = queries.inbox(actor=quarter.clerk)
    assert (todo.key, todo.assembly_id, todo.estate) == ("judge", found.pk, "表决小区")
    assert queries.inbox(actor=street(quarter)) == []
    closed(quarter, found)
    services.judge_assembly(actor=quarter.clerk, now=ENDS + timedelta(hours=1), assembly_id=found.pk)
    assert [row.key for row in queries.inbox(actor=quarter.clerk)] == ["post"]


@pytest.mark.usefixtures("area_counts")
def test_a_proposal_that_too_few_support_in_time_ends_by_itself(quarter) -> None:
    number = services.propose_assembly(
        actor=quarter.clerk,
        now=NOW,
        draft=ProposalDraft(
            estate_id=quarter.estate, matter="hire_company", title="更换物业公司", reason="服务太差", key="p1"
        ),
    )
    row = queries.proposal(number, actor=quarter.clerk)
    until = queries.gather_ends([row], now=NOW)[row.id]
    assert shanghai_day(until) == date(2027, 1, 4), "sixty days end on New Year's Day, a Friday"
    act = {"actor": quarter.clerk, "proposal_id": number}
    supported(now=until, unit_ids=[quarter.units["104"]], **act)
    assert services.sweep(actor=SYSTEM, now=until) == 0  # the last moment is in time
    late = until + timedelta(seconds=1)
    with pytest.raises(Refused) as over:
        supported(now=late, unit_ids=[quarter.units["101"]], **act)
    assert code_of(over) == "not_gathering"
    assert [services.sweep(actor=SYSTEM, now=late) for _ in range(2)] == [1, 0]
    assert Proposal.objects.get().state == "closed"


def _is_called_for_what_was_asked(clerk: Actor, at: datetime, draft: AssemblyDraft) -> None:
    """The owners asked for another company: an agenda without it is refused, at the call and later."""
    with pytest.raises(Refused) as other:
        services.call_assembly(actor=clerk, now=at, draft=replace(draft, agenda=(REBUILD,)))
    assert code_of(other) == "asked"
    assembly = services.call_assembly(actor=clerk, now=at, draft=draft)
    with pytest.raises(Refused) as other:
        services.set_agenda(actor=clerk, now=at, assembly_id=assembly, agenda=[REBUILD])
    assert code_of(other) == "asked"


def test_a_fifth_of_the_owners_obliges_by_heads_alone(quarter) -> None:
    """Property regulation art. 13: one of four heads, though 10,004 of 72,020 dm2 is less than a fifth of the area."""
    draft = ProposalDraft(
        estate_id=quarter.estate, matter="hire_company", title="更换物业公司", reason="服务太差", key="p1"
    )
    number = services.propose_assembly(actor=quarter.clerk, now=NOW, draft=draft)
    act = {"actor": quarter.clerk, "now": NOW, "proposal_id": number}
    asked = supported(unit_ids=[quarter.units["104"]], **act)
    assert (asked.reached, [(test.of, test.short) for test in asked.tests]) == (True, [("heads", 0)])
    assert Proposal.objects.get().state == "reached"


@pytest.mark.usefixtures("area_counts")
def test_a_fifth_of_the_owners_makes_the_committee_call_or_the_street_order(quarter) -> None:
    clerk = quarter.clerk
    number = services.propose_assembly(
        actor=clerk,
        now=NOW,
        draft=ProposalDraft(
            estate_id=quarter.estate, matter="hire_company", title="更换物业公司", reason="服务太差", key="p1"
        ),
    )
    act = {"actor": clerk, "now": NOW, "proposal_id": number}
    asked = supported(unit_ids=[quarter.units["104"]], **act)
    # One of four heads is a quarter; 10,004 of 72,020 dm2 is not a fifth: 4,400 are missing.
    assert (asked.reached, [test.short for test in asked.tests]) == (False, [0, 4_400])
    with pytest.raises(Refused):
        supported(unit_ids=[quarter.units["P1"]], **act)
    left(unit_ids=[quarter.units["104"]], **act)
    supported(unit_ids=[quarter.units["104"], quarter.units["104"]], **act)
    assert supported(unit_ids=[quarter.units["101"]], **act).reached
    with pytest.raises(Refused) as over:
        supported(unit_ids=[quarter.units["102"]], **act)
    assert code_of(over) == "not_gathering"
    stream = f"voting.proposal:{number}"
    at = NOW
    above = street(quarter)

    def running() -> tuple[str, int, datetime]:
        [row] = [row for row in clocks.deadlines_of(stream=stream) if row.state == "running"]
        return row.key, row.body_id, row.due_at

    community, office = quarter.town.bodies["东风社区居委会"], quarter.town.bodies["明光路街道办"]
    assert running()[:2] == ("call", community)  # no committee is at work here
    with records.acting(above), pytest.raises(Refused):
        services.order_call(actor=above, now=at, proposal_id=number, document="明光街〔2026〕8号")
    for key, body, state in (("call", community, "overdue"), ("order", office, "overdue")):
        assert running()[:2] == (key, body)
        at = running()[2]
        assert services.sweep(actor=SYSTEM, now=at) == 0  # the last moment is in time
        services.sweep(actor=SYSTEM, now=at + timedelta(seconds=1))
        assert Proposal.objects.get().state == state
    with records.acting(above):
        services.order_call(actor=above, now=at, proposal_id=number, document="明光街〔2026〕8号")
    assert running()[0] == "ordered"
    at = running()[2] + timedelta(seconds=1)
    services.sweep(actor=SYSTEM, now=at)
    assert (running()[:2], Proposal.objects.get().state) == (("instead", community), "unmet")
    instead = draft_of(quarter, ground="unmet_order", kind="extraordinary", proposal_id=number)
    _is_called_for_what_was_asked(clerk, at, instead)
    assert (running()[0], Proposal.objects.get().state) == ("instead", "called")  # until the notice
