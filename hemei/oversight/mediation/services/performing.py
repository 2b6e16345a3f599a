"""What follows an agreement: a court confirms it, payments come; what is not kept leads back or to court."""

from __future__ import annotations

from datetime import date, datetime

from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, demand, mark
from hemei.kernel.workdays import shanghai_day
from hemei.oversight.mediation.facts import agreements_on, levels_on
from hemei.oversight.mediation.models import Agreement, Dispute, Instalment
from hemei.oversight.mediation.rules.agreements import (
    Court,
    Form,
    may_ask_court,
    may_note_breach,
    may_note_payment,
)
from hemei.oversight.mediation.rules.clocks import MEDIATING
from hemei.oversight.mediation.rules.notices import NoticeKind
from hemei.oversight.mediation.rules.words import Level
from hemei.oversight.mediation.services.agreements import (
    confirming_key,
    demand_standing,
    own_agreement,
    paying_key,
)
from hemei.oversight.mediation.services.clocks import start_clock, stop_begun, term_key
from hemei.oversight.mediation.services.ending import reopen_dispute
from hemei.oversight.mediation.services.notices import make_notices
from hemei.oversight.mediation.services.shared import missing, sealed, tell, written


def ask_court(*, actor: Actor, now: datetime, agreement_id: int, jointly: bool) -> None:
    """Note that all parties asked the court together to confirm the agreement.

    Raises:
        Refused: a settlement, not in effect, asked already, the thirty days are over, or not all parties ask.
    """
    found, row = own_agreement(actor, agreement_id)
    if found.void_at is not None:
        demand_standing(found)
    rules = agreements_on(found.rules_on)
    references = demand(
        may_ask_court(
            form=Form(found.form), due_at=found.confirm_by, asked=found.asked_court_on is not None, jointly=jointly,
            now=now, rules=rules,
        )
    )  # fmt: skip
    found.asked_court_on = shanghai_day(now)
    found.save(update_fields=["asked_court_on"])
    stop_begun(actor, now, row, confirming_key(found))
    tell(actor, now, row, "mediation.confirmation_asked", {"agreement": found.pk}, references)


def note_court(*, actor: Actor, now: datetime, agreement_id: int, court: Court, on: date) -> None:
    """Note what the court decided, on which day."""
    found, row = own_agreement(actor, agreement_id)
    if found.asked_court_on is None or found.court:
        raise Refused.because(mark("没有等候法院决定的申请"), remedy=mark("请刷新页面查看"), code="court")
    if not found.asked_court_on <= on <= shanghai_day(now):
        raise Refused.because(
            mark("法院决定的日期不对"),
            remedy=mark("请填写申请以后、今天以前的日期"),
            field="court_on",
            code="day",
        )
    found.court, found.court_on = court.value, on
    found.save(update_fields=["court", "court_on"])
    tell(actor, now, row, "mediation.court_decided", {"agreement": found.pk, "court": court.value})


def note_payment(
    *, actor: Actor, now: datetime, instalment_id: int, received_fen: int, paid_on: date
) -> None:
    """Note that a payment came, whole; the last one makes the agreement kept.

    Raises:
        Refused: not the actor's, paid already, another amount than was promised, or a day ahead.
    """
    one, found, row = _payment(actor, instalment_id)
    demand(
        may_note_payment(paid=one.paid_on is not None, amount_fen=one.amount_fen, received_fen=received_fen)
    )
    if paid_on > shanghai_day(now):
        raise Refused.because(mark("日期还没有到"), field="paid_on", code="day")
    one.paid_on = paid_on
    one.save(update_fields=["paid_on"])
    stop_begun(actor, now, row, paying_key(one))
    tell(actor, now, row, "mediation.instalment_paid", {"agreement": found.pk, "instalment": one.place})
    if not Instalment.objects.filter(agreement=found, paid_on=None).exists():
        _kept(actor, now, row, found)


def note_kept(*, actor: Actor, now: datetime, agreement_id: int) -> None:
    """Note that what was promised without a payment has been done."""
    found, row = own_agreement(actor, agreement_id)
    demand_standing(found)
    if found.kept_at is not None:
        raise Refused.because(mark("这份协议已经履行完毕"), code="kept")
    if Instalment.objects.filter(agreement=found, paid_on=None).exists():
        raise Refused.because(mark("还有没付的分期"), remedy=mark("请逐期登记"), code="instalments")
    _kept(actor, now, row, found)


def _kept(actor: Actor, now: datetime, row: Dispute, found: Agreement) -> None:
    found.kept_at = now
    found.save(update_fields=["kept_at"])
    tell(actor, now, row, "mediation.agreement_kept", {"agreement": found.pk})


def note_breach(
    *,
    actor: Actor,
    now: datetime,
    agreement_id: int,
    reason: str,
    instalment_id: int | None = None,
    back: bool,
) -> None:
    """Note that the agreement was not kept, and lead the dispute back into mediation, or leave it to the court.

    Raises:
        Refused: not the actor's, not in effect, what was due is not over or was done, or nothing is said of it.
    """
    found, row = own_agreement(actor, agreement_id)
    demand_standing(found)
    one = None if instalment_id is None else _of(found, instalment_id)
    done = one.paid_on is not None if one else found.kept_at is not None
    due_on = one.due_on if one else None
    demand(may_note_breach(due_on=due_on, done=done, today=shanghai_day(now), reason=reason))
    said = written(reason, "reason")
    if one is not None:
        one.breached_at = now
        one.save(update_fields=["breached_at"])
        stop_begun(actor, now, row, paying_key(one))
    tell(
        actor,
        now,
        row,
        "mediation.agreement_breached",
        {
            "agreement": found.pk,
            "instalment": one.place if one else None,
            "back": back,
            "reason": sealed(row, "breach", said).vault_id,
        },
        (agreements_on(found.rules_on).binding.warrant.reference,),
    )
    way = mark("本机构恢复调解。") if back else mark("对方可以起诉；经法院确认的，可以申请强制执行。")
    about = {"agreement": found.number, "next": way}
    key = f"breached:{found.pk}:{one.pk if one else 0}:{row.stint}"
    make_notices(actor, now, row, NoticeKind.BREACHED, key, about)
    if back:
        _back(actor, now, row, said)


def _back(actor: Actor, now: datetime, row: Dispute, reason: str) -> None:
    """Mediate anew: the body's time begins again, what stands stays until the parties come to something else."""
    row = reopen_dispute(actor=actor, now=now, dispute_id=row.pk, reason=reason)
    level = levels_on(row.rules_on).of_level(Level(row.level))
    row.stint += 1
    row.accepted_at = now
    row.due_at = start_clock(
        actor,
        now,
        row,
        key=term_key(row),
        kind=MEDIATING,
        limit=level.limit,
        reference=level.warrant.reference,
    )
    row.save(update_fields=["stint", "accepted_at", "due_at"])


def _payment(actor: Actor, instalment_id: int) -> tuple[Instalment, Agreement, Dispute]:
    number = Instalment.objects.filter(pk=instalment_id).values_list("agreement_id", flat=True).first()
    found, row = own_agreement(actor, number or 0)
    demand_standing(found)
    return _of(found, instalment_id), found, row


def _of(found: Agreement, instalment_id: int) -> Instalment:
    one = Instalment.objects.select_for_update().filter(agreement=found, pk=instalment_id).first()
    if one is None:
        raise missing()
    return one
