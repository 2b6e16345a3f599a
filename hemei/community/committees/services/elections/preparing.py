"""The preparatory group and its work: set up by the street, posted in the estate, its list done one by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import BinaryIO

from hemei.community.committees.models import Election, GroupMember, PreparatoryGroup, WorkDone
from hemei.community.committees.queries.elections.facts import rules_of, working
from hemei.community.committees.rules import electing
from hemei.community.committees.rules.clocks import last_posting
from hemei.community.committees.rules.electing import Member
from hemei.community.committees.rules.election_acts import Act
from hemei.community.committees.rules.election_words import ElectionKind, ElectionState, Side
from hemei.community.committees.services.elections.duties import keep_clocks
from hemei.community.committees.services.elections.shared import (
    at_election,
    moved,
    owner_named,
    roster_of,
    sealed,
    tell,
)
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, demand, mark
from hemei.kernel.workdays import shanghai_day

MOST_BYTES = 10_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberDraft:
    """A member of a preparatory group to be."""

    name: str
    side: Side
    chair: bool = False


def form_group(*, actor: Actor, now: datetime, election_id: int, members: Sequence[MemberDraft]) -> None:
    """Set up the preparatory group, or anew before its list is posted or where an objection was upheld.

    Owners' delegates must be owners of the register. The first assembly is due so many days from here.

    Raises:
        Refused: the group is not made up as the guidance rules demand, or a delegate is no owner.
    """
    today = shanghai_day(now)
    with at_election(actor, Act.FORM_GROUP, election_id, "form_group", now) as election:
        rules = rules_of(today)
        references = demand(electing.may_form_group([Member(one.side, one.chair) for one in members], rules))
        owners = _owners(election, members, actor, today)
        group, made = PreparatoryGroup.objects.get_or_create(
            election=election,
            defaults={
                "stream": election.stream, "scope": election.scope, "formed_on": today,
                "post_due_on": electing.due_day(today, rules.group_posting.limit, working(now)),
            },
        )  # fmt: skip
        if not made:
            _clear(group, now)
        for one in members:
            person = owners.get(one.name) if one.side is Side.OWNER else None
            GroupMember.objects.create(
                stream=election.stream, scope=election.scope, group=group, side=one.side.value, chair=one.chair,
                person_id=person, name_id=sealed(election, "name", one.name, person) or 0,
            )  # fmt: skip
        if election.state == ElectionState.APPLIED:
            due = electing.due_day(today, rules.first_assembly.limit, working(now))
            late = election.group_due_on is not None and today > election.group_due_on
            posting = last_posting(due, rules, working(now).is_working_day)
            moved(election, ElectionState.PREPARING, meeting_due_on=due, posting_due_on=posting)
        else:
            late = False
        sides = {side.value: sum(one.side is side for one in members) for side in Side}
        tell(actor, now, election, "committees.group_formed", {"sides": sides, "late": late}, references)
        keep_clocks(election, now)


def _owners(election: Election, members: Sequence[MemberDraft], actor: Actor, on: date) -> dict[str, int]:
    """Return the persons of the owners' delegates by name; who is no owner of the register is refused by name."""
    found = {}
    roster = roster_of(election, eyes=actor, on=on)
    for name in dict.fromkeys(one.name for one in members if one.side is Side.OWNER):
        person = owner_named(election, name, "", roster)
        if person is None:
            raise Refused.because(
                mark("“{name}”不是这个小区登记的业主"), remedy=mark("请核对姓名，或先补登业主"), field="members",
                code="not_owner", name=name,
            )  # fmt: skip
        found[name] = person
    return found


def _clear(group: PreparatoryGroup, now: datetime) -> None:
    if (
        group.posted_on is not None
        and not group.election.objections.filter(about="group", upheld=True).exists()
    ):
        raise Refused.because(
            mark("筹备组名单已经公告"), remedy=mark("有异议成立的才能调整"), field="members", code="posted"
        )
    records.erase_sealed(vault_ids=list(group.members.values_list("name_id", flat=True)), now=now)
    group.members.all().delete()
    group.posted_on = None
    group.save(update_fields=["posted_on"])


def post_group(*, actor: Actor, now: datetime, election_id: int, posted_on: date) -> None:
    """Record that the group's list was posted in writing in the estate (guidance rules, article 11)."""
    with at_election(actor, Act.POST, election_id, "work", now) as election:
        group = PreparatoryGroup.objects.select_for_update().filter(election=election).first()
        if group is None or group.posted_on is not None:
            raise Refused.because(mark("没有等待公告的筹备组名单"), code="no_group")
        _demand_day(posted_on, group.formed_on, shanghai_day(now))
        group.posted_on = posted_on
        group.save(update_fields=["posted_on"])
        tell(actor, now, election, "committees.group_posted", {"posted_on": posted_on.isoformat()})
        keep_clocks(election, now)


def _demand_day(day: date, since: date, today: date) -> None:
    if not since <= day <= today:
        raise Refused.because(
            mark("日期应在{since}以后、不晚于今天"),
            field="posted_on",
            code="bad_day",
            since=since.isoformat(),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkDraft:
    """A piece of work as it was posted, with what was posted as a file if there is one."""

    code: str
    posted_on: date
    note: str = ""
    file: BinaryIO | None = None
    file_name: str = ""


def note_work(*, actor: Actor, now: datetime, election_id: int, draft: WorkDraft) -> None:
    """Record that a piece of the preparation was done and posted; told again, it stands as told last.

    Raises:
        Refused: no such work before this kind of election, or the day will not do.
    """
    today = shanghai_day(now)
    with at_election(actor, Act.WORK, election_id, "work", now) as election:
        renewal = election.kind != ElectionKind.FIRST
        work = next((one for one in rules_of(today).works(renewal=renewal) if one.code == draft.code), None)
        if work is None:
            raise Refused.because(mark("没有这项筹备工作"), field="code", code="code")
        _demand_day(draft.posted_on, election.begun_on, today)
        fields = {
            "stream": election.stream, "scope": election.scope, "posted_on": draft.posted_on,
            "note_id": sealed(election, "text", draft.note),
        }  # fmt: skip
        if draft.file is not None:
            kept = records.prepare_attachment(draft.file, name=draft.file_name, most_bytes=MOST_BYTES)
            file = records.add_attachment(
                kept, stream=election.stream, scope=election.scope, purpose=f"work_{work.code}", now=now
            )
            fields["file_id"] = file.pk
        WorkDone.objects.update_or_create(election=election, code=work.code, defaults=fields)
        data = {"work": work.code, "posted_on": draft.posted_on.isoformat()}
        tell(actor, now, election, "committees.work_posted", data, (work.warrant.reference,))
