"""Follow a case instead of reporting the same once more: judged here, written through a door in one statement."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from django.db import connection, transaction

from hemei.coordination.cases.facts import law_of
from hemei.coordination.cases.rules.alike import Joining, may_join
from hemei.coordination.cases.rules.moves import ROLES, Who
from hemei.coordination.cases.rules.words import Channel, State
from hemei.coordination.cases.services.acting import NoSuchCase
from hemei.coordination.cases.services.report import PHONE, phone_of, speaker, vault_columns
from hemei.coordination.cases.services.sources import Source, source
from hemei.coordination.cases.services.writing import usable_key
from hemei.coordination.cases.viewing import is_number
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Reference, Refused, demand, mark
from hemei.kernel.workdays import shanghai_day

JOINED, LEFT = "cases.supporter_joined", "cases.supporter_left"


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    """Which case somebody follows, from which place he came to it, and the phone to reach him where he left one.

    With `texts` he agrees to be told there by text message, without signing in.
    """

    number: str
    token: str
    channel: Channel
    phone: str = ""
    texts: bool = False


@transaction.atomic
def support_case(
    *, actor: Actor, now: datetime, support: Support, submission_key: str, address: str = ""
) -> str:
    """Let somebody follow a case; returns its number. Two statements; the same key again changes nothing.

    Whoever did not sign in gets the same answer whether his phone reported the case, follows it or is new: nobody
    shall find out by a number he knows who did.

    Raises:
        NoSuchCase: no such case.
        Refused: it is his own, over or far away, he follows it already, or nobody could be told.
    """
    if actor.role not in ROLES[Who.SENDER]:
        raise Refused.because(mark("这个身份不能跟办案件"), code="not_yours")
    phone, person = phone_of(support.phone), speaker(actor, support.channel)
    key = usable_key(submission_key, support)
    rule = law_of(shanghai_day(now)).checks.duplicate
    found = _facts(support.number, support.token, person, phone, metres=rule.metres, key=key)
    if found["repeated"]:
        return support.number
    known = found["own"] or found["twice"]
    facts = Joining(
        state=State(found["state"]),
        near=bool(found["near"]),
        days_ago=(shanghai_day(now) - date.fromisoformat(found["fact_on"])).days,
        own=person is not None and found["own"],
        following=person is not None and found["twice"],
        reachable=person is not None or bool(phone),
    )
    demand(may_join(facts, rule))
    if not known:
        texts = bool(phone) and support.texts
        about = {"texts": True} if texts else {}
        event = _event(JOINED, actor, now, found, rule.warrant.reference, about=about)
        seal = {"id": found["seal"], **_sealed(found, phone)} if phone else None
        _through_the_door(
            {
                **event,
                "case": found["case"],
                "person": person,
                "seal": seal,
                "submission_key": key,
                "texts": texts,
            },
            source(role=actor.role, address=address, now=now),
        )
    return support.number


@transaction.atomic
def stop_support(*, actor: Actor, now: datetime, number: str) -> None:
    """Let the actor follow a case no longer. Raises NoSuchCase where he does not follow it."""
    found = _facts(number, "", actor.person_id, "")
    if not found["twice"]:
        raise NoSuchCase(number)
    with connection.cursor() as cursor:
        event = _event(LEFT, actor, now, found)
        cursor.execute("select cases_stop_support(%s, %s::jsonb)", [number, json.dumps(event)])


def _facts(
    number: str, token: str, person: int | None, phone: str, *, metres: int = 0, key: str = ""
) -> dict[str, Any]:
    """Lock the case and return what is to be known of it and of whoever wants to follow it; raises NoSuchCase."""
    if not is_number(number):
        raise NoSuchCase(number)
    phones = record.blind_indexes(PHONE, phone) if phone else []
    with connection.cursor() as cursor:
        cursor.execute(
            "select cases_support_facts(%s, %s, %s, %s::bytea[], %s, %s)",
            [number, token, person, phones, metres, key],
        )
        (row,) = cursor.fetchone()
    if row is None:
        raise NoSuchCase(number)
    found: dict[str, Any] = row if isinstance(row, dict) else json.loads(row)
    return found


def _event(
    kind: str,
    actor: Actor,
    now: datetime,
    found: Mapping[str, Any],
    *rests_on: Reference,
    about: Mapping[str, Any] = MappingProxyType({}),
) -> dict[str, Any]:
    draft = records.EventDraft(
        stream=found["stream"],
        type=kind,
        at=now,
        scope=found["scope"],
        data={"about": dict(about)},
        references=rests_on,
    )
    _, _, payload, mac = records.draft_row(draft, actor)
    return {"at": now.isoformat(), "event": json.loads(payload), "mac": f"\\x{mac.hex()}"}


def _sealed(found: Mapping[str, Any], phone: str) -> dict[str, Any]:
    return vault_columns(
        records.prepare_seal(
            stream=found["stream"],
            scope=found["scope"],
            field=PHONE,
            text=phone,
            indexed=True,
            searched=False,
        )
    )


def _through_the_door(document: Mapping[str, Any], came_from: Source | None) -> None:
    if came_from is not None:
        document = {**document, "source": came_from.as_document()}
    with connection.cursor() as cursor:
        cursor.execute("select cases_support(%s::jsonb)", [json.dumps(document, ensure_ascii=False)])
        (row,) = cursor.fetchone()
    answer = row if isinstance(row, dict) else json.loads(row)
    if came_from is not None and answer.get("throttled"):
        raise came_from.refuse()
