"""Lines proposed for the responsibility list: proposed by a ruling, changed, declined, issued as a new document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db import transaction

from hemei.coordination.cases import rows
from hemei.coordination.cases.facts import law_of
from hemei.coordination.cases.models import Case, Proposal
from hemei.coordination.cases.rules.decide import Decided
from hemei.coordination.cases.rules.law import Law
from hemei.coordination.cases.rules.proposing import Line, check_line, check_lines, may_review, with_lines
from hemei.coordination.cases.rules.words import OTHER_KIND, ProposalState
from hemei.ground.people import queries as people
from hemei.ground.people import services as people_services
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, demand, gives_reason, mark
from hemei.kernel.workdays import shanghai_day

LIST, PLAIN_EVIDENCE = "responsibility-list", ("site_record", "photo_after")


def propose_line(*, actor: Actor, now: datetime, case: Case, decided: Decided, name: str) -> int | None:
    """Propose what was just ruled as a line of the list; returns its id, None where the list says so already."""
    about, state = decided.event.about, decided.after
    lead = about.get("proposed")
    ruling = state.ruling
    if lead is None or ruling is None or ruling.accepting is None or ruling.handling is None:
        return None
    law = law_of(case.fact_on)
    names = people.body_names({ruling.to, ruling.accepting, ruling.handling})
    day, number = shanghai_day(now).isoformat(), rows.number_of(case.pk, case.reported_at)
    why = (
        f"案件{number}部门退单{state.returns}次，{names[ruling.to]}{day}裁定"
        f"由{names[ruling.accepting]}受理、{names[ruling.handling]}办理。"
    )
    line = _drafted(law, case.kind, str(lead), name, why)
    line = replace(line, source=str(about.get("source", "")), clause=str(about.get("clause", "")))
    identity = records.next_ids("cases_proposal", 1)[0]
    row = Proposal(
        id=identity,
        stream=f"cases.proposal:{identity}",
        scope=case.scope,
        case_id=case.pk,
        arbitration=ruling.number,
        state=ProposalState.OPEN,
        arbiter_id=ruling.to,
        accepting_id=ruling.accepting,
        handling_id=ruling.handling,
        line=line.data,
        made_at=now,
    )
    with people_services.opened(actor, case.scope):
        row.save(force_insert=True)
        _event(actor, now, row, "cases.line_proposed", {"case": case.stream, "arbitration": ruling.number})
    return identity


def _drafted(law: Law, kind: str, lead: str, name: str, why: str) -> Line:
    """Return the line as it is proposed: beside the line of the case, which keeps its own lead.

    Its English name is the reviewer's to write: a neighbour's would stand in the list twice.
    """
    near = law.lines.get(kind)
    joint = near.joint if near else ()
    proof = near.evidence if near else tuple(code for code in PLAIN_EVIDENCE if code in law.evidence)
    return Line(
        name=name,
        name_en="",
        words=(name,),
        lead=lead,
        joint=tuple(code for code in joint if code != lead),
        service_class=near.service_class if near else law.terms(OTHER_KIND).service_class,
        evidence=proof,
        others=law.departments[near.lead] if near else "清单没有",
        source="",
        clause="",
        why=why,
    )


def change_line(*, actor: Actor, now: datetime, proposal_id: int, line: Line) -> None:
    """Write down what a proposed line shall say; raises Refused."""
    with transaction.atomic():
        row = _locked(actor, proposal_id)
        kept = Line.of(row.line)
        line = replace(line, source=kept.source, clause=kept.clause, why=kept.why, others=kept.others)
        check_line(line, law_of(shanghai_day(now)))
        row.line = line.data
        row.save(update_fields=["line"])
        _event(
            actor, now, row, "cases.line_changed", {"lead": line.lead, "service_class": line.service_class}
        )


def decline_line(*, actor: Actor, now: datetime, proposal_id: int, reason: str) -> None:
    """Decline a proposal, with a reason; the ruling of its case stays. Raises Refused."""
    demand(gives_reason(mark("没有写明不予采纳的理由。"), reason))
    with transaction.atomic():
        row = _locked(actor, proposal_id)
        sealed = records.seal(stream=row.stream, scope=row.scope, field="text", text=reason)
        row.state, row.answered_at, row.answer_id = ProposalState.DECLINED, now, sealed.vault_id
        row.save(update_fields=["state", "answered_at", "answer_id"])
        texts = {"text": {"vault": sealed.vault_id, "commitment": sealed.commitment}}
        _event(actor, now, row, "cases.line_declined", {"about": {"texts": texts}})


def try_lines(
    *, actor: Actor, now: datetime, chosen: Sequence[int], day: date, reason: str
) -> records.Reading:
    """Read the list as it would be issued with these lines; keep nothing. Raises Refused."""
    _rows, issue, _codes = _drafted_issue(actor, chosen, day, reason)
    return people_services.try_standard(actor=actor, now=now, issue=issue)


def issue_lines(*, actor: Actor, now: datetime, chosen: Sequence[int], day: date, reason: str) -> int:
    """Issue the list with these lines as a new dated document; returns its id.

    Raises:
        Refused: nothing is chosen, a line does not fit, or the document cannot be issued; see
            `people.issue_standard`.
    """
    with transaction.atomic():
        found, issue, codes = _drafted_issue(actor, chosen, day, reason)
        document = people_services.issue_standard(actor=actor, now=now, issue=issue)
        for row, code in zip(found, codes, strict=True):
            row.state, row.answered_at, row.code, row.issued_day = ProposalState.ISSUED, now, code, day
            row.save(update_fields=["state", "answered_at", "code", "issued_day"])
            said = {"document": document, "day": day.isoformat(), "code": code}
            _event(actor, now, row, "cases.line_issued", said)
        return document


def _drafted_issue(
    actor: Actor, chosen: Sequence[int], day: date, reason: str
) -> tuple[list[Proposal], records.Issue, list[str]]:
    people_services.demand_issuing(actor)
    if not chosen:
        raise Refused.because(mark("请勾选要写入清单的建议"), field="chosen", code="nothing_chosen")
    found = [_locked(actor, number) for number in sorted(set(chosen))]
    later = _later_list(day)
    if later is not None:
        raise Refused.because(
            mark("{later}起施行的职责清单已经公布，写在它以前的条目到那天就没有了"),
            remedy=mark("请把施行日期写在{later}以后"),
            field="day", code="later_list", later=later.isoformat(),
        )  # fmt: skip
    law, before = law_of(day), record.standards().in_force(LIST, on=day)
    if before is None:
        raise Refused.because(mark("这一天没有职责清单"), field="day", code="no_list")
    lines = [Line.of(row.line) for row in found]
    check_lines(lines, law)
    toml, codes = with_lines(before.text, lines, law)
    return found, records.Issue(name=LIST, day=day, toml=toml, reason=reason), codes


def _later_list(day: date) -> date | None:
    """Return from which day another list of this city takes the place of one of this day, None where none does.

    A list counts whole and no document is edited: what is written into an earlier one ends with it. The last of the
    later ones is named, so that the lines go into the list that stays.
    """
    known = record.standards()
    days = [
        one.head.day
        for one in known.documents
        if (one.head.jurisdiction, one.head.name) == (known.city, LIST)
    ]
    last = max(days, default=day)
    return last if last > day else None


def _locked(actor: Actor, proposal_id: int) -> Proposal:
    """Return an open proposal this actor may answer; raises Refused."""
    row = Proposal.objects.select_for_update().filter(pk=proposal_id).first()
    if row is None:
        raise Refused.because(mark("没有这条建议"), field="chosen", code="no_proposal")
    decision = may_review(actor.role, ProposalState(row.state))
    if not decision.allowed:
        raise Refused(decision)
    return row


def _event(actor: Actor, now: datetime, row: Proposal, kind: str, data: dict[str, Any]) -> None:
    records.record_event(stream=row.stream, type=kind, actor=actor, at=now, scope=row.scope, data=data)
