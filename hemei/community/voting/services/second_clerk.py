"""A second clerk holds the paper of a guardian or delegate against what was entered; only then is he bound."""

from __future__ import annotations

from datetime import datetime

from hemei.community.voting.models import AwaitedBinding
from hemei.community.voting.rules import voters
from hemei.community.voting.rules.acts import Act, may
from hemei.community.voting.rules.voters import BindingKind, Capacity
from hemei.community.voting.services.acting import tell_waiting
from hemei.community.voting.services.telling import proof_rules, said_text
from hemei.community.voting.services.voters import BindingDraft, Kept, put_binding
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, demand, mark
from hemei.kernel.workdays import shanghai_day


@records.whole
def confirm_voter(*, actor: Actor, now: datetime, binding_id: int, confirmed: bool, reason: str = "") -> None:
    """Confirm a guardian or delegate who waits, and he votes for the unit from now on; or refuse him with a reason.

    Raises:
        Refused: the actor may not, entered him himself or is he, nobody waits, or he may not vote for its owners.
    """
    row = _locked(actor, binding_id)
    demand(voters.may_confirm_voter(actor.person_id, entered_by=row.entered_by, person_id=row.person_id))
    if not confirmed:
        _leave(actor, now, row, "voting.binding_refused", reason)
        return
    _settle(actor, now, row, confirmed=True)
    kept = Kept(number=row.pk, scan_id=row.scan_id, evidence_id=row.evidence_id, entered_by=row.entered_by)
    put_binding(actor, now, _draft(row), kept)


@records.whole
def withdraw_voter(*, actor: Actor, now: datetime, binding_id: int, reason: str) -> None:
    """Take back a guardian or delegate who waits, as who entered him: another may be entered for the unit then.

    Raises:
        Refused: the actor may not, did not enter him, nobody waits, or no reason is given.
    """
    row = _locked(actor, binding_id)
    demand(voters.may_withdraw_voter(actor.person_id, entered_by=row.entered_by))
    _leave(actor, now, row, "voting.binding_withdrawn", reason)


def _locked(actor: Actor, binding_id: int) -> AwaitedBinding:
    rows = AwaitedBinding.objects.select_for_update(of=("self",)).filter(record.seen_by(actor))
    row = rows.filter(pk=binding_id, settled_at=None).first()
    if row is None:
        raise Refused.because(mark("没有等待确认的表决人"), code="not_found")
    demand(may(actor, Act.BIND, row.scope))
    return row


def _settle(actor: Actor, now: datetime, row: AwaitedBinding, *, confirmed: bool) -> None:
    row.settled_by, row.settled_at, row.confirmed = actor.person_id, now, confirmed
    row.save(update_fields=["settled_by", "settled_at", "confirmed"])


def _leave(actor: Actor, now: datetime, row: AwaitedBinding, event: str, reason: str) -> None:
    """Bind nobody, and say why; what is said lies in the vault."""
    _settle(actor, now, row, confirmed=False)
    sealed = records.seal(stream=row.stream, scope=row.scope, field="text", text=said_text(reason))
    texts = {"reason": {"vault": sealed.vault_id, "commitment": sealed.commitment}}
    data = {"unit": row.unit_id, "texts": texts}
    tell_waiting(actor, now, row, event, data, proof_rules(shanghai_day(now)))


def _draft(row: AwaitedBinding) -> BindingDraft:
    return BindingDraft(
        unit_id=row.unit_id, person_id=row.person_id, owner_id=row.owner_id, kind=BindingKind(row.kind),
        capacity=Capacity(row.capacity), document=row.document, extract_on=row.extract_on,
    )  # fmt: skip
