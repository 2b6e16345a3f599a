"""Basic service by the community, and emergency service for a time: entered, followed by the next, ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from hemei.ground.companies import queries as companies
from hemei.ground.people import queries as people
from hemei.ground.places import queries as places
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, demand, mark
from hemei.kernel.workdays import shanghai_day
from hemei.oversight.renewal.models import BasicService, EmergencyService
from hemei.oversight.renewal.queries.facts import renewal_modes
from hemei.oversight.renewal.rules.acts import Act
from hemei.oversight.renewal.rules.serving import (
    EmergencyFacts,
    may_begin_emergency,
    may_end_emergency,
    may_serve_basically,
)
from hemei.oversight.renewal.rules.timing import later
from hemei.oversight.renewal.rules.words import Cause, Mode
from hemei.oversight.renewal.services.owing import (
    DECISION,
    SUCCESSOR,
    emergency_stream,
    owe_successor,
    settle,
)
from hemei.oversight.renewal.services.shared import (
    allowed,
    document_named,
    event,
    known_codes,
    locked,
    site_of,
    tell,
    written,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class BasicDraft:
    """Basic service of an estate: charge in fen a square metre and month, subsidy in fen a year."""

    estate_id: int
    services: tuple[str, ...]
    charge_fen: int
    subsidy_fen: int
    document: str
    valid_from: date


def set_basic_services(*, actor: Actor, now: datetime, drafts: Sequence[BasicDraft]) -> list[int]:
    """Enter basic services from a day on, all or none; what ran until then ends on that day. Returns the ids.

    Raises:
        Refused: the estate's mode is another, there is no residents' committee, no service is chosen.
    """
    allowed(actor, Act.SERVE)
    today = shanghai_day(now)
    known = [one.code for one in renewal_modes(today).service]
    with records.acting(actor), transaction.atomic():
        rows, told = [], []
        for number, draft in zip(records.next_ids("renewal_basicservice", len(drafts)), drafts, strict=True):
            site = site_of(actor, draft.estate_id)
            demand(
                may_serve_basically(
                    mode=_mode_on(actor, site, draft.valid_from), services=draft.services, charge_fen=draft.charge_fen,
                    subsidy_fen=draft.subsidy_fen, day=draft.valid_from, today=today,
                )
            )  # fmt: skip
            row = BasicService(
                id=number, stream=site.stream, scope=site.scope, estate_id=site.id,
                body_id=_committee(site, draft.valid_from), services=known_codes(draft.services, known, "services"),
                charge_fen=draft.charge_fen, subsidy_fen=draft.subsidy_fen, document=document_named(draft.document),
                valid_from=draft.valid_from,
            )  # fmt: skip
            rows.append(row)
            data = {
                "body": row.body_id, "services": list(row.services), "charge_fen": row.charge_fen,
                "subsidy_fen": row.subsidy_fen, "from": row.valid_from.isoformat(),
            }  # fmt: skip
            told.append(event(row, "renewal.basic_service_set", now, data))
        for row in rows:
            running = BasicService.objects.filter(
                estate_id=row.estate_id, voided_at=None, valid_until=None, valid_from__lt=row.valid_from
            )
            running.update(valid_until=row.valid_from)
        written(rows, "renewal_basicservice_no_overlap", _OVERLAP)
        records.record_events(actor=actor, drafts=told)
    return [row.pk for row in rows]


def _mode_on(actor: Actor, site: places.EstateRow, day: date) -> Mode | None:
    found = next(
        (one for one in companies.modes_of(site.id, actor=actor, until=day) if one.runs_on(day)), None
    )
    return Mode(found.mode.value) if found is not None and found.mode.value in set(Mode) else None


def _committee(site: places.EstateRow, day: date) -> int:
    community = places.accountable_on(site.id, day)
    body = people.committees_at([community], day).get(community) if community else None
    if body is None:
        raise Refused.because(
            mark("当日没有登记这个社区的居委会，不知道由谁服务。"), remedy=mark("请先登记居委会。"), code="no_committee"
        )  # fmt: skip
    return body


def end_basic_service(*, actor: Actor, now: datetime, service_id: int, day: date) -> None:
    """End a basic service on a day, itself excluded. Raises Refused."""
    allowed(actor, Act.SERVE)
    with records.acting(actor), transaction.atomic():
        row = locked(BasicService, actor, service_id)
        if (
            row.voided_at is not None
            or row.valid_until is not None
            or not row.valid_from < day <= shanghai_day(now)
        ):
            raise Refused.because(
                mark("已经结束，或结束日期不在起始日期之后、今天之前。"), remedy=mark("请核对日期。"), field="day",
                code="bad_day",
            )  # fmt: skip
        end_basic(actor, now, row, day)


def end_basic(actor: Actor, now: datetime, row: BasicService, day: date) -> None:
    """Let a basic service end on a day; the caller has judged it."""
    row.valid_until = day
    row.save(update_fields=["valid_until"])
    tell(actor, now, row, "renewal.basic_service_ended", {"day": day.isoformat()})


@dataclass(frozen=True, slots=True, kw_only=True)
class EmergencyDraft:
    """Emergency service of an estate suddenly unmanaged, by a body, until a day that is excluded."""

    estate_id: int
    body_id: int
    cause: Cause
    services: tuple[str, ...]
    charge_fen: int
    document: str
    begun_on: date
    ends_on: date


def begin_emergency(*, actor: Actor, now: datetime, draft: EmergencyDraft) -> int:
    """Begin an emergency service; its end is a clock that asks for a decision and for who follows. Returns its id.

    Raises:
        Refused: the estate is managed, it lasts more than six months, or follows another without management between.
    """
    allowed(actor, Act.SERVE)
    today = shanghai_day(now)
    rules = renewal_modes(today)
    with records.acting(actor), transaction.atomic():
        site = site_of(actor, draft.estate_id)
        body = people.body(draft.body_id)
        if body is None or not body.runs_on(draft.begun_on):
            raise Refused.because(mark("没有这个服务单位。"), field="body", code="unknown_body")
        counted = companies.counts_on(site.id, draft.begun_on, actor=actor)
        facts = EmergencyFacts(
            draft.services, draft.charge_fen, draft.begun_on, draft.ends_on,
            managed=counted is not None and counted.counted, again=_again(actor, site, draft.begun_on),
        )  # fmt: skip
        basis = demand(may_begin_emergency(facts, rules, today=today))
        (number,) = records.next_ids("renewal_emergencyservice", 1)
        row = EmergencyService(
            id=number, stream=site.stream, scope=site.scope, estate_id=site.id, body_id=body.id,
            cause=draft.cause.value,
            services=known_codes(draft.services, [one.code for one in rules.service], "services"),
            charge_fen=draft.charge_fen, document=document_named(draft.document), begun_on=draft.begun_on,
            ends_on=draft.ends_on,
        )  # fmt: skip
        written([row], "renewal_emergencyservice_no_overlap", _RUNS)
        data = {
            "body": row.body_id, "cause": row.cause, "services": list(row.services), "charge_fen": row.charge_fen,
            "from": row.begun_on.isoformat(), "until": row.ends_on.isoformat(),
        }  # fmt: skip
        tell(actor, now, row, "renewal.emergency_begun", data, *basis)
        successor = rules.successor
        owe_successor(
            now=now, row=row, name=site.name, decide_by=later(row.ends_on, successor.limit, back=True),
            references=(successor.warrant.reference, rules.emergency.warrant.reference),
        )  # fmt: skip
    return int(number)


def _again(actor: Actor, site: places.EstateRow, day: date) -> bool:
    """Whether the last emergency service before a day was followed by no management at all."""
    last = EmergencyService.objects.filter(estate_id=site.id, begun_on__lt=day).order_by("-begun_on").first()
    if last is None:
        return False
    end = last.ended_on or last.ends_on
    modes = companies.modes_of(site.id, actor=actor, until=day)
    contracts = companies.contracts_of(site.id, actor=actor, on=day)
    since = [
        *(
            one.valid_from
            for one in modes
            if one.mode is not companies.Mode.NONE and (one.valid_until or day) > end
        ),
        *(one.valid_from for one in contracts if (one.valid_until or day) > end),
    ]
    return not since


def end_emergency(*, actor: Actor, now: datetime, service_id: int, day: date) -> None:
    """End an emergency service before its time; what was owed for its end falls away. Raises Refused."""
    allowed(actor, Act.SERVE)
    with records.acting(actor), transaction.atomic():
        row = locked(EmergencyService, actor, service_id)
        demand(
            may_end_emergency(
                begun_on=row.begun_on,
                ends_on=row.ends_on,
                ended_on=row.ended_on,
                day=day,
                today=shanghai_day(now),
            )
        )
        end(actor, now, row, day)


def end(actor: Actor, now: datetime, row: EmergencyService, day: date) -> None:
    """Let an emergency service end on a day; the caller has judged it."""
    row.ended_on = day
    row.save(update_fields=["ended_on"])
    tell(actor, now, row, "renewal.emergency_ended", {"day": day.isoformat()})
    settle(emergency_stream(row), now, DECISION, SUCCESSOR)


_OVERLAP = Refused.because(
    mark("这段时间已经登记了准物业服务。"),
    remedy=mark("请填写更晚的日期。"),
    field="valid_from",
    code="overlap",
)
_RUNS = Refused.because(
    mark("这段时间已经有一项应急服务。"),
    remedy=mark("请先登记前一项的结束。"),
    field="begun_on",
    code="overlap",
)
