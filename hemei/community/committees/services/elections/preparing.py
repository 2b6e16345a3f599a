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
from hemei.community.committees.rules.election_standards import ElectionRules
from hemei.community.committees.rules.election_words import About, ElectionKind, ElectionState, Side
from hemei.community.committees.rules.posting import may_note_posting, may_post_on
from hemei.community.committees.services.elections.duties import keep_clocks
from hemei.community.committees.services.elections.shared import (
    at_election,
    moved,
    owners_named,
    roster_of,
    sealed_all,
    tell,
    tell_all,
)
from hemei.ground.records import queries as record
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
    """Set up the preparatory group, or anew before its list is posted or once for each objection that was upheld.

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
            _clear(group, now, rules)
        persons = [owners.get(one.name) if one.side is Side.OWNER else None for one in members]
        names = sealed_all(
            election, [({"name": one.name}, person) for one, person in zip(members, persons, strict=True)]
        )
        GroupMember.objects.bulk_create(
            GroupMember(
                stream=election.stream, scope=election.scope, group=group, side=one.side.value, chair=one.chair,
                person_id=person, name_id=name.get("name", 0),
            )
            for one, person, name in zip(members, persons, names, strict=True)
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
    names = list(dict.fromkeys(one.name for one in members if one.side is Side.OWNER))
    found = {}
    persons = owners_named(election, [(name, "") for name in names], roster_of(election, eyes=actor, on=on))
    for name, person in zip(names, persons, strict=True):
        if person is None:
            raise Refused.because(
                mark("“{name}”不是这个小区登记的业主"), remedy=mark("请核对姓名，或先补登业主"), field="members",
                code="not_owner", name=name,
            )  # fmt: skip
        found[name] = person
    return found


def _clear(group: PreparatoryGroup, now: datetime, rules: ElectionRules) -> None:
    """Let a group be set up anew: its list cannot have been posted before today; one that had been is owed again."""
    if group.posted_on is not None and not _objected(group.election):
        raise Refused.because(
            mark("筹备组名单已经公告"),
            remedy=mark("有异议成立的才能调整，一项成立的异议调整一次；再要调整的，须对新名单另有异议成立"),
            field="members",
            code="posted",
        )
    records.erase_sealed(vault_ids=list(group.members.values_list("name_id", flat=True)), now=now)
    group.members.all().delete()
    group.formed_on = shanghai_day(now)
    if group.posted_on is not None:
        group.post_due_on = electing.due_day(group.formed_on, rules.group_posting.limit, working(now))
    group.posted_on = group.entered_on = None
    group.save(update_fields=["formed_on", "post_due_on", "posted_on", "entered_on"])


def _objected(election: Election) -> bool:
    """Whether an objection to the group's list was upheld since the group was last set up: each lets it be once."""
    upheld = set(election.objections.filter(about=About.GROUP, upheld=True).values_list("pk", flat=True))
    stream = [election.stream]
    formed = [event.seq for _, event in record.events_of(streams=stream, kind="committees.group_formed")]
    settled = record.events_of(streams=stream, kind="committees.objection_settled")
    return any(event.seq > formed[-1] and event.data["objection"] in upheld for _, event in settled)


def post_group(*, actor: Actor, now: datetime, election_id: int, posted_on: date) -> None:
    """Record that the group's list was posted in writing in the estate (guidance rules, article 11)."""
    with at_election(actor, Act.POST, election_id, "work", now) as election:
        group = PreparatoryGroup.objects.select_for_update().filter(election=election).first()
        if group is None or group.posted_on is not None:
            raise Refused.because(mark("没有等待公告的筹备组名单"), code="no_group")
        demand(may_post_on(posted_on, since=[group.formed_on], today=shanghai_day(now)))
        group.posted_on, group.entered_on = posted_on, shanghai_day(now)
        group.save(update_fields=["posted_on", "entered_on"])
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
    """Record that a piece of the preparation was done and posted; see `note_works`."""
    note_works(actor=actor, now=now, election_id=election_id, drafts=[draft])


def note_works(*, actor: Actor, now: datetime, election_id: int, drafts: Sequence[WorkDraft]) -> None:
    """Record pieces of the preparation as done and posted, all or none; told again, one stands as told last.

    Raises:
        Refused: no such work before this kind of election, or the day will not do: it is ahead, before what was told
            of it already, or past and not shown by a file.
    """
    today = shanghai_day(now)
    with at_election(actor, Act.WORK, election_id, "work", now) as election:
        known = {one.code: one for one in rules_of(today).works(renewal=election.kind != ElectionKind.FIRST)}
        rows = {row.code: row for row in WorkDone.objects.filter(election=election)}
        notes = sealed_all(election, [({"text": draft.note}, None) for draft in drafts])
        told = []
        for draft, note in zip(drafts, notes, strict=True):
            work = known.get(draft.code)
            if work is None:
                raise Refused.because(mark("没有这项筹备工作"), field="code", code="code")
            _demand_day(draft.posted_on, election.begun_on, today)
            row = rows.setdefault(work.code, WorkDone(election=election, code=work.code))
            same = row.posted_on == draft.posted_on and row.file_id is not None
            demand(
                may_note_posting(
                    draft.posted_on,
                    told_before=row.posted_on,
                    today=today,
                    shown=same or draft.file is not None,
                )
            )
            row.stream, row.scope, row.posted_on = election.stream, election.scope, draft.posted_on
            row.note_id = note.get("text")
            if draft.file is not None:
                row.file_id = _kept(election, draft, now)
            told.append(
                ({"work": work.code, "posted_on": draft.posted_on.isoformat()}, (work.warrant.reference,))
            )
        touched = {draft.code: rows[draft.code] for draft in drafts}.values()
        for row in touched:
            if row.pk is not None:
                row.save()
        WorkDone.objects.bulk_create([row for row in touched if row.pk is None])
        tell_all(actor, now, election, "committees.work_posted", told)


def _kept(election: Election, draft: WorkDraft, now: datetime) -> int:
    """Keep what was posted as a file, and return its id."""
    if draft.file is None:
        raise ValueError("a work without a file keeps none")
    kept = records.keep_scan(
        draft.file, name=draft.file_name, most_bytes=MOST_BYTES, stream=election.stream, scope=election.scope,
        purpose=f"work_{draft.code}", now=now,
    )  # fmt: skip
    return int(kept.pk)
