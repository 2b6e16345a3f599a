"""Objections to the group's list and to candidates; the street answers, and what is upheld takes effect at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from hemei.community.committees.models import Candidate, Election, Objection
from hemei.community.committees.queries.elections.facts import rules_of, working
from hemei.community.committees.rules import electing
from hemei.community.committees.rules.election_acts import Act
from hemei.community.committees.rules.election_words import About, Standing
from hemei.community.committees.services.demanding import written
from hemei.community.committees.services.elections.duties import keep_clocks
from hemei.community.committees.services.elections.shared import at_election, missing, sealed, tell
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Refused, demand, mark
from hemei.kernel.workdays import shanghai_day


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionDraft:
    """What somebody objects to."""

    about: About
    text: str
    candidate_id: int | None = None


def object_to(*, actor: Actor, now: datetime, election_id: int, draft: ObjectionDraft) -> int:
    """Object to the group's list, to a candidate who was posted, or to one's own refusal; within the days.

    Raises:
        Refused: nothing is posted, or the days are over.
    """
    today = shanghai_day(now)
    with at_election(actor, Act.OBJECT, election_id, "work", now) as election:
        rules, text = rules_of(today), written(draft.text, "text", mark("请写明异议的内容"))
        since, candidate = _since(election, draft)
        references = demand(electing.may_object(since, today, rules.objection, working(now)))
        row = Objection.objects.create(
            stream=election.stream, scope=election.scope, election=election, about=draft.about.value,
            candidate=candidate, person_id=actor.person_id if actor.role is Role.RESIDENT else None,
            text_id=sealed(election, "text", text, actor.person_id if actor.role is Role.RESIDENT else None) or 0,
            raised_on=today, due_on=electing.due_day(today, rules.answer.limit, working(now)),
        )  # fmt: skip
        data = {"objection": row.pk, "about": draft.about.value, "due": row.due_on.isoformat()}
        tell(actor, now, election, "committees.objection_raised", data, references)
        keep_clocks(election, now)
    return row.pk


def _since(election: Election, draft: ObjectionDraft) -> tuple[date | None, Candidate | None]:
    """Return from which day the objection's time runs, with the candidate it is about."""
    if draft.about is About.GROUP:
        group = getattr(election, "group", None)
        return (group.posted_on if group else None), None
    candidate = Candidate.objects.filter(election=election, pk=draft.candidate_id or 0).first()
    if candidate is None:
        raise Refused.because(mark("请选择候选人"), field="candidate", code="candidate")
    refused = candidate.standing == Standing.REFUSED
    return (candidate.checked_on if refused else election.posted_on), candidate


def settle(*, actor: Actor, now: datetime, objection_id: int, upheld: bool, answer: str) -> None:
    """Answer an objection as the street. A candidate objected to rightly stands no more; one refused wrongly stands.

    Raises:
        Refused: it is answered already, or nothing is answered.
    """
    rows = Objection.objects.filter(record.seen_by(actor), pk=objection_id)
    number = rows.values_list("election_id", flat=True).first()
    if number is None:
        raise missing()
    with at_election(actor, Act.SETTLE, number, "work", now) as election:
        row = (
            Objection.objects.select_for_update(of=("self",)).select_related("candidate").get(pk=objection_id)
        )
        if row.answered_on is not None:
            raise Refused.because(mark("已经答复"), code="answered")
        said = written(answer, "answer", mark("请写明答复"))
        row.answered_on, row.upheld = shanghai_day(now), upheld
        row.answer_id = sealed(election, "text", said)
        row.save(update_fields=["answered_on", "upheld", "answer_id"])
        if upheld and row.candidate is not None:
            _turn(row.candidate)
        data = {"objection": row.pk, "upheld": upheld, "late": shanghai_day(now) > row.due_on}
        tell(actor, now, election, "committees.objection_settled", data)
        keep_clocks(election, now)


def _turn(candidate: Candidate) -> None:
    turned = {Standing.ACCEPTED.value: Standing.REFUSED, Standing.REFUSED.value: Standing.ACCEPTED}
    found = turned.get(candidate.standing)
    if found is not None:
        candidate.standing, candidate.by_objection = found.value, True
        candidate.save(update_fields=["standing", "by_objection"])
