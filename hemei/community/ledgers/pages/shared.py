"""What the pages of the books share: who may come in, today, names, months, the form of an act."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from hemei.community.ledgers import queries
from hemei.ground.people.queries import ROLE_NAMES
from hemei.kernel.actor import Actor, Role
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused
from hemei.kernel.periods import months_after
from hemei.kernel.workdays import shanghai_day
from hemei.ui.charts import Chart, month_chart
from hemei.ui.forms import as_of, at_fields, errors_of, plain, whole_of
from hemei.ui.render import render
from hemei.ui.words import is_english

PAGE, REFUSED = 50, 422


def entered(request: HttpRequest, act: queries.Act = queries.Act.SEE) -> Actor:
    """Return the actor if his role may do this."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not queries.may(actor, act).allowed:
        raise PermissionDenied
    return actor


def today() -> date:
    """Return today in the city."""
    return shanghai_day(utc_now())


def book_or_404(ledger_id: int, actor: Actor) -> queries.LedgerRow:
    """Return the books the actor may see."""
    found = queries.ledger(ledger_id, actor=actor)
    if found is None:
        raise Http404
    return found


def named(item: queries.AccountItem) -> str:
    """Return the name of an account in the reader's language."""
    return item.name_en if is_english() else item.name


def account_names(day: date) -> dict[str, str]:
    """Return the names of the chart's accounts by code."""
    return {item.code: named(item) for item in queries.chart_on(day).account}


def kind_names(day: date) -> dict[str, str]:
    """Return the names of the kinds of sources by code."""
    return {one.code: one.name_en if is_english() else one.name for one in queries.split_on(day).kind}


def by_whom(role: str, body: str) -> str:
    """Say who entered something: the body, and in which role."""
    words = _(ROLE_NAMES[Role(role)]) if role in set(Role) else ""
    return f"{body} · {words}" if body and words and role != Role.SYSTEM else body or words


def tabs(here: str) -> list[dict[str, Any]]:
    """Return the lists of the owners' money."""
    pages = [
        (_("小区账簿"), "ledgers:books"),
        (_("收益合同"), "ledgers:contracts"),
        (_("逾期应收"), "ledgers:overdue"),
        (_("逾期未划转"), "ledgers:late_transfers"),
    ]
    return [{"words": words, "address": reverse(name), "here": name == here} for words, name in pages]


def after_of(request: HttpRequest) -> queries.After | None:
    """Return where the page before ended, as the address says it: a day and a number."""
    day, _dot, number = request.GET.get("after", "").partition(".")
    known = whole_of(number)
    try:
        return (date.fromisoformat(day), known) if known is not None else None
    except ValueError:
        return None


def days_of(request: HttpRequest) -> tuple[dict[str, str], queries.Days]:
    """Return the days a list is narrowed to, as typed and as read; what is no day is left out."""
    asked: dict[str, str] = {}
    found: dict[str, date | None] = {}
    for name in ("since", "until"):
        raw = plain(request.GET.get(name, ""), 10)
        day = as_of(raw, date.min) if raw else date.min
        found[name] = None if day == date.min else day
        asked[name] = day.isoformat() if found[name] else ""
    return asked, queries.Days(found["since"], found["until"])


def older(asked: Mapping[str, str], day: date, number: int) -> str:
    """Return the address of the next page."""
    return "?" + urlencode(
        {**{key: value for key, value in asked.items() if value}, "after": f"{day}.{number}"}
    )


def this_year(day: date) -> tuple[date, date]:
    """Return the twelve months up to the end of this one; the last day is excluded."""
    until = months_after(day.replace(day=1), 1)
    return months_after(until, -12), until


def charts_of(found: queries.Summary) -> list[tuple[str, Chart]]:
    """Draw what came in and what went out each month, each with its name."""
    return [
        (_("每月收入"), month_chart(_side(found, 1), found.since, found.until, _("收入"))),
        (_("每月支出"), month_chart(_side(found, 2), found.since, found.until, _("支出"))),
    ]


