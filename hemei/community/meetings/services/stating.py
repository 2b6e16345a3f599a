"""Statements that neighbours agree or disagree with, let through by those who called the meeting, and their groups."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Count, F, Max, Q

from hemei.community.meetings.facts import opinions_on
from hemei.community.meetings.models import Grouping, Meeting, OpinionGiven, Statement
from hemei.community.meetings.rules.acts import Act
from hemei.community.meetings.rules.grouping import grouped
from hemei.community.meetings.rules.stating import looks_again, may_judge, may_state, takes_opinions
from hemei.community.meetings.rules.words import Opinion, Refusal, State, StatementState
from hemei.community.meetings.services.shared import at_home, committed, locked, missing, sealed, tell
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Refused, demand, mark


def propose_statement(*, actor: Actor, now: datetime, meeting_id: int, text: str, key: str) -> int:
    """Hand in a statement and return its id. A resident's waits to be let through; an office's stands at once."""
    short = " ".join(text.replace("\x00", "").split())
    if actor.role is not Role.RESIDENT:
        row, _ = locked(actor, meeting_id, Act.ANSWER)
        return _propose(actor, now, row, short, key, None)
    with at_home(actor, meeting_id, Act.STATE, now) as (row, _, home):
        return _propose(actor, now, row, short, key, home.person_id)


def _propose(actor: Actor, now: datetime, row: Meeting, text: str, key: str, person_id: int | None) -> int:
    known = Statement.objects.filter(key=key).values_list("id", flat=True).first()
    if known is not None:
        return int(known)
    own = Statement.objects.filter(meeting=row, person_id=person_id).count() if person_id else 0
    decision = may_state(text, own=own, rules=opinions_on(row.rules_on))
    demand(takes_opinions(State(row.state), posted=row.posted_at is not None), decision)
    one = sealed(row, "statement", text, person_id)
    state = StatementState.WAITING if person_id else StatementState.SHOWN
    made = Statement.objects.create(
        meeting=row, scope=row.scope, stream=row.stream, key=key, person_id=person_id, text_id=one.vault_id,
        state=state.value, made_at=now,
    )  # fmt: skip
    data = {"statement": made.pk, "state": state.value, **committed(text=one)}
    tell(actor, now, row, "meetings.statement_proposed", data, decision.references)
    return int(made.pk)


def judge_statement(
    *, actor: Actor, now: datetime, statement_id: int, refusal: Refusal | None = None
) -> None:
    """Let a statement through, or refuse it for a reason its author reads."""
    found = Statement.objects.filter(record.seen_by(actor), pk=statement_id).first()
    if found is None:
        raise missing()
    row, _ = locked(actor, found.meeting_id, Act.ANSWER)
    made = Statement.objects.select_for_update().get(pk=found.pk)
    demand(may_judge(StatementState(made.state)))
    made.state = (StatementState.REFUSED if refusal else StatementState.SHOWN).value
    made.refusal = refusal.value if refusal else ""
    made.save(update_fields=["state", "refusal"])
    data = {"statement": made.pk, "state": made.state, "refusal": made.refusal}
    tell(actor, now, row, "meetings.statement_judged", data)


def give_opinions(*, actor: Actor, now: datetime, meeting_id: int, opinions: Mapping[int, Opinion]) -> None:
    """Say what one thinks of some statements; a later answer takes the place of an earlier one.

    The event says that somebody spoke, not what he said.
    """
    with at_home(actor, meeting_id, Act.STATE, now) as (row, _, home):
        demand(takes_opinions(State(row.state), posted=row.posted_at is not None))
        shown = Statement.objects.filter(meeting=row, state=StatementState.SHOWN.value, pk__in=opinions)
        known = list(shown.order_by("id").values_list("id", flat=True))
        if not opinions or len(known) != len(opinions):
            raise Refused.because(mark("请对列出的观点表态"), field="opinions", code="opinions")
        OpinionGiven.objects.bulk_create(
            (
                OpinionGiven(
                    statement_id=number,
                    scope=row.scope,
                    stream=row.stream,
                    person_id=home.person_id,
                    choice=opinions[number].value,
                    given_at=now,
                )
                for number in known
            ),
            update_conflicts=True,
            unique_fields=["statement", "person"],
            update_fields=["choice", "given_at"],
        )
        tell(actor, now, row, "meetings.opinions_given", {"statements": known})


def group_opinions(*, actor: Actor, now: datetime, batch: int = 50) -> int:
    """Group the opinions of meetings where enough more people spoke; returns how many were done. For the worker."""
    done, last = 0, 0
    while True:
        with records.acting(actor):
            fresh = Q(grouping=None) | Q(spoken_at__gt=F("grouping__made_at"))
            found = (
                Meeting.objects.annotate(
                    spoken_at=Max("statements__opinions__given_at"),
                    people=Count("statements__opinions__person", distinct=True),
                )
                .filter(fresh, pk__gt=last, people__gt=0)
                .order_by("id")
            )
            rows = list(found.select_related("grouping")[:batch])
            done += sum(_group(actor, now, row) for row in rows)
        if len(rows) < batch:
            return done
        last = rows[-1].pk


def _group(actor: Actor, now: datetime, row: Meeting) -> int:
    rules = opinions_on(row.rules_on)
    voters: dict[int, dict[int, Opinion]] = {}
    given = OpinionGiven.objects.filter(
        statement__meeting=row, statement__state=StatementState.SHOWN.value
    ).values_list("person_id", "statement_id", "choice", "given_at")
    looked = row.grouping.made_at if hasattr(row, "grouping") else None
    moved: set[int] = set()
    for person, statement, choice, at in given:
        voters.setdefault(person, {})[statement] = Opinion(choice)
        if looked is None or at > looked:
            moved.add(person)
    over = row.posted_at is not None
    if not looks_again(
        looked=looked is not None, voters=len(voters), moved=len(moved), over=over, rules=rules
    ):
        return 0
    result = grouped(list(voters.values()), rules)
    Grouping.objects.update_or_create(
        meeting=row,
        defaults={
            "scope": row.scope,
            "stream": row.stream,
            "made_at": now,
            "voters": result.voters,
            "snapshot": result.as_payload(),
        },
    )
    data = {"voters": result.voters, "groups": len(result.groups), "common": len(result.common)}
    tell(actor, now, row, "meetings.opinions_grouped", data, (rules.groups.warrant.reference,))
    return 1
