"""The writers of who leads a company: appointed, ended, voided; each an event in the company's own stream.

An event says who by the person's number alone. The company sees its own leaders through the access list.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from hemei.ground.companies.models import Company, Leader
from hemei.ground.companies.rules.leaders import (
    LeaderAct,
    LeaderDraft,
    may_about_leaders,
    may_appoint,
    may_end_post,
)
from hemei.ground.companies.rules.modes import says_why
from hemei.ground.people import services as people
from hemei.ground.places import queries as places
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, demand, mark
from hemei.kernel.workdays import shanghai_day


def appoint_leader(*, actor: Actor, now: datetime, draft: LeaderDraft) -> int:
    """Enter a person in a post from a day on; who held it until then leaves it on that day.

    Raises:
        Refused: the role may not, there is no such company, name, phone or days will not do, or he holds it already.
    """
    demand(may_about_leaders(actor.role, LeaderAct.KEEP_LEADERS))
    with records.acting(actor), transaction.atomic():
        company = _company(draft.company_id)
        today = shanghai_day(now)
        demand(may_appoint(draft, company_since=company.valid_from, today=today))
        (person,) = _persons([draft], now)
        running = _running(company, draft)
        if running is not None and running.person_id == person:
            raise Refused.because(
                mark("这个职务现在就是这个人。"),
                remedy=mark("请核对姓名和手机号。"),
                field="name",
                code="same",
            )
        if running is not None:
            running.valid_until = draft.valid_from
            running.save(update_fields=["valid_until"])
        return _write(actor, now, [(company, draft, person)], running.person_id if running else None)[0]


def load_leaders(*, actor: Actor, now: datetime, drafts: Sequence[LeaderDraft]) -> list[int]:
    """Enter many leaders, all or none; return their ids in order. Nobody leaves a post by it.

    Raises:
        Refused: as for one.
    """
    demand(may_about_leaders(actor.role, LeaderAct.KEEP_LEADERS))
    today = shanghai_day(now)
    with records.acting(actor), transaction.atomic():
        companies = Company.objects.in_bulk({draft.company_id for draft in drafts})
        for draft in drafts:
            demand(may_appoint(draft, company_since=companies[draft.company_id].valid_from, today=today))
        persons = _persons(drafts, now)
        rows = [
            (companies[draft.company_id], draft, person)
            for draft, person in zip(drafts, persons, strict=True)
        ]
        return _write(actor, now, rows)


def end_post(*, actor: Actor, now: datetime, leader_id: int, day: date) -> None:
    """End a leader's time in a post on a day, itself excluded.

    Raises:
        Refused: the role may not, it is not there or has ended, or the day will not do.
    """
    demand(may_about_leaders(actor.role, LeaderAct.KEEP_LEADERS))
    with records.acting(actor), transaction.atomic():
        row = _locked(actor, leader_id)
        if row.valid_until is not None:
            raise Refused.because(mark("这项登记已经结束。"), field="valid_until", code="ended")
        today = shanghai_day(now)
        demand(may_end_post(began=row.valid_from, day=day, today=today))
        row.valid_until = day
        row.save(update_fields=["valid_until"])
        told = leader_event(row, "companies.leader_ended", {"day": day.isoformat()}, now)
        records.record_events(actor=actor, drafts=[told])


def void_leader(*, actor: Actor, now: datetime, leader_id: int, reason: str) -> None:
    """Void what was entered in error: the row stays and is no longer asked; the reason lies in the vault.

    Raises:
        Refused: the role may not, it is not there, or no reason is given.
    """
    demand(may_about_leaders(actor.role, LeaderAct.KEEP_LEADERS))
    demand(says_why(reason))
    with records.acting(actor), transaction.atomic():
        row = _locked(actor, leader_id)
        row.voided_at = now
        row.save(update_fields=["voided_at"])
        sealed = records.seal(stream=row.stream, scope=row.scope, field="void_reason", text=reason.strip())
        data = {"reason": sealed.vault_id, "said": sealed.commitment}
        told = leader_event(row, "companies.leader_voided", data, now)
        records.record_events(actor=actor, drafts=[told])


def given(name: str, phone: str) -> dict[str, str | None]:
    """Return a leader as the finder of persons takes him: by phone and name, no identity number is asked for."""
    return {"name": name, "phone": phone, "identity": None}


def leader_of(company: Company, draft: LeaderDraft, person: int, number: int | None = None) -> Leader:
    """Return the row of a draft."""
    return Leader(
        id=number,
        stream=company.stream,
        scope=places.city().path,
        company_id=company.pk,
        person_id=person,
        post=draft.post.value,
        valid_from=draft.valid_from,
        valid_until=draft.valid_until,
    )


def leader_event(row: Leader, type_: str, data: dict[str, Any], now: datetime) -> records.EventDraft:
    """Return an event about a leader, for the company's stream."""
    return records.EventDraft(row.stream, type_, now, row.scope, {"id": row.pk, "post": row.post, **data})


def first_data(row: Leader, former: int | None = None) -> dict[str, Any]:
    """Return what the first event of a leader's time says."""
    return {
        "person": row.person_id,
        "from": former,
        "day": row.valid_from.isoformat(),
        "until": row.valid_until.isoformat() if row.valid_until else None,
    }


def open_to_companies(companies: Iterable[Company]) -> None:
    """Let companies see who leads them."""
    for company in companies:
        records.grant_access(stream=company.stream, bodies=(company.body_id,))


def _company(company_id: int) -> Company:
    company = Company.objects.select_for_update().filter(pk=company_id, valid_until=None).first()
    if company is None:
        raise Refused.because(mark("没有找到这家企业。"), field="company", code="no_company")
    return company


def _persons(drafts: Sequence[LeaderDraft], now: datetime) -> list[int]:
    """Return the person of each draft, entered where he is not known."""
    named = [given(draft.name, draft.phone) for draft in drafts]
    persons = people.Persons(named)
    scope = places.city().path
    found = [persons.find(one) or persons.enter(one, scope) for one in named]
    persons.write(now, records.Written())
    return found


def _running(company: Company, draft: LeaderDraft) -> Leader | None:
    return (
        Leader.objects.select_for_update()
        .filter(company=company, post=draft.post, voided_at=None, valid_from__lt=draft.valid_from)
        .filter(Q(valid_until=None) | Q(valid_until__gt=draft.valid_from))
        .first()
    )


def _write(
    actor: Actor, now: datetime, wanted: Sequence[tuple[Company, LeaderDraft, int]], former: int | None = None
) -> list[int]:
    numbers = records.next_ids("companies_leader", len(wanted))
    rows = [
        leader_of(company, draft, person, number)
        for number, (company, draft, person) in zip(numbers, wanted, strict=True)
    ]
    try:
        with transaction.atomic():
            records.insert_rows(rows)
    except IntegrityError as error:
        if "companies_leader_no_overlap" not in str(error):
            raise
        raise Refused.because(
            mark("这个职务同一时间已有一人，一家企业只有一名。"),
            remedy=mark("请填写更晚的日期；登记有误的请先作废。"),
            field="valid_from",
            code="overlap",
        ) from error
    open_to_companies({company.pk: company for company, _, _ in wanted}.values())
    told = [leader_event(row, "companies.leader_appointed", first_data(row, former), now) for row in rows]
    records.record_events(actor=actor, drafts=told)
    return numbers


def _locked(actor: Actor, leader_id: int) -> Leader:
    row = Leader.objects.select_for_update().filter(pk=leader_id, voided_at=None).first()
    if row is None or not actor.covers(row.scope):
        raise Refused.because(mark("没有这项登记。"), code="not_found")
    return row
