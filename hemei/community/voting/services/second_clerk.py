"""A second clerk holds the paper of a guardian or delegate against what was entered; only then is he bound."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from hemei.community.voting.models import AwaitedBinding
from hemei.community.voting.queries.settling import confirms, hands_on_awaited
from hemei.community.voting.rules import voters
from hemei.community.voting.rules.acts import Act, may
from hemei.community.voting.rules.voters import BindingKind, Capacity
from hemei.community.voting.rules.waiting import SECOND
from hemei.community.voting.services.acting import tell_waiting
from hemei.community.voting.services.overseeing import stop
from hemei.community.voting.services.telling import proof_rules, said_text
from hemei.community.voting.services.voters import BindingDraft, Kept, put_bindings
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, demand, mark
from hemei.kernel.workdays import shanghai_day


@records.whole
def confirm_voter(*, actor: Actor, now: datetime, binding_id: int, confirmed: bool, reason: str = "") -> None:
    """Confirm a guardian or delegate who waits, and he votes for the unit from now on; or refuse him with a reason.

    For all homes at once that were entered by the one paper. Where nobody of the residents' committee may, or it was
    late, the street or the county does.

    Raises:
        Refused: the actor may not, entered him himself or is he, is of the street or the county and it is not left to
            that, nobody waits, or he may not vote for its owners.
    """
    rows = _locked(actor, binding_id, Act.CONFIRM_VOTER)
    row = rows[0]
    demand(confirms(actor, now, [row], hands_on_awaited([row]))[row.pk])
    if not confirmed:
        _leave(actor, now, rows, "voting.binding_refused", reason)
        return
    _settle(actor, now, rows, confirmed=True)
    named = record.named_file(row.scan_id)
    put_bindings(actor, now, [(_draft(one), _kept(one, named)) for one in rows])


@records.whole
def withdraw_voter(*, actor: Actor, now: datetime, binding_id: int, reason: str) -> None:
    """Take back a guardian or delegate who waits, as who entered him: another may be entered for the unit then.

    Raises:
        Refused: the actor may not, did not enter him, nobody waits, or no reason is given.
    """
    rows = _locked(actor, binding_id, Act.BIND)
    demand(voters.may_withdraw_voter(actor.person_id, entered_by=rows[0].entered_by))
    _leave(actor, now, rows, "voting.binding_withdrawn", reason)


def _locked(actor: Actor, binding_id: int, act: Act) -> list[AwaitedBinding]:
    """Lock and return whoever waits for all homes that were entered by the one paper."""
    seen = AwaitedBinding.objects.filter(record.seen_by(actor), settled_at=None)
    papers = seen.filter(pk=binding_id).values("scan_id")
    rows = list(seen.filter(scan_id__in=papers).order_by("pk").select_for_update(of=("self",)))
    if not rows:
        raise Refused.because(mark("没有等待确认的表决人"), code="not_found")
    demand(may(actor, act, rows[0].scope))
    return rows


def _settle(actor: Actor, now: datetime, rows: Sequence[AwaitedBinding], *, confirmed: bool) -> None:
    for row in rows:
        row.settled_by, row.settled_at, row.confirmed = actor.person_id, now, confirmed
        row.save(update_fields=["settled_by", "settled_at", "confirmed"])
    stop(actor, now, rows[0], SECOND)


def _leave(actor: Actor, now: datetime, rows: Sequence[AwaitedBinding], event: str, reason: str) -> None:
    """Bind nobody, and say why; what is said lies in the vault."""
    _settle(actor, now, rows, confirmed=False)
    first, proof = rows[0], proof_rules(shanghai_day(now))
    sealed = records.seal(stream=first.stream, scope=first.scope, field="text", text=said_text(reason))
    texts = {"reason": {"vault": sealed.vault_id, "commitment": sealed.commitment}}
    for row in rows:
        tell_waiting(actor, now, row, event, {"unit": row.unit_id, "texts": texts}, proof)


def _kept(row: AwaitedBinding, named: record.NamedFile) -> Kept:
    return Kept(
        number=row.pk,
        scan_id=row.scan_id,
        named=named,
        evidence_id=row.evidence_id,
        entered_by=row.entered_by,
    )


def _draft(row: AwaitedBinding) -> BindingDraft:
    return BindingDraft(
        unit_id=row.unit_id, person_id=row.person_id, owner_id=row.owner_id, kind=BindingKind(row.kind),
        capacity=Capacity(row.capacity), document=row.document, extract_on=row.extract_on,
    )  # fmt: skip