def _side(found: queries.Summary, side: int) -> dict[date, int]:
    return {month: (came, went)[side - 1] for month, came, went in found.months}


def quarters(books: queries.LedgerRow, day: date, most: int = 8) -> list[tuple[date, str]]:
    """Return the quarters that are over since the books were opened, the latest first, with their names."""
    begins = queries.quarter_of(day)
    found: list[tuple[date, str]] = []
    while len(found) < most:
        begins = months_after(begins, -3)
        if months_after(begins, 3) <= books.opened_on:
            break
        found.append((begins, quarter_name(begins)))
    return found


def quarter_name(begins: date) -> str:
    """Return what a quarter is called."""
    return _("%(year)s年第%(number)s季度") % {"year": begins.year, "number": (begins.month + 2) // 3}


def quarter_of(text: str) -> date | None:
    """Return the first day of the quarter an address or form names by that day."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.day == 1 and day.month % 3 == 1 else None


def closable(books: queries.LedgerRow, day: date) -> list[tuple[str, str]]:
    """Return the months that may be closed: those that are over and not closed, by the first day after them."""
    found: list[tuple[str, str]] = []
    until = months_after(books.open_from.replace(day=1), 1)
    while until <= day and len(found) < _MOST_MONTHS:
        found.append((until.isoformat(), f"{until - timedelta(days=1):%Y-%m}"))
        until = months_after(until, 1)
    return found


_MOST_MONTHS = 60
Field = dict[str, Any]
_CALLED = {"booked_on": "day"}
"""The rules of the books say on which day something is booked; forms ask for the day it was paid or came."""


def form(
    request: HttpRequest, page: Mapping[str, Any], fields: Sequence[Field], act: Callable[[QueryDict], object]
) -> HttpResponse:
    """Show a form, or do its act and go on where the page says; refused, the form stands as it was typed."""
    errors: dict[str, list[str]] = {}
    if request.method == "POST":
        try:
            found = act(request.POST)
        except Refused as refused:
            named = {field["name"] for field in fields} | ({"papers"} if page.get("papers") else set())
            errors = at_fields(errors_of(refused), named, _CALLED)
        else:
            messages.success(request, page["done"])
            on = page.get("on")
            return HttpResponseRedirect(on(found) if on else page["back"])
    typed = request.POST if request.method == "POST" else {}
    key = typed.get("key") or secrets.token_urlsafe(12)
    shown = [{**field, "value": _typed(typed, field)} for field in fields]
    context = {"fields": shown, "errors": errors, "key": key, **page}
    return render(request, "ledgers/act.html", context, REFUSED if errors else 200)


def _typed(typed: Mapping[str, str], field: Field) -> object:
    """Return what was typed into a field, of one with many choices all that were chosen; else what it begins with."""
    if field.get("kind") == "many":
        return typed.getlist(field["name"]) if isinstance(typed, QueryDict) else field.get("value", [])
    return typed.get(field["name"], field.get("value", ""))


def part_field(books: queries.LedgerRow, *, comes: bool) -> list[Field]:
    """Return the field of whose something is, where some buildings share what brings revenue; none elsewhere."""
    hint = (
        _(
            "不选的归全体业主。选了的，只在账上归这几幢楼，不算他们能自己决定使用的钱：那只算按业主决定的合同收到、和银行流水勾对的。"
        )
        if comes
        else _("不选的由全体业主负担。选了的，在账上由这几幢楼的业主负担，从他们能用的钱里减。")
    )
    parts = queries.parts_of([books.id]).values()
    return [
        {"name": "part", "label": _("哪几幢楼的"), "kind": "select", "hint": hint,
         "options": [(str(one.id), one.name) for one in parts]},
    ] if parts else []  # fmt: skip


def key_of(typed: QueryDict) -> str:
    """Return the key under which a form is carried out once."""
    return plain(typed.get("key", ""), 40) or secrets.token_urlsafe(12)
