"""The bank's side of a joint account: files out, statements in, lines matched, bank against books day by day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hemei.community.ledgers import queries as ledgers
from hemei.community.purses import queries, services
from hemei.community.purses.pages.shared import (
    REFUSED,
    account_or_404,
    bank_account_or_404,
    entered,
    order_rows,
    standing_words,
    texts_of,
)
from hemei.community.purses.queries import Act, FileProfile, MatchedBy, OrderFilter, OrderState
from hemei.kernel.actor import Actor
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused, mark
from hemei.kernel.money import yuan
from hemei.kernel.workdays import shanghai_day
from hemei.ui.doors import signed_in
from hemei.ui.forms import errors_of, needed_day, plain, whole_of
from hemei.ui.render import render
from hemei.ui.words import is_english, say, say_reason

_PAGE = 30
_CHARGES = "bank_charges"
_ENDINGS = {FileProfile.CSV.value: "csv", FileProfile.PAIN001.value: "xml"}


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def send(request: HttpRequest, account_id: int) -> HttpResponse:
    """Choose approved orders and write them as a file for the bank."""
    actor, now = entered(request, Act.FILE), utc_now()
    row = account_or_404(actor, account_id)
    errors: dict[str, list[str]] = {}
    if request.method == "POST":
        chosen = [number for raw in request.POST.getlist("orders") if (number := whole_of(raw)) is not None]
        profile = FileProfile.PAIN001 if request.POST.get("profile") == "pain001" else FileProfile.CSV
        try:
            services.make_bank_file(
                actor=actor, now=now, account_id=account_id, order_ids=chosen, profile=profile
            )
        except Refused as refused:
            errors = errors_of(refused)
        else:
            messages.success(request, _("付款文件已生成，请下载后在网银上传。"))
            return HttpResponseRedirect(reverse("purses:send", args=[account_id]))
    carries = queries.carries_on(row.id, row.estate_id, row.scope, actor=actor, now=now)
    asked = OrderFilter(state=OrderState.APPROVED, account_id=account_id)
    found = queries.orders(actor=actor, asked=asked, limit=200)
    if not found and "orders" in errors:  # nothing there to choose from: it is wrong of no field
        errors[""] = errors.pop("orders")
    context = {
        "account": row,
        "orders": [(one.id, line) for one, line in zip(found, order_rows(found, now), strict=True)],
        "profiles": [
            (one.value, say(queries.PROFILE_NAMES[one])) for one in (FileProfile.CSV, FileProfile.PAIN001)
        ],
        "files": [
            (one, yuan(one.total_fen), say(queries.PROFILE_NAMES[FileProfile(one.profile)]))
            for one in queries.bank_files(account_id, actor=actor)
        ],
        "errors": errors,
        "other": " ".join(say_reason(one) for one in carries.reasons),
    }
    return render(request, "purses/send.html", context, REFUSED if errors else 200)


@never_cache
@require_safe
@signed_in
def bank_file(request: HttpRequest, file_id: int) -> HttpResponse:
    """Give a file for the bank as it was made."""
    found = queries.bank_file(file_id, actor=entered(request, Act.FILE), now=utc_now())
    if found is None:
        raise Http404
    row, content = found
    kind = "application/xml" if row.profile == FileProfile.PAIN001 else "text/csv"
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{row.number}.{_ENDINGS[row.profile]}"'
    return response


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def bank(request: HttpRequest, account_id: int) -> HttpResponse:
    """Read a statement; show lines that wait with what each may be matched with, and bank against books by day."""
    actor = entered(request)
    row = bank_account_or_404(actor, account_id)
    errors: dict[str, list[str]] = {}
    if request.method == "POST":
        bank_account_or_404(actor, account_id, Act.READ)
        try:
            words = _take(request, actor, account_id)
        except Refused as refused:
            errors = errors_of(refused)
        else:
            messages.success(request, words)
            return HttpResponseRedirect(reverse("purses:bank", args=[account_id]))
    return _bank(request, actor, row, errors)


def _take(request: HttpRequest, actor: Actor, account_id: int) -> str:
    file = request.FILES.get("file")
    if file is None:
        raise Refused.because(
            mark("没有选择文件。"), remedy=mark("请选择对账单文件。"), field="file", code="missing"
        )
    said = [request.POST.get(name, "").strip() for name in ("covers_from", "covers_to")]
    covers = (needed_day(said[0], "covers_from"), needed_day(said[1], "covers_to")) if any(said) else None
    read = services.take_statement(
        actor=actor,
        now=utc_now(),
        account_id=account_id,
        raw=file.read(),
        name=file.name or "",
        covers=covers,
    )
    if not read.fresh:
        return _("对账单有%(count)s条流水，以前都导入过，没有变化。") % {"count": read.count}
    return _("对账单有%(count)s条流水，新增%(fresh)s条。") % {"count": read.count, "fresh": read.fresh}


def _bank(
    request: HttpRequest, actor: Actor, row: queries.AccountRow, errors: dict[str, list[str]]
) -> HttpResponse:
    """Show the page; a refused match stands at its line, with what was chosen and typed."""
    waiting = queries.lines_of(row.id, actor=actor, open_only=True, after=_after(request), limit=_PAGE + 1)
    lines = waiting[:_PAGE]
    first, last = _month(request)
    days = queries.days_of(row.id, first, last, actor=actor)
    standing = queries.standing_of(row.id, actor=actor, purse=row.purse)
    heard = standing.last_read if standing else None
    context = {
        "account": row,
        "of_fund": row.purse == queries.FUND,
        "lines": _faces(actor, row, lines),
        "older": "?" + urlencode({"after": f"{lines[-1].booked_on}.{lines[-1].id}"})
        if len(waiting) > _PAGE
        else "",
        "standing": standing,
        "closing": standing_words(standing) if standing else ("", "", ""),
        "days": [_day(one, heard) for one in days],
        "gap": any(one.gap_fen for one in days if heard is not None and one.day <= heard),
        "month": f"{first:%Y-%m}",
        "before": f"{first - timedelta(days=1):%Y-%m}",
        "next": f"{last + timedelta(days=1):%Y-%m}" if last < shanghai_day(utc_now()) else "",
        "reads": queries.may(actor, Act.READ, row.purse).allowed,
        "matches": queries.may(actor, Act.MATCH, row.purse).allowed,
        "errors": errors,
        "typed": {
            name: request.POST.get(name, "")
            for name in ("line", "what", "part", "reason", "another", "covers_from", "covers_to")
        },
        "here": _here(request),
    }
    return render(request, "purses/bank.html", context, REFUSED if errors else 200)


def _here(request: HttpRequest) -> str:
    """Return which part of the lists is shown, so that an act comes back to it."""
    asked = {name: plain(request.GET.get(name, ""), 40) for name in ("after", "month")}
    kept = {name: value for name, value in asked.items() if value}
    return "?" + urlencode(kept) if kept else ""


def _month(request: HttpRequest) -> tuple[date, date]:
    raw = plain(request.GET.get("month", ""), 7)
    today = shanghai_day(utc_now())
    try:
        first = date.fromisoformat(f"{raw}-01") if raw else today.replace(day=1)
    except ValueError:
        first = today.replace(day=1)
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def _after(request: HttpRequest) -> tuple[date, int] | None:
    day, _dot, number = plain(request.GET.get("after", ""), 40).partition(".")
    try:
        return (date.fromisoformat(day), whole_of(number) or 0) if day else None
    except ValueError:
        return None


def _day(one: queries.DayBalance, heard: date | None) -> dict[str, Any]:
    """Return a day; of one after the latest statement nobody can say yet whether bank and books agree."""
    return {
        "day": one.day,
        "unheard": heard is None or one.day > heard,
        "bank_move": yuan(one.bank_move_fen),
        "book_move": yuan(one.book_move_fen),
        "bank": "" if one.bank_fen is None else yuan(one.bank_fen),
        "book": yuan(one.book_fen),
        "gap": yuan(one.gap_fen) if one.gap_fen else "",
    }


def _faces(actor: Actor, row: queries.AccountRow, lines: Sequence[queries.LineRow]) -> list[dict[str, Any]]:
    texts = texts_of(line.text_id for line in lines)
    options = queries.proposals(row.id, lines, actor=actor)
    by_hand = queries.entries_without_orders(row.id, lines, actor=actor)
    numbers = {
        one.id: one.number
        for one in queries.orders(actor=actor, asked=OrderFilter(account_id=row.id), limit=200)
    }
    parts = [(str(one.id), one.name) for one in ledgers.parts_of([row.ledger_id]).values()]
    incomes = {day: _incomes(day) for day in {line.booked_on for line in lines}}
    return [
        {
            "line": line,
            "amount": yuan(line.amount_fen),
            "text": texts.get(line.text_id or 0, ""),
            "proposals": [_proposal(one, numbers) for one in options.get(line.id, ())[:5]],
            "by_hand": by_hand.get(line.id, ()),
            "no_order": row.purse != queries.FUND and line.amount_fen < 0 and not options.get(line.id),
            "parts": parts if line.amount_fen > 0 else [],
            "books": []
            if row.purse == queries.FUND
            else incomes[line.booked_on]
            if line.amount_fen > 0
            else [(_CHARGES, _("银行手续费"))],
        }
        for line in lines
    ]


def _incomes(day: date) -> list[tuple[str, str]]:
    """Return what may be booked from a line of a day, by the chart of that day."""
    chart = ledgers.chart_on(day)
    found = [item for code in chart.by_line() if (item := chart.of(code))]
    return [(item.code, item.name_en if is_english() else item.name) for item in found]


def _proposal(one: queries.Proposal, numbers: dict[int, str]) -> dict[str, Any]:
    if one.how is MatchedBy.ORDER:
        words = _("付款单 %(number)s") % {"number": numbers.get(one.of_id, one.of_id)}
    elif one.how is MatchedBy.DUE:
        words = _("合同应收款 %(due)s") % {"due": one.says}
    else:
        words = _("凭证 %(number)s") % {"number": one.of_id}
    off = _("相差%(days)s天") % {"days": one.days_off} if one.days_off else _("同一天")
    of_contract = one.how is MatchedBy.DUE or one.asked
    if of_contract and one.payee is not queries.Payee.SAME:
        off = _("%(off)s，付款人待核") % {"off": off}
    if one.how is MatchedBy.ORDER and one.payee is not queries.Payee.SAME:
        whom = _("收款人不一致") if one.payee is queries.Payee.OTHER else _("收款人待核")
        off = f"{off}，{whom}"
    if one.early:
        off = _("%(off)s，付款在审批以前") % {"off": off}
    return {
        "value": f"{one.how.value}-{one.of_id}",
        "words": f"{words}（{off}）",
        "certain": one.certain,
        "apart": one.payee is queries.Payee.OTHER
        or one.early
        or (of_contract and one.payee is not queries.Payee.SAME),
        "pays": one.how is MatchedBy.ORDER,
    }


@never_cache
@require_POST
@signed_in
def match(request: HttpRequest, account_id: int) -> HttpResponse:
    """Match one line, or every line with which only one thing fits."""
    actor, now = entered(request), utc_now()
    row = bank_account_or_404(actor, account_id, Act.MATCH)
    try:
        words = _matched(actor, now, row, request)
    except Refused as refused:
        return _bank(request, actor, row, _at_line(errors_of(refused), request.POST.get("line", "")))
    messages.success(request, words)
    return HttpResponseRedirect(reverse("purses:bank", args=[account_id]) + _here(request))


def _at_line(errors: dict[str, list[str]], line: str) -> dict[str, list[str]]:
    """Return what is wrong by the fields of the line it is wrong at: its reason, or what was chosen for it."""
    if not line:
        return errors
    found: dict[str, list[str]] = {}
    for name, texts in errors.items():
        found.setdefault(f"{'reason' if name == 'reason' else 'what'}-{line}", []).extend(texts)
    return found


def _matched(actor: Actor, now: Any, row: queries.AccountRow, request: HttpRequest) -> str:
    data = request.POST
    line, what = whole_of(data.get("line", "")), plain(data.get("what", ""), 60)
    if line is None:
        count = services.match_certain(actor=actor, now=now, account_id=row.id)
        return _("勾对了%(count)s条，其余请逐条核对。") % {"count": count}
    how, _dash, number = what.partition("-")
    if how == MatchedBy.ORDER.value:
        services.match_order(
            actor=actor, now=now, line_id=line, order_id=whole_of(number) or 0,
            reason=plain(data.get("reason", ""), 500), another="another" in data,
        )  # fmt: skip
    elif how == MatchedBy.ENTRY.value:
        services.match_entry(
            actor=actor, now=now, line_id=line, entry_id=whole_of(number) or 0,
            reason=plain(data.get("reason", ""), 500),
        )  # fmt: skip
    elif how == MatchedBy.DUE.value:
        services.match_due(
            actor=actor, now=now, line_id=line, due_id=whole_of(number) or 0,
            reason=plain(data.get("reason", ""), 500),
        )  # fmt: skip
    else:
        services.book_line(
            actor=actor, now=now, line_id=line, code=number, reason=plain(data.get("reason", ""), 500),
            part_id=whole_of(data.get("part", "")),
        )  # fmt: skip
    return _("流水已勾对。")
