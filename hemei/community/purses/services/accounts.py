"""A joint account is entered, who approves, and who does while one is away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.db.models.functions import Greatest

from hemei.community.ledgers import queries as ledgers
from hemei.community.purses.facts import rules_on
from hemei.community.purses.models import JointAccount, Signatory
from hemei.community.purses.rules.acts import REVENUE, SIDE_OF, Act, may, may_name_substitute
from hemei.community.purses.rules.agreeing import may_stand_in
from hemei.community.purses.rules.words import Side
from hemei.community.purses.services.following import share_account
from hemei.community.purses.services.shared import account_for, missing, said, tell
from hemei.ground.people import queries as people
from hemei.ground.people.services import opened
from hemei.ground.places import queries as places
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Decision, Reason, Reference, Refused, demand, mark
from hemei.kernel.workdays import shanghai_day

NUMBER = "purse_account_number"
_DIGITS = range(8, 31)
TAIL = 4


def open_account(
    *, actor: Actor, now: datetime, estate_id: int, bank: str, number: str, opened_on: date
) -> int:
    """Load the joint account of an estate whose books are open, and return its id; for the platform.

    People enter it by `ask_account`, and another confirms it: where the money lies is never one hand's.

    Raises:
        Refused: the estate is not the actor's, has one, or has no books; or the number is another estate's account.
    """
    demand(may(actor, Act.LOAD))
    return enter_account(
        actor=actor,
        now=now,
        estate_id=estate_id,
        bank=bank,
        number=number,
        opened_on=opened_on,
        purse=REVENUE,
    )


def enter_account(
    *, actor: Actor, now: datetime, estate_id: int, bank: str, number: str, opened_on: date, purse: str,
    holder: str = "",
) -> int:  # fmt: skip
    """Enter an account of an estate for the money of a purse; for acts that asked whether the actor may."""
    with records.acting(actor):
        estate = places.estate(estate_id, actor=actor)
        books = ledgers.ledger_of(estate_id, actor=actor) if estate else None
        if estate is None:
            raise missing()
        if books is None:
            raise without_books(estate.name)
        digits = digits_of(number)
        _once(actor, estate_id, digits, purse)
        if not bank.strip() or opened_on > shanghai_day(now):
            raise Refused.because(mark("请写明开户行和开户日期。"), field="bank", code="bank")
        (key,) = records.next_ids("purses_jointaccount", 1)
        stream = f"purses.account:{key}"
        kept = records.seal(stream=stream, scope=estate.scope, field=NUMBER, text=digits, indexed=True)
        row = JointAccount.objects.create(
            id=key, stream=stream, scope=estate.scope, estate_id=estate_id, ledger_id=books.id,
            purse=purse, holder=holder, bank=bank.strip()[:60], number_id=kept.vault_id, tail=digits[-TAIL:],
            opened_on=opened_on, entered_at=now,
        )  # fmt: skip
        share_account(row)
        tell(
            actor,
            now,
            row,
            "purses.account_opened",
            {"estate": estate_id, "purse": purse, **said(number=kept)},
        )
    return int(row.pk)


def without_books(estate: str) -> Refused:
    """Say that an estate has no books yet, in which what lies in an account would stand."""
    return Refused.because(
        mark("{estate}还没有建账。"), remedy=mark("请先建账，再登记账户。"), field="code", code="no_ledger",
        estate=estate,
    )  # fmt: skip


def digits_of(text: str) -> str:
    """Return the digits of a number at the bank; refused where it is none."""
    digits = text.replace(" ", "")
    if not (digits.isascii() and digits.isdigit() and len(digits) in _DIGITS):
        raise Refused.because(
            mark("账号“{number}”不是8到30位数字。"), remedy=mark("请照开户许可填写。"), field="number",
            code="number", number=text[:30],
        )  # fmt: skip
    return digits


def hold_numbers() -> None:
    """Let whoever enters an account at the same moment wait: the second sees what the first entered."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('purses.account'))")


def _once(actor: Actor, estate_id: int, digits: str, purse: str) -> None:
    hold_numbers()
    if purse == REVENUE and JointAccount.objects.filter(estate_id=estate_id, purse=purse).exists():
        raise Refused.because(
            mark("这个小区已经登记了共管账户。"), remedy=mark("要换账户的，请从账户页登记新账户，由另一人确认。"),
            code="once",
        )  # fmt: skip
    demand_free(actor, digits)


def demand_free(actor: Actor, digits: str) -> None:
    """Demand that a number is no other account's, wherever that lies."""
    with opened(actor, places.city().path):
        if record.sealed_streams(field=NUMBER, text=digits):
            raise Refused.because(
                mark("尾号{tail}的账号已经登记为别的账户。"), remedy=mark("请核对账号。"),
                field="number", code="other_estate", tail=digits[-TAIL:],
            )  # fmt: skip


