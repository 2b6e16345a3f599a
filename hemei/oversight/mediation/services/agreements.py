"""An agreement is drawn up, gets its hands and its seal, and takes effect; or a plain settlement, without a seal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Reference, Refused, demand, mark
from hemei.kernel.limits import Limit
from hemei.kernel.workdays import shanghai_day
from hemei.oversight.mediation.facts import agreements_on
from hemei.oversight.mediation.models import (
    Agreement,
    Dispute,
    Instalment,
    MediationBody,
    Signing,
)
from hemei.oversight.mediation.queries.agreements import units_of_parties
from hemei.oversight.mediation.queries.standing import handles_file
from hemei.oversight.mediation.rules.acts import Act, Move, may, may_move
from hemei.oversight.mediation.rules.agreements import (
    CONFIRMING,
    PAYING,
    Form,
    Hand,
    Hands,
    Payment,
    Terms,
    may_draw_up,
    may_take_effect,
)
from hemei.oversight.mediation.rules.notices import NoticeKind
from hemei.oversight.mediation.rules.words import Outcome, State
from hemei.oversight.mediation.services.clocks import start_clock, stop_begun
from hemei.oversight.mediation.services.ending import mark_agreed
from hemei.oversight.mediation.services.notices import make_notices
from hemei.oversight.mediation.services.shared import demand_alive, handled, missing, sealed, tell, written

SERIES = "mediation-agreement"


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementDraft:
    """What the parties came to, as the mediator writes it down; payments name the party who pays by its id."""

    form: Form
    text: str
    amount_fen: int | None = None
    payments: Sequence[Payment] = ()
    unit_id: int | None = None


def draw_up(*, actor: Actor, now: datetime, dispute_id: int, draft: AgreementDraft) -> int:
    """Draw up what the parties came to and return its id; an earlier draft is void. Nothing takes effect yet.

    What they agreed on before and is in effect stays so until this takes its place.

    Raises:
        Refused: not the actor's to handle, not in mediation, a party died, the body has no committee to seal it, an
            amount is none or does not add up, or a unit is promised that is no party's.
    """
    row = handled(actor, dispute_id, Move.AGREE)
    parties, today = demand_alive(row), shanghai_day(now)
    body = MediationBody.objects.select_related("committee").get(pk=row.mediation_body_id)
    committee = body.committee
    if committee is not None and not committee.valid_from <= today < committee.valid_until:
        committee = None
    own = dict(units_of_parties(row.pk, actor=actor, on=today)) if draft.unit_id is not None else {}
    terms = Terms(
        form=draft.form,
        text=draft.text,
        amount_fen=draft.amount_fen,
        payments=draft.payments,
        unit_owned=None if draft.unit_id is None else draft.unit_id in own,
        has_committee=committee is not None,
    )
    references = demand(may_draw_up(terms, [party.pk for party in parties], agreements_on(today), today))
    Agreement.objects.filter(dispute=row, void_at=None, effective_at=None).update(void_at=now)
    found = Agreement(
        dispute=row,
        stream=row.stream,
        scope=row.scope,
        number=_number(today.year),
        form=draft.form.value,
        rules_on=today,
        committee=None if draft.form is Form.SETTLEMENT else committee,
        terms_id=sealed(row, "terms", written(draft.text, "terms")).vault_id,
        amount_fen=draft.amount_fen,
        unit_id=draft.unit_id,
        drawn_up_at=now,
    )
    found.save(force_insert=True)
    _promise(found, draft.payments)
    _tell(actor, now, row, found, "mediation.agreement_drawn_up", references=references)
    return int(found.pk)


def _number(year: int) -> str:
    return f"{year}-{records.next_number(series=SERIES, year=year):05}"


def _promise(found: Agreement, payments: Sequence[Payment]) -> None:
    Instalment.objects.bulk_create(
        Instalment(
            agreement=found,
            stream=found.stream,
            scope=found.scope,
            place=place,
            payer_id=one.payer,
            due_on=one.due_on,
            amount_fen=one.amount_fen,
        )
        for place, one in enumerate(payments, start=1)
    )


def sign_agreement(*, actor: Actor, now: datetime, agreement_id: int, party_id: int, hand: Hand) -> None:
    """Note that a party put his hand to the agreement before the mediator.

    Raises:
        Refused: not the actor's, in effect or void already, not a party of it, or he has signed.
    """
    found, row = own_agreement(actor, agreement_id)
    _demand_open(found, row)
    party = next((one for one in demand_alive(row) if one.pk == party_id), None)
    if party is None:
        raise Refused.because(mark("请选择当事人"), field="party", code="party")
    if Signing.objects.filter(agreement=found, party=party).exists():
        raise Refused.because(mark("这位当事人已经签过"), field="party", code="signed")
    Signing.objects.create(
        agreement=found, stream=row.stream, scope=row.scope, party=party, hand=hand.value, signed_at=now
    )
    _tell(actor, now, row, found, "mediation.agreement_signed", {"party": party.pk, "hand": hand.value})


def seal_agreement(*, actor: Actor, now: datetime, agreement_id: int, mediator: bool, seal: bool) -> None:
    """Note the mediator's signature and, of a committee's agreement, its seal."""
    found, row = own_agreement(actor, agreement_id)
    _demand_open(found, row)
    if seal and found.form == Form.SETTLEMENT:
        raise Refused.because(
            mark("和解协议不盖人民调解委员会的印章"),
            remedy=mark("各方签名后即可登记"),
            field="seal",
            code="settlement",
        )
    if mediator and found.mediator_signed_at is None:
        found.mediator_signed_at = now
    if seal and found.sealed_at is None:
        found.sealed_at = now
    found.save(update_fields=["mediator_signed_at", "sealed_at"])
    _tell(actor, now, row, found, "mediation.agreement_sealed", {"mediator": mediator, "seal": seal})


def put_into_effect(*, actor: Actor, now: datetime, agreement_id: int) -> None:
    """Let an agreement take effect: the dispute has ended, a court may be asked for thirty days, payments fall due.

    Raises:
        Refused: a hand or the seal is missing, a party died, the unit it disposes of is no party's any more, or the
            dispute is not in mediation.
    """
    found, row = own_agreement(actor, agreement_id)
    _demand_open(found, row)
    today = shanghai_day(now)
    if found.unit_id is not None and found.unit_id not in dict(
        units_of_parties(row.pk, actor=actor, on=today)
    ):
        raise Refused.because(
            mark("写入的房屋不是当事人的"), remedy=mark("只能处分自己的财产；请核对房屋和业主"), field="unit",
            code="property",
        )  # fmt: skip
    rules, form = agreements_on(found.rules_on), Form(found.form)
    hands = Hands(
        parties=len(demand_alive(row)),
        signed=Signing.objects.filter(agreement=found, party__left_at=None).count(),
        mediator=found.mediator_signed_at is not None,
        seal=found.sealed_at is not None,
    )
    references = demand(may_take_effect(form, hands, rules))
    outcome = Outcome.SETTLED if form is Form.SETTLEMENT else Outcome.AGREED
    _take_the_place(actor, now, row)
    row = mark_agreed(actor=actor, now=now, dispute_id=row.pk, outcome=outcome)
    found.effective_at = now
    if form is not Form.SETTLEMENT:
        found.confirm_by = start_clock(
            actor, now, row, key=confirming_key(found), kind=CONFIRMING, limit=rules.confirmation.limit,
            reference=rules.confirmation.warrant.reference,
        )  # fmt: skip
    found.save(update_fields=["effective_at", "confirm_by"])
    _watch(actor, now, row, found)
    _tell(actor, now, row, found, "mediation.agreement_in_effect", references=references)
    kind = NoticeKind.SETTLED if form is Form.SETTLEMENT else NoticeKind.AGREED
    until = shanghai_day(found.confirm_by).isoformat() if found.confirm_by else ""
    about = {"agreement": found.number, "until": until}
    make_notices(actor, now, row, kind, f"agreed:{found.pk}", about)


def _take_the_place(actor: Actor, now: datetime, row: Dispute) -> None:
    """Void what was agreed before, for something else takes effect; what was still to be done of it is not due."""
    for former in Agreement.objects.filter(dispute=row, void_at=None, effective_at__isnull=False):
        stop_begun(actor, now, row, confirming_key(former), cancelled=True)
        for one in Instalment.objects.filter(agreement=former, paid_on=None):
            stop_begun(actor, now, row, paying_key(one), cancelled=True)
        former.void_at = now
        former.save(update_fields=["void_at"])


def _watch(actor: Actor, now: datetime, row: Dispute, found: Agreement, again: str = "") -> None:
    """Start the clock of each payment not due today: the body sees to it that the agreement is kept (art. 31)."""
    today, reference = shanghai_day(now), agreements_on(found.rules_on).binding.warrant.reference
    open_ones = Instalment.objects.filter(agreement=found, due_on__gt=today, paid_on=None, breached_at=None)
    for one in open_ones.order_by("place"):
        limit = Limit((one.due_on - today).days, "days")
        key = f"{paying_key(one)}{again}"
        start_clock(actor, now, row, key=key, kind=PAYING, limit=limit, reference=reference)


def watch_on(actor: Actor, now: datetime, row: Dispute) -> None:
    """Let the body that took over a file watch what binds its parties: the same ends, clocks of its own.

    The file was handed over whole, so nobody else can see to it any more that the agreement is kept.
    """
    again = f":{row.stint}"
    for found in Agreement.objects.filter(dispute=row, void_at=None, effective_at__isnull=False):
        asking = found.confirm_by is not None and found.asked_court_on is None
        days = (shanghai_day(found.confirm_by) - shanghai_day(now)).days if found.confirm_by else 0
        if asking and days > 0:
            rule = agreements_on(found.rules_on).confirmation
            start_clock(
                actor, now, row, key=f"{confirming_key(found)}{again}", kind=CONFIRMING, limit=Limit(days, "days"),
                reference=rule.warrant.reference,
            )  # fmt: skip
        _watch(actor, now, row, found, again)


def confirming_key(found: Agreement) -> str:
    """Return the key of the clock to ask the court; of a body that took over, its stint follows."""
    return f"confirming:{found.pk}"


def paying_key(one: Instalment) -> str:
    """Return the key of the clock of a payment; of a body that took over, its stint follows."""
    return f"paying:{one.pk}"


def own_agreement(actor: Actor, agreement_id: int) -> tuple[Agreement, Dispute]:
    """Lock an agreement with its dispute for whoever handles the file; raises Refused."""
    demand(may(actor.role, Act.HANDLE))
    found = Agreement.objects.filter(pk=agreement_id).values_list("dispute_id", flat=True).first()
    row = Dispute.objects.select_for_update().filter(pk=found or 0).first()
    if row is None or not handles_file(
        actor, dispute_id=row.pk, body_id=row.body_id, mediation_body_id=row.mediation_body_id
    ):
        raise missing()
    return Agreement.objects.select_for_update().get(pk=agreement_id), row


def demand_standing(found: Agreement) -> None:
    """Raise Refused unless the agreement is in effect and nothing has taken its place."""
    if found.effective_at is None:
        raise Refused.because(mark("协议还没有生效"), remedy=mark("请先补齐签名和印章"), code="effect")
    if found.void_at is not None:
        raise Refused.because(mark("这份协议已经作废"), remedy=mark("请刷新页面查看"), code="void")


def _demand_open(found: Agreement, row: Dispute) -> None:
    demand(may_move(State(row.state), Move.AGREE))
    if found.void_at is not None or found.effective_at is not None:
        raise Refused.because(mark("这份协议已经生效或者作废"), remedy=mark("请刷新页面查看"), code="closed")


def _tell(
    actor: Actor,
    now: datetime,
    row: Dispute,
    found: Agreement,
    name: str,
    data: Mapping[str, Any] | None = None,
    references: tuple[Reference, ...] = (),
) -> None:
    tell(actor, now, row, name, {"agreement": found.pk, "form": found.form, **(data or {})}, references)
