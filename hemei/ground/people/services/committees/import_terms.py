"""Terms from files: matched by the day of the election, judged by the same rules as the form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from hemei.ground.people.facts import committee_rules
from hemei.ground.people.models import Body, Term
from hemei.ground.people.rules import terms
from hemei.ground.people.rules.committee_registers import draft_of
from hemei.ground.people.rules.terms import TermDraft
from hemei.ground.people.services.bodies import body_stream
from hemei.ground.people.services.committees.offices import follow_seats
from hemei.ground.people.services.committees.rows import TWICE, EstateRows, refuse, shown
from hemei.ground.people.services.committees.seats import held_of
from hemei.ground.people.services.committees.terms import (
    committee_draft,
    differences,
    entered,
    found_committees,
    period_of,
    running_committees,
    told,
    written_term,
)
from hemei.ground.places import queries as places
from hemei.ground.places.queries.finding import Site
from hemei.ground.records import services as records
from hemei.kernel.decision import Reason, mark
from hemei.kernel.registers import Row


class TermWriter(EstateRows):
    """Writes terms; an estate without a committee gets it with its first term."""

    def __call__(self, work: records.Work, rows: Sequence[Row]) -> records.Written:
        """Write a batch of terms."""
        written = records.Written()
        placed = self.placed(work, rows, written)
        bodies = running_committees(site.id for _, site in placed)
        known = {estate: list(body.terms.all()) for estate, body in bodies.items()}
        fresh: list[tuple[Site, TermDraft, Row]] = []
        for row, site in placed:
            draft, own = draft_of(row.values), known.setdefault(site.id, [])
            same = next((one for one in own if one.elected_on == draft.elected_on), None)
            wanted = _merged(same, draft) if same else draft
            others = [period_of(one) for one in own if one is not same]
            decision = terms.may_enter_term(wanted, others, work.today, committee_rules(draft.elected_on))
            if not decision.allowed:
                refuse(written, row, decision.reasons)
            elif same is None:
                own.append(_ended(Term(**_columns(draft)), row))
                fresh.append((site, draft, row))
            else:
                _correct(work, same, wanted, row, written)
        _found(work, bodies, fresh, written)
        _enter(work, bodies, fresh, written)
        return written


def _merged(known: Term, draft: TermDraft) -> TermDraft:
    """Return a draft in which an empty cell says what is known already."""
    return replace(
        draft,
        valid_until=draft.valid_until or known.valid_until,
        ordinal=draft.ordinal or known.ordinal,
        filed_on=draft.filed_on or known.filed_on,
        filing_number=draft.filing_number or known.filing_number,
    )


def _columns(draft: TermDraft) -> dict[str, Any]:
    return {name: getattr(draft, name) for name in TermDraft.__dataclass_fields__}


def _ended(term: Term, row: Row) -> Term:
    term.ended_on = row.values["ended_on"]
    term.end_reason = row.values["end_reason"] or ""
    return term


def _correct(work: records.Work, own: Term, wanted: TermDraft, row: Row, written: records.Written) -> None:
    """Correct a known term where the file says otherwise, its early end too."""
    if own.pk is None:
        written.refuse(row, "elected_on", shown(wanted.elected_on), TWICE)
        return
    before = records.images("people_term", [own.pk])
    changes = differences(own, wanted)
    ended = row.values["ended_on"]
    if ended is not None and ended != own.ended_on:
        changes["ended_on"] = (own.ended_on, ended)
        _ended(own, row)
    if not changes:
        written.same += 1
        return
    if _leaves_seats_out(own):
        written.refuse(row, "valid_until", shown(row.values["valid_until"]), _SEATS_OUT)
        own.refresh_from_db()
        return
    written.before += before
    own.save(update_fields=[*changes, "end_reason"])
    follow_seats([own], actor=work.actor, now=work.now)
    written.changed += 1
    told_ = {name: [told(old), told(new)] for name, (old, new) in changes.items() if name != "filing_number"}
    records.record_event(
        stream=body_stream(own.body_id),
        type="people.term_corrected",
        actor=work.actor,
        at=work.now,
        scope=own.scope,
        data={"term": own.pk, "changes": told_, "source": work.source},
    )


def _leaves_seats_out(term: Term) -> bool:
    end = period_of(term).end
    return any(
        one.since < term.valid_from
        or (end is not None and (one.since >= end or (one.until is not None and one.until > end)))
        or (not one.reserve and one.number > term.seats)
        for one in held_of([term.pk])[term.pk]
    )


def _found(
    work: records.Work,
    bodies: dict[int, Body],
    fresh: Sequence[tuple[Site, TermDraft, Row]],
    written: records.Written,
) -> None:
    """Enter the committees that are not there yet, each with the day of its earliest election."""
    first: dict[int, tuple[Site, TermDraft]] = {}
    for site, draft, _ in fresh:
        if site.id not in bodies and (
            site.id not in first or draft.elected_on < first[site.id][1].elected_on
        ):
            first[site.id] = (site, draft)
    if not first:
        return
    estates = places.estates_by_id(first, actor=work.actor)
    drafts = [
        committee_draft(
            name=site.name,
            estate_id=site.id,
            community_id=estates[site.id].community_id,
            scope=site.scope,
            since=draft.elected_on,
        )
        for site, draft in first.values()
    ]
    ids = found_committees(drafts)
    written.add("people_body", ids)
    written.subjects += [
        records.Subject(body_stream(number), site.scope)
        for number, (site, _) in zip(ids, first.values(), strict=True)
    ]
    bodies.update(zip(first, (Body(id=number) for number in ids), strict=True))


def _enter(
    work: records.Work,
    bodies: Mapping[int, Body],
    fresh: Sequence[tuple[Site, TermDraft, Row]],
    written: records.Written,
) -> None:
    rows, drafts = [], []
    for site, draft, row in fresh:
        term = _ended(written_term(bodies[site.id].pk, site.stream, site.scope, draft), row)
        rows.append(term)
        rules = committee_rules(draft.elected_on)
        event = entered(
            term, site.id, draft, work.now, source=work.source, references=terms.references_of(rules)
        )
        drafts.append((event, work.actor))
    records.insert_rows(rows)
    written.add("people_term", [row.pk for row in rows])
    written.new += len(rows)
    records.record_many(drafts)


_SEATS_OUT = Reason(
    mark("有成员的席位或任职起止不在更正后的届次里。"), {}, mark("请先更正成员。"), code="seats_outside"
)
