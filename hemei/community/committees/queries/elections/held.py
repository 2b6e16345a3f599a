"""What elections hold of a person, for himself; the caller has opened the city."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from hemei.community.committees.models import Applicant, Candidate, GroupMember, Objection
from hemei.community.committees.rules.election_words import (
    ENDED,
    RESULT_TEXTS,
    SIDE_TEXTS,
    STANDING_TEXTS,
    ElectionState,
    Result,
    Side,
    Standing,
)
from hemei.kernel.decision import mark
from hemei.kernel.keeping import Fact, Held, Holder


def held_of(persons: Sequence[int], _on: date) -> list[Held]:
    """Return candidacies, applications, places in a group and objections; needed while the election runs."""
    own = list(persons)
    candidates = Candidate.objects.filter(person_id__in=own) | Candidate.objects.filter(
        account_person_id__in=own
    )
    found = [
        Held(mark("业委会候选人"), row.election.estate_name, _facts(row), runs=_runs(row.election.state))
        for row in candidates.select_related("election").order_by("-id")
    ]
    asked = Applicant.objects.filter(person_id__in=own).select_related("election").order_by("-id")
    found += [
        Held(mark("申请首次业主大会"), row.election.estate_name, ((mark("申请日期"), row.applied_on.isoformat()),),
             runs=_runs(row.election.state))
        for row in asked
    ]  # fmt: skip
    members = GroupMember.objects.filter(person_id__in=own).select_related("group__election")
    found += [
        Held(mark("筹备组成员"), row.group.election.estate_name, ((mark("代表"), SIDE_TEXTS[Side(row.side)]),),
             runs=_runs(row.group.election.state))
        for row in members.order_by("-id")
    ]  # fmt: skip
    raised = Objection.objects.filter(person_id__in=own).select_related("election").order_by("-id")
    return found + [
        Held(mark("对选举的异议"), row.election.estate_name, ((mark("提出日期"), row.raised_on.isoformat()),),
             runs=row.answered_on is None)
        for row in raised
    ]  # fmt: skip


def _facts(row: Candidate) -> tuple[Fact, ...]:
    facts = [
        (mark("登记日期"), row.registered_on.isoformat()),
        (mark("审查"), STANDING_TEXTS[Standing(row.standing)]),
    ]
    if row.result:
        facts.append((mark("结果"), RESULT_TEXTS[Result(row.result)]))
    return tuple(facts)


def _runs(state: str) -> bool:
    return ElectionState(state) not in ENDED


HOLDER = Holder(
    frozenset(
        {"committees_candidate", "committees_applicant", "committees_groupmember", "committees_objection"}
    ),
    held_of,
)
