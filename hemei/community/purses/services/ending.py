"""An agreement ends where the next begins; one to come is called off, and the one before holds on."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import F, Min, QuerySet

from hemei.community.ledgers import services as books_kept
from hemei.community.purses.models import Agreement, JointAccount
from hemei.community.purses.rules.acts import Act
from hemei.community.purses.rules.coming import may_call_off
from hemei.community.purses.services.shared import account_for, missing, said, sealed, tell
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, demand, mark
from hemei.kernel.workdays import shanghai_day


@records.whole
def call_off_agreement(*, actor: Actor, now: datetime, account_id: int, reason: str) -> None:
    """Call the latest agreement of an account off before its day; it stays in the record, the one before holds on.

    Raises:
        Refused: none is entered, it holds already, the owners passed it, or no reason is given.
    """
    with records.acting(actor):
        row = account_for(actor, account_id, Act.AGREE)
        JointAccount.objects.select_for_update().get(pk=row.pk)
        found = _latest(row)
        if found is None:
            raise missing()
        demand(may_call_off(found.valid_from, shanghai_day(now), owners=_owners(found), reason=reason))
        why = sealed(row.stream, row.scope, "reason", reason)
        _call_off(row, found)
        let_orders_pay(actor, row)
        data = {"agreement": found.pk, "valid_from": found.valid_from.isoformat(), **said(reason=why)}
        tell(actor, now, row, "purses.agreement_called_off", data)


def end_former(actor: Actor, now: datetime, row: JointAccount, day: date, *, vote_id: int | None) -> int:
    """End the agreement before from a day on and return the number of the next; `vote_id` is what adopted that.

    What is to come and would begin no earlier never holds, nor does what the same vote adopted from another day. What
    the owners adopted ends by their vote only.
    """
    today = shanghai_day(now)
    while (former := _latest(row)) is not None:
        if vote_id is None and _owners(former):
            raise Refused.because(
                mark("业主大会通过的账户协议只能由业主大会的新决定替换。"),
                remedy=mark("请提请业主大会表决新的协议。"), code="owners_adopted",
            )  # fmt: skip
        again = vote_id is not None and former.adopted_vote_id == vote_id and former.annulled_on is None
        if former.valid_from <= today or not (again or former.valid_from >= day):
            break
        _call_off(row, former)
        data = {
            "agreement": former.pk,
            "valid_from": former.valid_from.isoformat(),
            "replaced_from": day.isoformat(),
        }
        tell(actor, now, row, "purses.agreement_called_off", data)
    if former is not None:
        _end(former, day)
    last = Agreement.objects.filter(account=row).order_by("-number").first()
    return int(last.number) + 1 if last else 1


def _end(former: Agreement, day: date) -> None:
    if former.valid_from >= day:
        raise Refused.because(
            mark("现行协议从{day}起生效，新协议不能更早。"), remedy=mark("请填写更晚的生效日期。"),
            field="valid_from", code="early", day=former.valid_from.isoformat(),
        )  # fmt: skip
    former.valid_until = day
    former.save(update_fields=["valid_until"])


def let_orders_pay(actor: Actor, row: JointAccount) -> None:
    """Let orders alone pay from the first day of the first agreement; of none that was called off, nor before it."""
    first = _standing(row).aggregate(first=Min("valid_from"))["first"]
    books_kept.pay_by_orders(actor=actor, ledger_id=row.ledger_id, since=first)


def _standing(row: JointAccount) -> QuerySet[Agreement]:
    """Return the agreements of an account but those that were called off, which held never."""
    return Agreement.objects.filter(account=row).exclude(valid_until=F("valid_from"))


def _latest(row: JointAccount) -> Agreement | None:
    """Return the agreement that the next takes the place of."""
    return _standing(row).order_by("-number").first()


def running(row: JointAccount, day: date) -> bool:
    """Whether an agreement of an account is in force on a day."""
    return _standing(row).filter(valid_from__lte=day).exclude(valid_until__lte=day).exists()


def _owners(found: Agreement) -> bool:
    return found.adopted_vote_id is not None and found.annulled_on is None


def _call_off(row: JointAccount, found: Agreement) -> None:
    found.valid_until = found.valid_from
    found.save(update_fields=["valid_until"])
    before = _latest(row)
    if before is not None:
        before.valid_until = None
        before.save(update_fields=["valid_until"])