def name_signatory(
    *, actor: Actor, now: datetime, account_id: int, appointment_id: int, valid_from: date
) -> int:
    """Enter who approves, by the office he holds, without a second person: a load. Return the signatory's id.

    Raises:
        Refused: he holds no such office on the day, signs already, or is of the company that pays.
    """
    with records.acting(actor):
        row = account_for(actor, account_id, Act.LOAD)
        return name_now(actor, now, row, Hands(None), appointment_id=appointment_id, valid_from=valid_from)


def name_now(
    actor: Actor, now: datetime, row: JointAccount, hands: Hands, *, appointment_id: int, valid_from: date
) -> int:
    """Let somebody approve from a day on, as these hands said; return the signatory's id."""
    office, side = nameable(actor, row, appointment_id, valid_from)
    made = _signatory(row, office, side, valid_from, None, now, **hands.columns)
    data = {
        "signatory": made.pk, "person": made.person_id, "side": side.value, "from": valid_from.isoformat(),
        **hands.said,
    }  # fmt: skip
    tell(actor, now, row, "purses.signatory_named", data)
    return int(made.pk)


def nameable(
    actor: Actor, row: JointAccount, appointment_id: int, valid_from: date
) -> tuple[people.AppointmentRow, Side]:
    """Return the office by which somebody may approve from a day on, and for which side; raises Refused."""
    with opened(actor, row.scope):
        office = people.appointment(appointment_id)
        side = SIDE_OF.get(Role(office.role)) if office else None
        if office is None or side is None or not _of_account(row, office, side, valid_from):
            raise Refused.because(
                mark("这个人在{day}没有本小区业委会或所在社区的任职。"), remedy=mark("请先办理任职。"),
                field="person", code="appointment", day=valid_from.isoformat(),
            )  # fmt: skip
        demand(_no_hand_of_payers(row, office.person_id, valid_from))
    if (held := _entries(row, office.person_id, valid_from).first()) is not None:
        raise Refused.because(
            mark("这个人从{day}起已经登记为审批人。"),
            remedy=mark("要提前的，请先登记原来的不再审批，确认以后再登记。"), field="person", code="again",
            day=held.valid_from.isoformat(),
        )  # fmt: skip
    return office, side


def works_for_payers(row: JointAccount, person_id: int, day: date) -> bool:
    """Whether somebody works for a company that the account is open to: it prepares its payments; the place is open."""
    shown = record.bodies_shown([row.stream]).get(row.stream, set())
    held = people.appointments_on(day, person_id=person_id)
    return any(one.body_id in shown and SIDE_OF.get(Role(one.role)) is None for one in held)


def _no_hand_of_payers(row: JointAccount, person_id: int, day: date) -> Decision:
    if not works_for_payers(row, person_id, day):
        return Decision.yes()
    return Decision.no(
        Reason(
            mark("这个人{day}也在付款的公司任职，不能替业主方审批。"), {"day": day.isoformat()},
            mark("请登记不在这家公司任职的人。"), "person", "payer",
        )
    )  # fmt: skip


def still_serves(away: Signatory, day: date, *, field: str = "first") -> Decision:
    """Whether a signatory holds an office of his body on a day: whose office is over has no word left to give."""
    if people.appointments_on(day, body_id=away.body_id, person_id=away.person_id):
        return Decision.yes()
    return Decision.no(
        Reason(
            mark("本人在{day}没有任职，没有可以代的审批。"), {"day": day.isoformat()},
            mark("请把最后一天填在任职结束以前。")
            if field == "last"
            else mark("请由社区登记新的审批人，原来的登记“不再审批”。"),
            field, "served",
        )
    )  # fmt: skip


def _of_account(row: JointAccount, office: people.AppointmentRow, side: Side, day: date) -> bool:
    if not (office.valid_from <= day and (office.valid_until is None or office.valid_until > day)):
        return False
    if side is Side.COMMITTEE:
        return people.estate_of_body(office.body_id) == row.estate_id
    return row.scope.startswith(office.scope)


def _entries(row: JointAccount, person_id: int, since: date) -> QuerySet[Signatory]:
    """Return the entries by which somebody approves for himself on a day or later; called off, one has no day."""
    rows = Signatory.objects.filter(account=row, person_id=person_id, stands_for=None)
    return rows.exclude(valid_until__lte=Greatest("valid_from", since)).order_by("valid_from")


def _signatory(
    row: JointAccount, office: people.AppointmentRow, side: Side, first: date, last: date | None, now: datetime,
    **more: int | None,
) -> Signatory:  # fmt: skip
    return Signatory.objects.create(
        stream=row.stream, scope=row.scope, account=row, side=side.value, person_id=office.person_id,
        body_id=office.body_id, valid_from=first, valid_until=last, named_at=now, **more,
    )  # fmt: skip


