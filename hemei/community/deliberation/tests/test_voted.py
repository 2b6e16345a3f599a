"""A topic that became a proposal to the owners: it comes back without a vote or with one, and is a task once passed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from hemei.community.deliberation import services
from hemei.community.deliberation.pages import topics as topic_pages
from hemei.community.deliberation.rules.words import ConclusionKind, TopicState
from hemei.community.deliberation.tests.conftest import NEXT_WEEK, SINCE, Table
from hemei.community.voting import queries as voting
from hemei.community.voting.models import Assembly, Outcome, Roll, Vote
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.people.tests.test_committee_pages import call, text
from hemei.ground.records import services as records
from hemei.kernel.decision import Refused

TITLE, MATTER = "用维修资金修屋面", "use_maintenance_fund"
THEN = NEXT_WEEK + timedelta(days=7)
AFTER = datetime(2026, 11, 12, 1, tzinfo=UTC)
"""An hour after the owners' vote was published."""


def proposed(table: Table) -> tuple[int, int]:
    """Return a topic on the owners' matter with the proposal that came of it."""
    table.establish(established_on=SINCE)
    topic = table.raise_topic(TITLE)
    table.accept(topic, TITLE, matter=MATTER)
    table.hold(table.call())
    table.conclude(topic, ConclusionKind.PROPOSAL)
    return topic, proposal_of(table, topic)


def proposal_of(table: Table, topic: int) -> int:
    number = table.topic(topic).row.proposal_id
    assert number is not None
    return number


def voted(
    table: Table, proposal: int | None, *, quorum: bool, passed: bool = False, repeats: int | None = None
) -> int:
    """Let an assembly of the owners be judged and published; return its id."""
    with records.acting(SYSTEM):
        scope, count = table.side.town.path("340102001001"), Assembly.objects.count() + 1
        at = datetime(2026, 11, 12, tzinfo=UTC)
        roll = Roll.objects.create(
            stream=f"voting.roll:{count}", scope=scope, estate_id=table.estate, estate_name="翠园小区",
            key=str(count), noticed_on=SINCE, closes_at=at, total_area_dm2=18_000, total_heads=2,
        )  # fmt: skip
        stream = f"voting.assembly:{count}"
        vote = Vote.objects.create(
            roll=roll, number=1, matter=MATTER, title=TITLE, scope=scope, stream=stream
        )
        assembly = Assembly.objects.create(
            id=count, stream=stream, scope=scope, estate_id=table.estate, key=str(count), estate_name="翠园小区",
            kind="extraordinary", called_by="committee", ground="fifth_of_owners", title=TITLE, agenda=[],
            proposal_id=proposal, repeats_id=repeats, roll=roll, state="judged", called_at=at, noticed_on=SINCE,
            closes_at=at, judged_at=at, published_at=at, decided_matters=[MATTER],
        )  # fmt: skip
        Outcome.objects.create(
            assembly=assembly, vote=vote, round=1, judged_at=at, noticed_on=SINCE, total_area_dm2=18_000,
            total_heads=2, part_area_dm2=0, part_heads=0, agree_area_dm2=0, agree_heads=0, quorum=quorum,
            passed=passed, comparisons=[], details={}, standards=[], scope=scope, stream=stream,
        )  # fmt: skip
        services.follow_assembly(actor=SYSTEM, now=at, assembly_id=count)
    return count


def test_a_proposal_that_lapsed_lets_its_topic_wait_and_be_proposed_anew(table: Table) -> None:
    topic, proposal = proposed(table)
    row = table.topic(topic).row
    with records.acting(SYSTEM):
        records.record_event(
            stream=f"voting.proposal:{proposal}", type="voting.proposal_lapsed", actor=SYSTEM, at=NEXT_WEEK,
            scope=table.side.town.path("340102001001"), data={"heads": 0, "area_dm2": 0},
        )  # fmt: skip
    table.tell(NEXT_WEEK)
    page = table.topic(topic)
    assert page.row.state is TopicState.WAITING
    sitting = table.call(now=NEXT_WEEK, at=THEN)
    # What the meeting before agreed to is no ground any more: this one has not been held.
    with pytest.raises(Refused) as refused:
        table.conclude(topic, ConclusionKind.PROPOSAL)
    assert refused.value.decision.reasons[0].code == "not_agreed"
    table.hold(sitting, at=THEN)
    table.conclude(topic, ConclusionKind.PROPOSAL)
    again = proposal_of(table, topic)
    assert again != proposal
    with records.acting(table.secretary):
        found = voting.proposal(again, actor=table.secretary)
    assert found is not None
    assert found.origin == f"deliberation.topic:{row.id}"


