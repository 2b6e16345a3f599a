"""Owners ask for an assembly on paper: one person enters their signature list, another confirms, and then it counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from hemei.community.voting.models import Proposal, SupportSheet
from hemei.community.voting.queries.support_sheets import handed_on
from hemei.community.voting.rules.acts import Act, roles_for
from hemei.community.voting.rules.proposals import Asked, ProposalState, may_settle_sheet, may_support
from hemei.community.voting.rules.uploads import MOST_BYTES
from hemei.community.voting.services import clocks
from hemei.community.voting.services.assemblies import sealed_in, tell_of
from hemei.community.voting.services.overseeing import stop
from hemei.community.voting.services.proposals import (
    demand_asking,
    demand_gathering,
    demand_leaving,
    join_proposal,
    leave_proposal,
    locked_proposal,
    look_again,
    owners_asking,
)
from hemei.community.voting.services.telling import procedure_of
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, demand, mark
from hemei.kernel.workdays import shanghai_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """What owners signed on paper: the units, and the scan, an open file and its name."""

    unit_ids: Sequence[int]
    scan: tuple[BinaryIO, str] | None = None


@records.whole
def enter_support(*, actor: Actor, now: datetime, proposal_id: int, signed: Signed) -> int:
    """Enter which units signed a list for the assembly and return its id; none counts until another confirms it.

    Another checks it on a clock; handed in in time it counts however late that is.

    Raises:
        Refused: the actor may not, the list has no scan, a unit is not of this estate or has no vote, the proposal
            gathers no more.
    """
    found = locked_proposal(actor, proposal_id, Act.SUPPORT)
    demand_gathering(found, now)
    owners_asking(actor, found, signed.unit_ids, shanghai_day(now))
    return _enter(actor, now, found, signed, takes_back=False)


@records.whole
def take_back_support(*, actor: Actor, now: datetime, proposal_id: int, signed: Signed) -> int:
    """Enter what owners signed to ask no more and return its id; they ask until another confirms it, on a clock.

    Raises:
        Refused: the actor may not, nothing signed is shown, a unit does not support it, or it gathers no more.
    """
    found = locked_proposal(actor, proposal_id, Act.SUPPORT)
    demand_leaving(found, now)
    for unit in signed.unit_ids:
        demand_asking(found, unit, now)
    return _enter(actor, now, found, signed, takes_back=True)


def _enter(actor: Actor, now: datetime, found: Proposal, signed: Signed, *, takes_back: bool) -> int:
    if actor.person_id is None:
        raise Refused.because(mark("请用工作人员的账号登记"), code="no_person")
    units = list(dict.fromkeys(signed.unit_ids))
    if not units:
        raise Refused.because(
            mark("没有填写专有部分"), remedy=mark("请写明签了名的房屋"), field="units", code="unit"
        )
    scan = _kept(found, "support_back" if takes_back else "support", signed, now)
    row = SupportSheet.objects.create(
        proposal=found, scan_id=scan, unit_ids=units, takes_back=takes_back, entered_by=actor.person_id, entered_at=now,
        scope=found.scope, stream=found.stream,
    )  # fmt: skip
    clocks.begin(actor, now, found, procedure_of(shanghai_day(now)).checked_lists, f"{clocks.CHECK}{row.pk}")
    data = {"sheet": row.pk, "units": units, "scan": record.named_file(scan)}
    event = "voting.support_back_entered" if takes_back else "voting.support_entered"
    tell_of(actor, now, found, event, data, ())
    return int(row.pk)


@records.whole
def settle_support(
    *, actor: Actor, now: datetime, sheet_id: int, confirmed: bool, reason: str = ""
) -> Asked | None:
    """Confirm that the units of a list signed it, or refuse it with a reason; confirmed they ask, or ask no more.

    Refused what takes back, the proposal may reach its share, which waited for that.
    Where the residents' committee did not in time the street may, to whom it was handed on.

    Raises:
        Refused: the actor may not, entered it himself, or it is settled; the proposal ended or is reached.
    """
    row = SupportSheet.objects.filter(record.seen_by(actor), pk=sheet_id).first()
    if row is None:
        raise Refused.because(mark("没有这份附议签名表"), code="not_found")
    found = locked_proposal(actor, row.proposal_id, Act.SETTLE_SUPPORT)
    row = SupportSheet.objects.select_for_update(of=("self",)).get(pk=sheet_id)
    demand(
        may_settle_sheet(
            settled=row.settled_at is not None,
            entered_by=row.entered_by,
            by=actor.person_id,
            here=actor.role in roles_for(Act.SUPPORT) or row.pk in handed_on(found.stream),
        )
    )
    demand(may_support(ProposalState(found.state), leaves=row.takes_back))
    texts = {} if confirmed else {"texts": {"reason": sealed_in(found, "reason", reason)}}
    row.settled_by, row.settled_at, row.confirmed = actor.person_id, now, confirmed
    row.save(update_fields=["settled_by", "settled_at", "confirmed"])
    stop(actor, now, found, f"{clocks.CHECK}{row.pk}")
    if confirmed and row.takes_back:
        for unit in row.unit_ids:
            leave_proposal(actor, now, found, unit, sheet=row)
        look_again(actor, now, found)
        return None
    if confirmed:
        return join_proposal(actor, now, found, row.unit_ids, sheet=row)
    tell_of(actor, now, found, "voting.support_refused", {"sheet": row.pk, **texts}, ())
    if row.takes_back:
        look_again(actor, now, found)
    return None


def _kept(found: Proposal, purpose: str, signed: Signed, now: datetime) -> int:
    if signed.scan is None:
        raise Refused.because(
            mark("没有上传业主签名的扫描件"), remedy=mark("请上传业主签了字的原件照片或者扫描件"), field="scan",
            code="no_scan",
        )  # fmt: skip
    upload, name = signed.scan
    kept = records.keep_scan(
        upload,
        name=name,
        most_bytes=MOST_BYTES,
        stream=found.stream,
        scope=found.scope,
        purpose=purpose,
        now=now,
    )
    return int(kept.pk)
