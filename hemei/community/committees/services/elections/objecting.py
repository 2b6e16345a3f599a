"""Objections to the group's list and to candidates; the street answers, and what is upheld takes effect at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from hemei.community.committees.models import Candidate, Election, Objection
from hemei.community.committees.queries.elections.facts import facts_of, gates_of, rules_of, working
from hemei.community.committees.rules import electing, gates
from hemei.community.committees.rules.election_acts import Act
from hemei.community.committees.rules.election_words import About, Standing
from hemei.community.committees.rules.gates import Answer, By
from hemei.community.committees.rules.posting import known_since
from hemei.community.committees.services.demanding import written
from hemei.community.committees.services.elections.candidates import kept
from hemei.community.committees.services.elections.duties import keep_clocks
from hemei.community.committees.services.elections.shared import at_election, missing, sealed, tell
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Reference, Refused, demand, mark
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
        return (known_since(group.posted_on, group.entered_on) if group else None), None
    candidate = Candidate.objects.filter(election=election, pk=draft.candidate_id or 0).first()
    if candidate is None:
        raise Refused.because(mark("请选择候选人"), field="candidate", code="candidate")
    refused = candidate.standing == Standing.REFUSED
    if refused:
        return candidate.checked_on, candidate
    return known_since(election.posted_on, election.posting_entered_on, candidate.checked_on), candidate


@dataclass(frozen=True, slots=True, kw_only=True)
class GateFinding:
    """What the street found of a candidate: the gate by its code, and whether he meets it."""

    gate: str
    clear: bool


def settle(
    *, actor: Actor, now: datetime, objection_id: int, upheld: bool, answer: str, finding: GateFinding | None = None
) -> None:  # fmt: skip
    """Answer an objection as the street. One that is upheld against a candidate names a gate and what was found.

    He is then held against all gates again: what bars keeps him out with its clause, what warns is told to the owners,
    and who was refused wrongly stands. Nothing but a gate keeps anybody from standing (Civil Code article 278).

    Raises:
        Refused: it is answered already, nothing is answered, or what was found is of no gate, or against a register.
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
        data: dict[str, Any] = {}
        references: tuple[Reference, ...] = ()
        if upheld and row.candidate is not None and row.candidate.standing in _CHECKED:
            data, references = _judged_again(election, row.candidate, finding, shanghai_day(now))
        row.answered_on, row.upheld = shanghai_day(now), upheld
        row.answer_id = sealed(election, "text", said)
        row.save(update_fields=["answered_on", "upheld", "answer_id"])
        data |= {"objection": row.pk, "upheld": upheld, "late": shanghai_day(now) > row.due_on}
        tell(actor, now, election, "committees.objection_settled", data, references)
        keep_clocks(election, now)


_CHECKED = frozenset({Standing.ACCEPTED.value, Standing.REFUSED.value})


def _judged_again(
    election: Election, candidate: Candidate, finding: GateFinding | None, today: date
) -> tuple[dict[str, Any], tuple[Reference, ...]]:
    """Hold a candidate against the gates with what the street found; return what is told of it."""
    known = gates_of(today)
    gate = next(
        (one for one in gates.asked_gates(known, election.adopted) if finding and one.code == finding.gate),
        None,
    )
    if finding is None or gate is None:
        raise Refused.because(
            mark("请选择依据的条件和核实的结果"),
            remedy=mark("异议只能因候选人符合或不符合某项条件而成立；没有这样的条件的，异议不成立"),
            field="gate", code="gate",
        )  # fmt: skip
    checked = {
        one["gate"]: one["answer"] == Answer.CLEAR for one in candidate.findings if one["by"] == By.CHECKED
    }
    [facts] = facts_of(election, [candidate], {candidate.pk: checked | {gate.code: finding.clear}}, today)
    if facts[gate.code].clear is not finding.clear:
        raise Refused.because(
            mark("“{gate}”以登记为准，与核实的结果不一致"), remedy=mark("请先更正登记，再答复异议"), field="gate",
            code="register", gate=gate.name,
        )  # fmt: skip
    findings = gates.found(facts, known, election.adopted)
    decision = gates.may_accept(findings, known, election.adopted)
    if not decision.allowed and not gates.barred(decision):
        raise Refused(decision)
    standing = (Standing.ACCEPTED if decision.allowed else Standing.REFUSED).value
    if standing != candidate.standing:
        candidate.standing, candidate.by_objection = standing, True
        candidate.checked_on = today  # from here on he may object to a refusal
    candidate.findings = [kept(one) for one in findings]
    candidate.save(update_fields=["standing", "by_objection", "checked_on", "findings"])
    told = {
        "candidate": candidate.pk,
        "gate": gate.code,
        "clear": finding.clear,
        "accepted": decision.allowed,
    }
    return told, decision.references
