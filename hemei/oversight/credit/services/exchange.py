"""What other departments ask and bring: each message is signed, has a purpose and a legal basis, and is kept.

An answer says what is published of a company: level, score, lists, lines that count. A penalty becomes a proposed line
like any other and counts once the authority has confirmed it. Refused messages are kept too, and the company reads all.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.db import transaction

from hemei.ground.companies import queries as companies
from hemei.ground.places import queries as places
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, system_actor
from hemei.kernel.decision import Decision, Reason, Refused, mark
from hemei.kernel.workdays import shanghai_day
from hemei.oversight.credit.models import ExchangeEntry
from hemei.oversight.credit.queries.exchange import answer_about, exchange_on
from hemei.oversight.credit.rules.exchange import LONGEST_BASIS, LONGEST_ID, Message, may_ask
from hemei.oversight.credit.rules.words import Source
from hemei.oversight.credit.services.lines import LineDraft, propose_line
from hemei.oversight.credit.signing import signed, verified

LONGEST_DOCUMENT = 200
_LATEST = 2**33  # seconds: beyond, a clock counts in other units


@dataclass(frozen=True, slots=True)
class Replied:
    """What goes back: a signed answer, or why there is none."""

    decision: Decision
    token: str = ""


def answer_query(*, now: datetime, department: str, token: str) -> Replied:
    """Answer a department's signed question about a company.

    Raises:
        Unverified: the signature is none of the department's.
    """
    said = verified(department, token)
    actor = system_actor(places.city().path)
    with records.acting(actor):
        message, decision = _judged(said, now, department, brings=False)
        company = _company(said)
        if decision.allowed and company is None:
            decision = _unknown()
        entry = _entry(message, now, "query", token, company)
        answer = ""
        if decision.allowed and company is not None:
            content = answer_about(company, shanghai_day(now))
            answer = signed({**_envelope(now, message, entry.pk), **content})
        return _kept(actor, now, entry, decision, answer, "credit.query_answered", "credit.query_refused")


def take_penalty(*, now: datetime, department: str, token: str) -> Replied:
    """Take in a penalty a department has imposed on a company for what it did on a project.

    Raises:
        Unverified: the signature is none of the department's.
    """
    said = verified(department, token)
    actor = system_actor(places.city().path)
    with records.acting(actor):
        message, decision = _judged(said, now, department, brings=True)
        company = _company(said)
        if decision.allowed and company is None:
            decision = _unknown()
        entry = _entry(message, now, "penalty", token, company)
        answer = ""
        if decision.allowed and company is not None:
            try:
                with transaction.atomic():
                    entry.line_id = _propose(actor, now, entry, said, company)
                answer = signed(
                    {**_envelope(now, message, entry.pk), "line": entry.line_id, "state": "proposed"}
                )
            except Refused as refused:
                decision = refused.decision
        return _kept(actor, now, entry, decision, answer, "credit.penalty_received", "credit.penalty_refused")


def _judged(
    said: Mapping[str, Any], now: datetime, department: str, *, brings: bool
) -> tuple[Message, Decision]:
    issued, number = said.get("iat"), _text(said, "jti", LONGEST_ID + 1)
    seconds = issued if isinstance(issued, int) and 0 < issued < _LATEST else 0
    message = Message(
        department=department,
        issued_at=datetime.fromtimestamp(seconds, UTC),
        number=number,
        purpose=_text(said, "purpose", LONGEST_ID),
        basis=_text(said, "basis", LONGEST_BASIS + 1),
    )
    if _text(said, "iss", LONGEST_ID) != department:
        reason = Reason(mark("签名人与请求里的部门不一致。"), code="issuer")
        return message, Decision.no(reason)
    seen = ExchangeEntry.objects.filter(department=department, number=number).exists()
    exchange = exchange_on(shanghai_day(now))
    return message, may_ask(message, now, exchange, seen=seen, brings=brings)


def _text(said: Mapping[str, Any], name: str, most: int) -> str:
    found = said.get(name, "")
    return found.replace("\x00", "").strip()[:most] if isinstance(found, str) else ""


def _company(said: Mapping[str, Any]) -> companies.CompanyRow | None:
    code = _text(said, "subject", companies.CODE_LENGTH + 1).upper()
    found = companies.found_companies(code) if len(code) == companies.CODE_LENGTH else []
    return found[0] if found else None


def _unknown() -> Decision:
    reason = Reason(mark("没有找到这家企业。"), {}, mark("请核对统一社会信用代码。"), "subject", "no_company")
    return Decision.no(reason)


def _entry(
    message: Message, now: datetime, kind: str, token: str, company: companies.CompanyRow | None
) -> ExchangeEntry:
    (number,) = records.next_ids("credit_exchangeentry", 1)
    return ExchangeEntry(
        id=number,
        stream=f"credit.exchange:{number}",
        scope=places.city().path,
        kind=kind,
        department=message.department,
        number=message.number[:LONGEST_ID],
        purpose=message.purpose,
        basis=message.basis[:LONGEST_BASIS],
        company_id=company.id if company else None,
        asked_at=now,
        request_digest=_digest(token),
    )


def _kept(
    actor: Actor,
    now: datetime,
    entry: ExchangeEntry,
    decision: Decision,
    answer: str,
    done: str,
    refused: str,
) -> Replied:
    """Write the entry with its event; the company reads it, whatever came of it."""
    entry.outcome = "" if decision.allowed else decision.reasons[0].code
    entry.answer_digest = _digest(answer) if answer else ""
    if entry.outcome == "replayed":
        entry.number = f"{entry.number}#{entry.pk}"  # the number itself stands with the first
    company = companies.company(entry.company_id) if entry.company_id else None
    if company is not None:
        records.grant_access(stream=entry.stream, bodies=(company.body_id,))
    entry.save(force_insert=True)
    data = {
        "department": entry.department,
        "purpose": entry.purpose,
        "company": entry.company_id,
        "outcome": entry.outcome,
        "request": entry.request_digest,
        "answer": entry.answer_digest,
        "line": entry.line_id,
    }
    records.record_event(
        stream=entry.stream, type=done if decision.allowed else refused, actor=actor, at=now, scope=entry.scope,
        data=data, references=decision.references,
    )  # fmt: skip
    return Replied(decision, answer)


def _propose(
    actor: Actor, now: datetime, entry: ExchangeEntry, said: Mapping[str, Any], company: companies.CompanyRow
) -> int:
    """Propose the line of a penalty: on the project of an estate, on the day of the conduct, with its document."""
    document, happened = _text(said, "document", LONGEST_DOCUMENT), _text(said, "happened_on", 10)
    try:
        day = date.fromisoformat(happened)
    except ValueError:
        raise Refused.because(
            mark("行为日期看不懂。"),
            remedy=mark("请写成 2026-09-28 的样子。"),
            field="happened_on",
            code="day",
        ) from None
    estate = places.estate_by_code(_text(said, "estate", 40), actor=actor)
    project = next(
        (row for row in companies.projects_at(estate.id, day) if row.company_id == company.id), None
    ) if estate else None  # fmt: skip
    if project is None:
        raise Refused.because(
            mark("这家企业当天没有在管这个小区。"), remedy=mark("请核对小区编码和日期。"), field="estate",
            code="outside",
        )  # fmt: skip
    draft = LineDraft(
        behaviour=_text(said, "behaviour", 10),
        happened_on=day,
        project_id=project.id,
        evidence=f"{document}（{entry.basis}）",
        source=Source.PENALTY,
        source_stream=entry.stream,
        source_key=f"penalty:{entry.department}:{entry.number}",
    )
    return propose_line(actor=actor, now=now, draft=draft)


def _envelope(now: datetime, message: Message, number: int) -> dict[str, Any]:
    return {
        "iss": places.city().code,
        "aud": message.department,
        "iat": int(now.timestamp()),
        "jti": f"credit.exchange:{number}",
        "in_reply_to": message.number,
        "purpose": message.purpose,
    }


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
