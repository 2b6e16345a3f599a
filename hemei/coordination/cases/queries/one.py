"""One case: what happened, who answers until when, what this viewer may do next."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import connection

from hemei.coordination.cases import rows
from hemei.coordination.cases.facts import ACT_OF_WORK, facts_of
from hemei.coordination.cases.queries.own_word import withdraws_own
from hemei.coordination.cases.rules.facts import Body
from hemei.coordination.cases.rules.moves import MOVES, Viewer, Who, standings, steps
from hemei.coordination.cases.rules.parts import Hand
from hemei.coordination.cases.rules.state import CaseState
from hemei.coordination.cases.rules.words import LOOKED, ActName
from hemei.coordination.cases.viewing import REPORTERS_ACCESS, bound, is_number, seen_by
from hemei.ground.people import queries as people
from hemei.ground.records import queries as records
from hemei.kernel.actor import Role
from hemei.kernel.decision import Decision
from hemei.kernel.workdays import shanghai_day

PHONE, CALLER, EVIDENCE = "phone", "caller", "photo_evidence"
_SEES_THE_REPORTER = frozenset(
    {Who.HOME, Who.CALLED, Who.ACCOUNTABLE, Who.SUPERIOR, Who.CALLBACK, Who.REPORTER}
)
_ABOUT_THE_REPORTER = frozenset({PHONE, CALLER})


_CASE = f"""
select version, stream, snapshot::text, contact_id, {REPORTERS_ACCESS},
  cases_following(cases_case.id), id
from cases_case where number = %s
"""


@dataclass(frozen=True, slots=True)
class CasePage:
    """What the page of a case needs. Ids are resolved: `bodies` are names, `texts` are by vault id.

    `events` are the history, oldest first; an event's `data["about"]["texts"]` and `["photos"]`
    point into `texts` and `files`. A text of None was erased. `contact` is the phone left with
    the report where this viewer may call it, masked by the page.
    """

    number: str
    version: int
    stream: str
    state: CaseState
    viewer: Viewer
    events: tuple[records.EventRow, ...]
    texts: Mapping[int, str | None]
    files: Mapping[int, Any]
    bodies: Mapping[int, str]
    contact: str | None
    steps: Mapping[ActName, Decision]
    chain: Mapping[str, Body]
    supporters: int

    def text_of(self, event: records.EventRow, field: str = "text") -> str | None:
        """Return a text of an event; None where it has none or it was erased."""
        said = event.data.get("about", {}).get("texts", {}).get(field)
        return self.texts.get(said["vault"]) if said else None

    def files_of(self, event: records.EventRow) -> tuple[Any, ...]:
        """Return the pictures that came with an event."""
        numbers = event.data.get("about", {}).get("photos") or ()
        return (
            tuple(self.files[number] for number in numbers if number in self.files)
            if isinstance(numbers, list)
            else ()
        )


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the thank-you page says; nothing of it tells what the report was about."""

    home: str
    accept_due_at: datetime | None
    can_follow: bool


def case_page(*, viewer: Viewer, number: str, now: datetime) -> CasePage | None:
    """Return a case as this viewer may see it; None when it is not there or not his.

    Six statements, five where no photo came; one more where the viewer might withdraw it.
    """
    if not is_number(number):
        return None
    with bound(viewer):
        with connection.cursor() as cursor:
            cursor.execute(_CASE, [number])
            found = cursor.fetchone()
        if found is None or (viewer.proven and found[3] is None):
            return None
        version, stream, snapshot, contact_id, listed, supporters, case_id = found
        viewer = seen_by(viewer, listed=listed)
        state = rows.decode_state(json.loads(snapshot))
        events = _shown_to(viewer, records.history(stream=stream))
        texts = records.open_sealed(_readable(events, state, viewer))
        pictured = not _is_auditor(viewer) and any(
            event.data.get("about", {}).get("photos") for event in events
        )
        files = {file.id: file for file in records.files_of([stream])} if pictured else {}
        names = people.body_names(_bodies(state, events))
        asked = (viewer.actor.body_id, state.reporter_body)
        facts = facts_of(scope=state.scope, fact_on=state.fact_on, now=now, asked=asked)
        facts = replace(facts, supporters=supporters, hands=_hands(events, names))
        if state.state in MOVES[ActName.WITHDRAW].since and _speaks_for_it(viewer, state):
            own = withdraws_own(case_id, state, facts.hands, shanghai_day(now))
            facts = replace(facts, own_word=own)
    if _is_kept_from(viewer, state):
        events = [_without_person(event) for event in events]
    contact = texts.pop(contact_id, None) if contact_id else None
    return CasePage(
        number=number,
        version=version,
        stream=stream,
        state=state,
        viewer=viewer,
        events=tuple(events),
        texts=texts,
        files=files,
        bodies=names,
        contact=contact,
        steps=steps(state, viewer, facts, now),
        chain=facts.chain,
        supporters=supporters,
    )


