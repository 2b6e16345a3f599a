"""Residents are found by a whole name, phone or identity number only; each search says why and is kept.

The search stands in a stream of the account that made it, and in the stream of everybody it found, who sees it among
his own data. What was typed is kept nowhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from hemei.ground.people.models import Account
from hemei.ground.people.queries.persons import FoundPerson, found_persons
from hemei.ground.people.rules.platform import Act
from hemei.ground.people.rules.searching import Sought, has_reason, may_search, sought
from hemei.ground.people.rules.standards import PersonSearch
from hemei.ground.people.services.opening import demand_act, opened
from hemei.ground.people.services.persons import stream_of
from hemei.ground.people.services.unmasking import unmask
from hemei.ground.places import queries as places
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Decision, Refused, mark
from hemei.kernel.workdays import shanghai_day

_LATEST = "select payload->>'at' from records_event where stream = %s order by seq desc limit %s"


@dataclass(frozen=True, slots=True)
class Found:
    """Whom a search found within the actor's places; `more` says that there are others of this name."""

    by: str
    persons: tuple[FoundPerson, ...]
    more: bool


def search_persons(*, actor: Actor, now: datetime, text: str, reason: str) -> Found:
    """Return the persons of exactly this name or number whom the actor may see, masked, and record the search.

    Raises:
        Refused: the role may not, no reason is given, the text is a part only, or the account has
            searched too often.
    """
    demand_act(actor, Act.SEARCH_PERSONS)
    said, wanted = has_reason(reason), sought(text)
    wrong = (() if isinstance(wanted, Sought) else (wanted,)) + said.reasons
    if not isinstance(wanted, Sought) or wrong:
        raise Refused(Decision.no(*wrong))
    rules = record.standards().find("person-search", PersonSearch, on=shanghai_day(now))
    with transaction.atomic():
        decision = _demand_patience(actor, rules, now)
        most = rules.persons_shown.most
        found = found_persons(field=wanted.field, text=wanted.text, now=now, limit=most + 1)
        persons = tuple(found[:most])
        _record(actor, now, wanted.field, persons, reason.strip(), decision)
    return Found(wanted.field, persons, more=len(found) > most)


@records.whole
def unmask_person(*, actor: Actor, now: datetime, person_id: int, field: str, reason: str) -> str:
    """Return a field of a person who was found, in full, and record who looked and why; raises Refused."""
    demand_act(actor, Act.SEARCH_PERSONS)
    for person in found_persons(person_id=person_id, now=now, limit=1):
        vault_id = person.vault.get(field)
        if vault_id is not None:
            return unmask(actor=actor, now=now, vault_id=vault_id, reason=reason)
    raise Refused.because(mark("没有这项信息，或已经删除。"), code="not_found")


def _stream(actor: Actor) -> str:
    return f"people.search:{actor.account_id}"


def _demand_patience(actor: Actor, rules: PersonSearch, now: datetime) -> Decision:
    """Answer whether the account may search again; its row is locked, so that two at once count as two."""
    list(Account.objects.select_for_update().filter(pk=actor.account_id or 0).values_list("pk"))
    with opened(actor, places.city().path), connection.cursor() as cursor:
        cursor.execute(_LATEST, [_stream(actor), rules.searches_per_hour.most])
        made = [datetime.fromisoformat(at) for (at,) in cursor.fetchall()]
    decision = may_search(made, rules, now)
    if not decision.allowed:
        raise Refused(decision)
    return decision


def _record(
    actor: Actor, now: datetime, by: str, persons: tuple[FoundPerson, ...], reason: str, decision: Decision
) -> None:
    city = places.city().path
    subjects = [(_stream(actor), "people.persons_searched", city, {"found": [row.id for row in persons]})]
    subjects += [(stream_of(row.id), "people.person_found", row.scope, {}) for row in persons]
    with opened(actor, city):
        seals = records.write_seals(
            [
                records.prepare_seal(stream=stream, scope=scope, field="unmask_reason", text=reason)
                for stream, _, scope, _ in subjects
            ]
        )
        records.record_events(
            actor=actor,
            drafts=[
                records.EventDraft(
                    stream=stream,
                    type=event_type,
                    at=now,
                    scope=scope,
                    data={
                        "field": by,
                        **data,
                        "about": {
                            "texts": {"text": {"vault": sealed.vault_id, "commitment": sealed.commitment}}
                        },
                    },
                    references=decision.references,
                )
                for (stream, event_type, scope, data), sealed in zip(subjects, seals, strict=True)
            ],
        )
        for row in persons:
            records.grant_access(stream=stream_of(row.id), persons=(row.id,))
