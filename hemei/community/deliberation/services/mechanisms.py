"""The register of mechanisms: enter one, correct it, end it, void it. Nothing is overwritten."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from hemei.community.deliberation.facts import three_in_one
from hemei.community.deliberation.models import Mechanism
from hemei.community.deliberation.rules.acts import Act, may
from hemei.community.deliberation.rules.mechanisms import Entry, may_end, may_register, may_stand
from hemei.community.deliberation.rules.words import ClockKind, OwnersSide, Side
from hemei.community.deliberation.services.rhythm import restart_rhythm, stop_clocks
from hemei.community.deliberation.services.shared import community_of, missing, one_line, tell
from hemei.ground.places import queries as places
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, demand, gives_reason, mark
from hemei.kernel.workdays import shanghai_day
from hemei.leadership.party import queries as party


@dataclass(frozen=True, slots=True, kw_only=True)
class MechanismDraft:
    """A mechanism to be registered. Without `chair` the community's own Party organisation chairs."""

    community: int
    established_on: date
    document: str
    sides: tuple[Side, ...] = tuple(Side)
    owners_side: OwnersSide = OwnersSide.COMMITTEE
    months: int = 1
    chair: int | None = None

    @property
    def entry(self) -> Entry:
        """Return what the rules judge."""
        return Entry(self.established_on, one_line(self.document), self.sides, self.owners_side, self.months)


def stream_of(community_id: int) -> str:
    """Return the stream of a community's deliberation."""
    return f"deliberation.community:{community_id}"


def establish(*, actor: Actor, now: datetime, draft: MechanismDraft) -> int:
    """Register a community's mechanism from its day on; raises Refused."""
    demand(may(actor.role, Act.KEEP_MECHANISM))
    row = _row(actor, now, draft)
    with transaction.atomic():
        _write(row)
        tell(actor, now, row.stream, row.scope, "deliberation.mechanism_registered", _said(row), _basis(now))
        restart_rhythm(actor, now, row)
    return int(row.pk)


def _row(actor: Actor, now: datetime, draft: MechanismDraft) -> Mechanism:
    community, today = community_of(draft.community), shanghai_day(now)
    demand(may(actor.role, Act.KEEP_MECHANISM, covered=actor.covers(community.path)))
    known = party.community_organisations([community.id], on=today)
    chair = draft.chair or known.get(community.id, (None, ""))[0]
    demand(
        may_stand(urban=community.kind is places.Kind.RESIDENTS_COMMITTEE, has_party=chair is not None),
        may_register(draft.entry, today, three_in_one(today)),
    )
    if chair not in {number for number, _ in known.values()}:
        raise Refused.because(
            mark("牵头的不是本社区的党组织"), remedy=mark("请选择本社区的党组织"), field="chair", code="chair"
        )
    return Mechanism(
        stream=stream_of(community.id),
        scope=community.path,
        community_id=community.id,
        document=one_line(draft.document),
        sides=[side.value for side in Side if side in draft.sides],
        owners_side=draft.owners_side.value,
        chair_id=chair,
        months=draft.months,
        valid_from=draft.established_on,
    )


def _write(row: Mechanism) -> None:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        if "deliberation_mechanism_no_overlap" not in str(error):
            raise
        raise Refused.because(
            mark("这个社区这段时间已经登记了机制"),
            remedy=mark("登记有误的请更正；换了办法的，先结束原来的"),
            field="established_on",
            code="overlap",
        ) from error


def correct_mechanism(
    *, actor: Actor, now: datetime, mechanism_id: int, draft: MechanismDraft, reason: str
) -> int:
    """Correct what was registered in error: the old entry is voided and stays, a new one takes its place."""
    _need_reason(reason)
    with transaction.atomic():
        old = _own(actor, mechanism_id)
        if old.community_id != draft.community:
            raise missing()
        row = _row(actor, now, draft)
        row.valid_until = old.valid_until
        old.voided_at = now
        old.save(update_fields=["voided_at"])
        _write(row)
        data = {**_said(row), "replaces": old.pk, **_why(row, reason)}
        tell(actor, now, row.stream, row.scope, "deliberation.mechanism_corrected", data, _basis(now))
    return int(row.pk)


def end_mechanism(*, actor: Actor, now: datetime, mechanism_id: int, valid_until: date) -> None:
    """End a mechanism on a day, that day excluded."""
    with transaction.atomic():
        row = _own(actor, mechanism_id)
        if row.valid_until is not None:
            raise Refused.because(mark("这项登记已经结束"), field="valid_until", code="ended")
        demand(may_end(row.valid_from, valid_until, shanghai_day(now)))
        row.valid_until = valid_until
        row.save(update_fields=["valid_until"])
        data = {"mechanism": row.pk, "valid_until": valid_until.isoformat()}
        tell(actor, now, row.stream, row.scope, "deliberation.mechanism_ended", data)
        _stop(actor, now, row)


def void_mechanism(*, actor: Actor, now: datetime, mechanism_id: int, reason: str) -> None:
    """Void what was registered in error and has nothing in its place; the row stays and is no longer asked."""
    _need_reason(reason)
    with transaction.atomic():
        row = _own(actor, mechanism_id)
        row.voided_at = now
        row.save(update_fields=["voided_at"])
        data = {"mechanism": row.pk, **_why(row, reason)}
        tell(actor, now, row.stream, row.scope, "deliberation.mechanism_voided", data)
        _stop(actor, now, row)


def _stop(actor: Actor, now: datetime, row: Mechanism) -> None:
    """Where no mechanism stands any more, no meeting is owed."""
    stop_clocks(actor, now, row.stream, ClockKind.RHYTHM, ClockKind.EXTRA, cancelled=True)


def _own(actor: Actor, mechanism_id: int) -> Mechanism:
    demand(may(actor.role, Act.KEEP_MECHANISM))
    row = Mechanism.objects.select_for_update().filter(pk=mechanism_id, voided_at=None).first()
    if row is None or not actor.covers(row.scope):
        raise missing()
    return row


def _need_reason(reason: str) -> None:
    demand(gives_reason(mark("没有写明理由。"), reason))


def _why(row: Mechanism, reason: str) -> dict[str, Any]:
    sealed = records.seal(stream=row.stream, scope=row.scope, field="reason", text=reason.strip())
    return {"reason": sealed.vault_id, "said": sealed.commitment}


def _said(row: Mechanism) -> dict[str, Any]:
    return {
        "mechanism": row.pk,
        "community": row.community_id,
        "valid_from": row.valid_from.isoformat(),
        "valid_until": row.valid_until.isoformat() if row.valid_until else None,
        "sides": list(row.sides),
        "owners_side": row.owners_side,
        "chair": row.chair_id,
        "months": row.months,
    }


def _basis(now: datetime) -> tuple[Any, ...]:
    return tuple(one.warrant.reference for one in three_in_one(shanghai_day(now)).side)