def next_steps(page: CasePage) -> Mapping[ActName, Decision]:
    """Return what the viewer may do, and for what he may not, why."""
    return page.steps


def receipt(number: str) -> Receipt | None:
    """Return what the sender of a fresh report is told; None once it was accepted."""
    if not is_number(number):
        return None
    with connection.cursor() as cursor:
        cursor.execute("select home, accept_due_at, can_follow from cases_receipt(%s)", [number])
        row = cursor.fetchone()
    return Receipt(*row) if row else None


def _readable(events: Iterable[records.EventRow], state: CaseState, viewer: Viewer) -> list[int]:
    """Return the vault ids this viewer may open: name and phone only for who must call back, never the company.

    Who left his report is called by nobody.

    The auditor, who reads a case through `services.read_for_audit` only, may open none.
    """
    if _is_auditor(viewer):
        return []
    asked = bool(standings(state, viewer) & _SEES_THE_REPORTER) and not _is_company(viewer)
    may_call = asked and not state.left
    said = (event.data.get("about", {}).get("texts", {}) for event in events)
    return [
        found["vault"]
        for texts in said
        for field, found in texts.items()
        if field not in _ABOUT_THE_REPORTER or may_call
    ]


def _shown_to(viewer: Viewer, events: list[records.EventRow]) -> list[records.EventRow]:
    """Return the events, for a company without the looks at sealed data: a reason may say who reported."""
    return [event for event in events if event.type != LOOKED] if _is_company(viewer) else events


def _speaks_for_it(viewer: Viewer, state: CaseState) -> bool:
    """Whether the viewer is who reported the case, or may say for him that he wants it ended."""
    return bool(standings(state, viewer) & MOVES[ActName.WITHDRAW].who)


def _is_auditor(viewer: Viewer) -> bool:
    return viewer.actor.role is Role.AUDITOR


def _is_company(viewer: Viewer) -> bool:
    return viewer.actor.role is Role.COMPANY_MANAGER


def _is_kept_from(viewer: Viewer, state: CaseState) -> bool:
    """Whether who reported is kept from this viewer."""
    return state.hidden and _is_company(viewer)


def _without_person(event: records.EventRow) -> records.EventRow:
    actor = {**event.actor, "person": None, "account": None}
    return records.EventRow(
        event.id, event.seq, event.type, event.at, actor, event.data, event.standards, event.hash
    )


def _hands(events: Iterable[records.EventRow], names: Mapping[int, str]) -> tuple[Hand, ...]:
    """Return who did the work himself, as the course tells it."""
    return tuple(
        Hand(who["person"], who["body"], ACT_OF_WORK[event.type], names.get(who["body"], ""))
        for event in events
        if event.type in ACT_OF_WORK and (who := event.actor)["person"] and who["body"]
    )


def _bodies(state: CaseState, events: Iterable[records.EventRow]) -> set[int]:
    named = {state.home, state.accountable}
    named |= {body for task in state.tasks for body in (task.body, task.called_by)}
    named |= {body for item in state.supervisions for body in (item.by, item.to)}
    named |= {body for item in state.requests for body in (item.by, item.to)}
    named |= {
        body for item in state.arbitrations for body in (item.to, item.accepting, item.handling) if body
    }
    named |= {clock.body for clock in state.clocks}
    named |= {body for visit in state.revisits for body in (visit.by, visit.solver)}
    named |= {event.actor["body"] for event in events if event.actor.get("body")}
    for event in events:
        about = event.data.get("about", {})
        named |= {about[key] for key in ("from", "to", "company", "body") if isinstance(about.get(key), int)}
        named |= {*about.get("bodies", ()), *about.get("absent", ())}
    return named


@dataclass(frozen=True, slots=True)
class Handled:
    """Which case it is and where it lies; for what follows from its events."""

    number: str
    estate_id: int | None


def handled(stream: str) -> Handled | None:
    """Return a case by its stream; row-level security applies. One statement."""
    with connection.cursor() as cursor:
        cursor.execute("select number, estate_id from cases_case where stream = %s", [stream])
        found = cursor.fetchone()
    return Handled(*found) if found else None
