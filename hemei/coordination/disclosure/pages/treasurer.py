"""财务委员: what waits for him, the quarter's money, what payments rest on, the bank, and what is disclosed next."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hemei.community.funds import queries as funds
from hemei.community.ledgers import queries as ledgers
from hemei.community.purses import queries as purses
from hemei.coordination.disclosure import queries
from hemei.coordination.disclosure.pages import gate
from hemei.coordination.disclosure.queries import Act, Treasury
from hemei.ground.people import queries as people
from hemei.kernel.clock import utc_now
from hemei.kernel.money import yuan
from hemei.ui.doors import signed_in
from hemei.ui.render import render
from hemei.ui.rows import Badge, Row
from hemei.ui.words import clock_words, is_english, say


@require_safe
@never_cache
@signed_in
def treasurer(request: HttpRequest) -> HttpResponse:
    """Show what the treasurer of one's committee looks after."""
    actor = gate.entered(request, Act.SEE_TREASURY)
    found = queries.treasury(actor=actor, now=utc_now())
    context = {"treasury": found, **(_shown(found) if found else {})}
    return render(request, "disclosure/treasurer.html", context)


def _shown(found: Treasury) -> dict[str, Any]:
    on = gate.today()
    bodies = people.body_names({row.body_id for row in found.latest})
    return {
        "waits": [*_orders(found), *_questions(found), *_publishing(found)],
        "standing": found.standing,
        "balance": yuan(found.standing.balance_fen) if found.standing else "",
        "quarter": _quarter(found),
        "budget": [_budgeted(one) for one in found.budget],
        "year": on.year,
        "rested": [
            {
                "words": _account(one.code) if one.code else one.words or _("没有写明"),
                "basis": say(purses.BASIS_NAMES[one.basis]),
                "orders": one.orders,
                "paid": yuan(one.paid_fen),
                "open": yuan(one.open_fen) if one.open_fen else "",
                "annulled": one.annulled,
            }
            for one in found.rested
        ],
        "uses": [_use(one) for one in found.uses],
        "coming": [
            (gate.subject_words(one.subject), gate.period_words(one.period), one.due_on)
            for one in found.coming
        ],
        "latest": [
            gate.row_face(row, on, bodies) | {"address": _shown_at(row, found)} for row in found.latest
        ],
    }


def _shown_at(row: queries.DisclosureRow, found: Treasury) -> str:
    """Return where a disclosure is read: at work by who owes it, as published by the others."""
    if row.body_id == found.body_id:
        return reverse("disclosure:disclosure", args=[row.id])
    return reverse("disclosure:public", args=[found.estate.token])


def _orders(found: Treasury) -> list[Row]:
    now = utc_now()
    return [
        Row(
            reverse("purses:order", args=[row.id]),
            f"{found.purposes.get(row.purpose_id, '')} {yuan(row.amount_fen)}",
            row.tier,
            Badge(_("共管账户")),
            clock_words(now, row.expires_at),
            row.number,
            todo=_("请审批"),
        )
        for row in found.approve
    ]


def _questions(found: Treasury) -> list[Row]:
    now = utc_now()
    return [
        Row(
            reverse("disclosure:question", args=[row.question_id]),
            say(queries.ABOUT_TEXTS[row.about]),
            row.estate,
            Badge(_("业主提问")),
            clock_words(now, row.due_at),
            todo=say(queries.TODO_TEXTS["disclosure.answering"]),
            provisional=row.provisional,
        )
        for row in found.answer
    ]


def _publishing(found: Treasury) -> list[Row]:
    on = gate.today()
    return [
        Row(
            reverse("disclosure:disclosure", args=[row.id]),
            f"{gate.period_words(row.period)} {gate.subject_words(row.subject)}",
            _("%(day)s前公布") % {"day": row.due_on},
            Badge(say(queries.STATE_TEXTS[row.state]), "bad" if row.due_on < on else "warn"),
            todo=_("请公布"),
        )
        for row in found.publish
    ]


def _quarter(found: Treasury) -> dict[str, Any] | None:
    now, then = found.quarter, found.before
    if now is None:
        return None
    names = {
        one.code: one.name_en if is_english() else one.name for one in ledgers.chart_on(gate.today()).account
    }
    known = then is not None and found.ledger is not None and found.ledger.opened_on <= then.since
    return {
        "words": gate.period_words(queries.Period(now.since, now.until)),
        "opening": yuan(now.opening_fen),
        "between": yuan(now.between_fen) if now.between_fen else "",
        "onward": yuan(now.onward_fen) if now.onward_fen else "",
        "closing": yuan(now.closing_fen),
        "ways": [
            (_("收入"), yuan(now.income_fen), _lines(now.income, then.income if then and known else None, names)),
            (_("支出"), yuan(now.cost_fen), _lines(now.cost, then.cost if then and known else None, names)),
        ],
    }  # fmt: skip


def _lines(
    now: tuple[tuple[str, int], ...], then: tuple[tuple[str, int], ...] | None, names: dict[str, str]
) -> list[tuple[str, str, str]]:
    """Return each account with what moved on it, and what did in the same quarter of the year before."""
    here, before = dict(now), dict(then or ())
    return [
        (names.get(code, code), yuan(here.get(code, 0)), "" if then is None else yuan(before.get(code, 0)))
        for code in dict.fromkeys([*here, *before])
    ]


def _budgeted(row: purses.BudgetedRow) -> dict[str, Any]:
    """Return a line of this year's budget beside what orders took of it, with the address of those orders."""
    return {
        "name": _account(row.code),
        "amount": yuan(row.amount_fen),
        "paid": yuan(row.paid_fen),
        "open": yuan(row.open_fen) if row.open_fen else "",
        "left": yuan(row.left_fen),
        "orders": f"{reverse('purses:orders')}?{urlencode({'account': row.account_id, 'line': row.id})}",
    }


def _account(code: str) -> str:
    item = ledgers.chart_on(gate.today()).of(code)
    return (item.name_en if is_english() else item.name) if item else code


def _use(row: funds.UseRow) -> dict[str, Any]:
    over = row.bill_fen is not None and row.bill_fen > row.budget_fen
    return {
        "address": reverse("funds:use", args=[row.id]),
        "title": row.title,
        "state": say(funds.STATE_NAMES[row.state]),
        "budget": yuan(row.budget_fen),
        "bill": "" if row.bill_fen is None else yuan(row.bill_fen),
        "over": over,
    }