def test_only_a_vote_in_which_enough_took_part_decides_also_the_one_that_repeats(table: Table) -> None:
    topic, proposal = proposed(table)
    first = voted(table, proposal, quorum=False)
    assert table.topic(topic).row.state is TopicState.PROPOSED
    voted(table, None, quorum=True, passed=True, repeats=first)
    assert table.topic(topic).row.state is TopicState.DONE


def test_what_lacked_participation_says_so_and_what_comes_next(table: Table) -> None:
    topic, proposal = proposed(table)

    def short() -> tuple[int, int | None] | None:
        with records.acting(table.secretary):
            found = voting.short_vote(proposal, actor=table.secretary)
        return (found.assembly_id, found.repeated_by) if found is not None else None

    def page() -> str:
        with records.acting(table.secretary):
            return text(call(topic_pages.topic, table.secretary, topic))

    assert short() is None
    assert "没有决定" not in page()
    first = voted(table, proposal, quorum=False)
    assert short() == (first, None)
    assert f"/assemblies/{first}#again" in page()
    second = voted(table, None, quorum=False, repeats=first)
    assert short() == (second, None)
    voted(table, None, quorum=True, passed=True, repeats=second)
    assert short() is None


@pytest.mark.parametrize("passed", [True, False])
def test_what_the_owners_passed_may_become_a_task_until_it_is_annulled(table: Table, passed: bool) -> None:  # noqa: FBT001
    topic, proposal = proposed(table)

    def allowed() -> bool:
        with records.acting(SYSTEM):
            found = services.may_task(
                kind="three_in_one", subject_stream=f"deliberation.topic:{topic}", now=NEXT_WEEK
            )
        return found.allowed

    assert not allowed()
    voted(table, proposal, quorum=True, passed=passed)
    assert allowed() is passed
    with records.acting(SYSTEM):
        Outcome.objects.update(annulled_on=SINCE)
    assert not allowed()


def reported(table: Table, sitting: int) -> list[str]:
    """Return what a meeting hears of, by title."""
    meeting = table.page(sitting).meeting
    assert meeting is not None
    return [item.title for item in meeting.items]


def test_the_next_meeting_hears_once_that_too_few_voted_and_the_repeat_brings_it_on(table: Table) -> None:
    topic, proposal = proposed(table)
    first = voted(table, proposal, quorum=False)
    sitting = table.call(now=AFTER, at=THEN)
    assert reported(table, sitting) == [f"表决情况：{TITLE}"]
    table.hold(sitting, at=THEN)
    assert table.topic(topic).row.state is TopicState.PROPOSED
    again = table.call(now=THEN, at=THEN + timedelta(days=7))
    assert TITLE not in " ".join(reported(table, again))  # heard of once
    voted(table, None, quorum=True, passed=True, repeats=first)
    assert table.topic(topic).row.state is TopicState.DONE


def test_what_was_annulled_is_talked_over_again(table: Table) -> None:
    topic, proposal = proposed(table)
    assembly = voted(table, proposal, quorum=True, passed=True)
    assert table.topic(topic).row.state is TopicState.DONE
    with records.acting(SYSTEM):
        Outcome.objects.update(annulled_on=SINCE)
        for _ in range(2):
            services.follow_assembly(actor=SYSTEM, now=AFTER, assembly_id=assembly)
    assert table.topic(topic).row.state is TopicState.WAITING
    table.hold(table.call(now=AFTER, at=THEN), at=THEN)
    table.conclude(topic, ConclusionKind.PROPOSAL)
    assert proposal_of(table, topic) != proposal
