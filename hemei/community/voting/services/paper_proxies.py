"""A written proxy that came in with a paper ballot: entered with its scan for that sheet only, confirmed by another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO

from hemei.community.voting.models import PrintedSheet, Proxy, RollUnit, ScanBatch
from hemei.community.voting.queries.bound import proxies_with_paper
from hemei.community.voting.queries.hands import own_records
from hemei.community.voting.queries.settling import desks_of_proxies, hands_on_proxies, works_at
from hemei.community.voting.rules import voters
from hemei.community.voting.rules.acts import Act, may
from hemei.community.voting.rules.sheets import read_serial
from hemei.community.voting.services.acting import keep_paper
from hemei.community.voting.services.printing import locked_roll
from hemei.community.voting.services.proxies import demand_holder, tell_given
from hemei.community.voting.services.scanning import locked_batch
from hemei.community.voting.services.signing import handed_of
from hemei.community.voting.services.telling import demand_unsealed, locked_unit, sealed
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, demand, mark


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperProxyDraft:
    """What a written proxy says that came with a ballot: of which number, who holds it, where it lies, its scan."""

    serial: str
    holder_id: int
    evidence: str
    scan: tuple[BinaryIO, str] | None = None


@records.whole
def enter_paper_proxy(*, actor: Actor, now: datetime, batch_id: int, draft: PaperProxyDraft) -> int:
    """Enter a proxy that came with a ballot of a batch, also after the close; it counts once another confirms it.

    It was given when the ballot came in, and stands at no other moment: for another ballot nobody votes by it.

    Raises:
        Refused: the actor may not, the roll is sealed, no such ballot of the batch waits, its proxy is entered, it was
            said who signed it, there is no scan, or the holder is not known, an owner himself, or proxy for as many
            units as he may.
    """
    batch = locked_batch(actor, batch_id)
    demand(may(actor, Act.BIND, batch.scope))
    if actor.person_id is None:
        raise Refused.because(mark("请用工作人员的账号登记"), code="no_person")
    sheet = _waiting_sheet(batch, draft.serial)
    unit, roll = locked_unit(actor, sheet.roll_unit_id)
    if sheet.own_signature is not None:
        raise Refused.because(
            mark("这张票已经核实是谁签的名，不再登记委托书"),
            remedy=mark("请按核实的计入"),
            field="serial",
            code="said",
        )
    if Proxy.objects.filter(sheet=sheet).exclude(confirmed=False).exists():
        raise Refused.because(
            mark("这张票随票的委托书已经登记"), field="serial", code="waits",
            remedy=mark("请由另一名工作人员对照扫描件确认或者不予确认；登记错了、还没有确认的，由登记的人撤回"),
        )  # fmt: skip
    demand_holder(actor, now, unit, roll, draft.holder_id)
    if draft.scan is None:
        raise Refused.because(
            mark("没有上传委托书的扫描件"), remedy=mark("请上传随票交来的委托书的照片或者扫描件"), field="scan",
            code="no_scan",
        )  # fmt: skip
    kept = sealed(unit, draft.evidence)
    came = handed_of(batch, sheet).until
    scan = keep_paper(draft.scan, stream=unit.stream, scope=unit.scope, now=now)
    row = Proxy.objects.create(
        roll=roll, roll_unit=unit, holder_id=draft.holder_id, evidence_id=kept["vault"], given_at=came,
        withdrawn_at=came, scope=unit.scope, stream=unit.stream, sheet=sheet, entered_by=actor.person_id,
        scan_id=scan,
    )  # fmt: skip
    data = {"holder": row.holder_id, "scan": record.named_file(scan), "texts": {"evidence": kept}}
    _tell(actor, now, unit, row, "voting.paper_proxy_entered", data)
    return int(row.pk)


@records.whole
def settle_paper_proxy(
    *, actor: Actor, now: datetime, proxy_id: int, confirmed: bool, reason: str = ""
) -> None:
    """Confirm a proxy that came with a ballot against its scan, and its ballot may count; or refuse it with a reason.

    The ballot of a refused one waits until a person has said who signed it. Where the residents' committee has nobody
    else the street or the county does either.

    Raises:
        Refused: the actor may not, entered it himself or holds it, it is settled, the roll is sealed, its ballot was
            entered without it or is void, or it is not left to the desk he works at.
    """
    unit, row = _locked(actor, proxy_id, Act.CONFIRM_VOTER)
    demand(
        voters.may_confirm_voter(
            own_records(actor),
            entered_by=row.entered_by or 0,
            person_id=row.holder_id,
            **_desks(actor, now, row),
        )
    )
    if not confirmed:
        _leave(actor, now, unit, row, "voting.paper_proxy_refused", reason)
        return
    if not PrintedSheet.objects.filter(pk=row.sheet_id or 0, entered_at=None, voided_at=None).exists():
        raise Refused.because(
            mark("这张票已经计入或者作废，随票的委托书不能再确认"), remedy=mark("请写明原因，不予确认"), code="entered"
        )  # fmt: skip
    _settle(actor, now, row, confirmed=True)
    tell_given(actor, now, unit, row, {"sheet": row.sheet_id, "entered_by": row.entered_by})


@records.whole
def withdraw_paper_proxy(*, actor: Actor, now: datetime, proxy_id: int, reason: str) -> None:
    """Take back a proxy that waits, as who entered it: another may be entered with the ballot then.

    Raises:
        Refused: the actor may not, did not enter it, it is settled, the roll is sealed, or no reason is given.
    """
    unit, row = _locked(actor, proxy_id)
    demand(voters.may_withdraw_voter(actor.person_id, entered_by=row.entered_by or 0))
    _leave(actor, now, unit, row, "voting.paper_proxy_withdrawn", reason)


@records.whole
def say_who_signed(*, actor: Actor, now: datetime, proxy_id: int, own: bool | None, reason: str) -> None:
    """Say of a ballot whose proxy was refused or taken back whether who votes for its unit signed it himself.

    His counts with the batch; any other is entered as not valid, for it has no signature of his.

    Raises:
        Refused: the actor may not, entered, holds or refused a proxy that came with the ballot, works at a desk to
            which it is not left, the roll is sealed, nothing is asked, for another proxy came with the ballot, it
            was said, or the ballot is entered or void, or no reason is given.
    """
    known = Proxy.objects.filter(
        record.seen_by(actor), pk=proxy_id, sheet__isnull=False, confirmed=False
    ).first()
    if known is None:
        raise Refused.because(_NOT_ASKED, code="not_asked")
    demand_unsealed(locked_roll(actor, known.roll_id, Act.CONFIRM_VOTER))
    unit, _ = locked_unit(actor, known.roll_unit_id)
    sheet = PrintedSheet.objects.select_for_update().get(pk=known.sheet_id or 0)
    if not proxies_with_paper([sheet.pk]).of("unsaid") or sheet.entered_at or sheet.voided_at:
        raise Refused.because(_NOT_ASKED, code="not_asked")
    last = Proxy.objects.filter(sheet=sheet).latest("pk")
    hands = hands_on_proxies([last])[last.pk]
    demand(voters.may_say_who_signed(own_records(actor), hands=hands, **_desks(actor, now, last)))
    if own is None:
        raise Refused.because(mark("请选择是谁签的名"), field="own", code="own")
    said = sealed(unit, reason)
    sheet.own_signature, sheet.signature_by, sheet.signature_at = own, actor.person_id, now
    sheet.signature_reason_id = said["vault"]
    sheet.save(update_fields=["own_signature", "signature_by", "signature_at", "signature_reason_id"])
    _tell(actor, now, unit, last, "voting.paper_signature_settled", {"own": own, "texts": {"reason": said}})


_NOT_ASKED = mark("没有等着核实是谁签名的票")


def _desks(actor: Actor, now: datetime, row: Proxy) -> dict[str, Any]:
    """Return to whom it is left to look at a proxy, and where the actor works."""
    return {"left_to": desks_of_proxies(actor, now, [row])[row.pk], "at": works_at(actor)}


def _locked(actor: Actor, proxy_id: int, act: Act = Act.CAST) -> tuple[RollUnit, Proxy]:
    """Lock a proxy that waits for a second person, with its unit."""
    waiting = Proxy.objects.filter(record.seen_by(actor), pk=proxy_id, sheet__isnull=False, settled_at=None)
    known = waiting.first()
    if known is None:
        raise Refused.because(mark("没有等待确认的委托书"), code="not_found")
    demand_unsealed(locked_roll(actor, known.roll_id, act))
    unit, _ = locked_unit(actor, known.roll_unit_id)
    return unit, waiting.select_for_update(of=("self",)).get()


def _settle(actor: Actor, now: datetime, row: Proxy, *, confirmed: bool) -> None:
    row.settled_by, row.settled_at, row.confirmed = actor.person_id, now, confirmed
    row.save(update_fields=["settled_by", "settled_at", "confirmed"])


def _leave(actor: Actor, now: datetime, unit: RollUnit, row: Proxy, event: str, reason: str) -> None:
    """Let a proxy count for nothing, and say why; what is said lies in the vault."""
    _settle(actor, now, row, confirmed=False)
    _tell(actor, now, unit, row, event, {"texts": {"reason": sealed(unit, reason)}})


def _waiting_sheet(batch: ScanBatch, serial: str) -> PrintedSheet:
    run, number = read_serial(serial) or (0, 0)
    rows = PrintedSheet.objects.filter(
        run__roll=batch.roll_id, run__number=run, number=number, entered_at=None, voided_at=None,
        scans__batch=batch, scans__set_aside_at=None,
    )  # fmt: skip
    sheet = rows.first()
    if sheet is None:
        raise Refused.because(
            mark("这一批等着计入的票里没有这个票号"), remedy=mark("票号印在房号下面，如 1-0023"), field="serial",
            code="no_serial",
        )  # fmt: skip
    return sheet


def _tell(actor: Actor, now: datetime, unit: RollUnit, row: Proxy, event: str, data: dict[str, Any]) -> None:
    records.record_event(
        stream=unit.stream, type=event, actor=actor, at=now, scope=unit.scope,
        data={"unit": unit.pk, "proxy": row.pk, "sheet": row.sheet_id, **data},
    )  # fmt: skip