def end_now(
    actor: Actor, now: datetime, row: JointAccount, found: Signatory, *, until: date, request: int
) -> None:
    """Let somebody approve no more from a day on, as another person confirmed; who stands in for him ends with him."""
    for one in Signatory.objects.filter(pk=found.pk) | Signatory.objects.filter(stands_for=found):
        if one.valid_until is None or one.valid_until > until:
            one.valid_until = max(until, one.valid_from)
            one.save(update_fields=["valid_until"])
    data = {"signatory": found.pk, "until": until.isoformat(), "request": request}
    tell(actor, now, row, "purses.signatory_ended", data)


@dataclass(frozen=True, slots=True)
class Standing:
    """Who is to stand in by which office, from which day to which, both included."""

    away: Signatory
    appointment_id: int
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Hands:
    """Who named somebody and, where that needs another, who confirmed it by which request."""

    named_by: int | None
    confirmed_by: int | None = None
    request: int = 0

    @property
    def columns(self) -> dict[str, int | None]:
        """What is kept of them with the entry."""
        return {"named_by_id": self.named_by, "confirmed_by_id": self.confirmed_by}

    @property
    def said(self) -> dict[str, int]:
        """What the event says of them."""
        return {"request": self.request} if self.request else {}


def stand_in_now(
    actor: Actor, now: datetime, row: JointAccount, asked: Standing, hands: Hands, reason_id: int | None,
    **texts: Any,
) -> None:  # fmt: skip
    """Let somebody approve in a signatory's stead; for acts that asked whose word it is."""
    office, references = may_be_substitute(actor, row, asked, shanghai_day(now), named_by=hands.named_by)
    made = _signatory(
        row, office, Side(asked.away.side), asked.first, asked.last + timedelta(days=1), now,
        stands_for_id=asked.away.pk, reason_id=reason_id, **hands.columns,
    )  # fmt: skip
    data = {
        "signatory": made.pk, "stands_for": asked.away.pk, "for": asked.away.person_id, "from": asked.first.isoformat(),
        "to": asked.last.isoformat(), **hands.said, **texts,
    }  # fmt: skip
    tell(actor, now, row, "purses.substitute_named", data, references)


def may_be_substitute(
    actor: Actor, row: JointAccount, asked: Standing, today: date, *also: Decision, named_by: int | None
) -> tuple[people.AppointmentRow, tuple[Reference, ...]]:
    """Return the office by which somebody may stand in on these days, and by which rule; raises Refused.

    `also` is what else must be so, said together with what is wrong here.
    """
    away = asked.away
    with opened(actor, row.scope):
        office = people.appointment(asked.appointment_id)
        if office is None:
            raise missing()
        serves = still_serves(away, asked.first)
        serves = still_serves(away, asked.last, field="last") if serves.allowed else serves
        also = (_no_hand_of_payers(row, office.person_id, today), serves, *also)
    holds = office.body_id == away.body_id and office.valid_from <= asked.first
    references = demand(
        may_stand_in(
            first=asked.first, last=asked.last, today=today, same=office.person_id == away.person_id,
            himself=named_by is not None and office.person_id == named_by,
            appointed=holds and (office.valid_until is None or office.valid_until > asked.first),
            signs=_entries(row, office.person_id, asked.first).filter(valid_from__lte=asked.last).exists(),
            away=away.valid_from <= asked.first and (away.valid_until is None or away.valid_until > asked.last),
            rules=rules_on(today),
        ),
        *also,
    )  # fmt: skip
    return office, references


def end_stand_in(*, actor: Actor, now: datetime, signatory_id: int) -> None:
    """Let a substitute approve no more from today on: whom he stands for is back, or the community says so.

    Raises:
        Refused: the entry is no substitute's, or the actor is neither the signatory himself nor of the community.
    """
    with records.acting(actor):
        rows = Signatory.objects.select_for_update(of=("self",)).filter(
            record.seen_by(actor), pk=signatory_id
        )
        found = rows.filter(stands_for__isnull=False).select_related("stands_for").first()
        if found is None or found.stands_for is None:
            raise missing()
        row = account_for(actor, found.account_id, Act.STAND_IN)
        demand(may_name_substitute(actor.role, own=actor.person_id == found.stands_for.person_id))
        until = max(shanghai_day(now), found.valid_from)
        if found.valid_until is None or found.valid_until > until:
            found.valid_until = until
            found.save(update_fields=["valid_until"])
        data = {"signatory": found.pk, "until": until.isoformat()}
        tell(actor, now, row, "purses.signatory_ended", data)
