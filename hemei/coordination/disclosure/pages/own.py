"""小区的钱, an owner's page on a phone: what came in, what went out, who agreed; his share; beside its like; asking."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from hemei.community.ledgers import queries as ledgers
from hemei.coordination.disclosure import queries, services
from hemei.coordination.disclosure.pages import gate, standing
from hemei.coordination.disclosure.pages.spending import line_face
from hemei.coordination.disclosure.queries import (
    About,
    Act,
    DisclosureRow,
    OwnDraft,
    OwnMoney,
    OwnPart,
    Period,
    QuestionRow,
)
from hemei.coordination.disclosure.services import QuestionDraft
from hemei.ground.people import queries as people
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused, mark
from hemei.kernel.money import yuan
from hemei.kernel.periods import months_after
from hemei.ui.charts import Chart, month_chart
from hemei.ui.doors import signed_in
from hemei.ui.forms import errors_of, plain, whole_of
from hemei.ui.render import render
from hemei.ui.words import is_english, public_clause, say

if TYPE_CHECKING:
    from collections.abc import Callable

    from hemei.kernel.actor import Actor

_LONGEST, _LATEST = 1_200, 6
_M2 = 100


@require_safe
@never_cache
@signed_in
def mine(request: HttpRequest) -> HttpResponse:
    """Show the money of one's estate; one with several chooses."""
    actor, on = gate.entered(request, Act.SEE_OWN), gate.today()
    estates = queries.own_estates(actor=actor, on=on)
    asked = whole_of(request.GET.get("estate", ""))
    chosen = asked if asked in {number for number, _name in estates} else (estates[0][0] if estates else None)
    return _show(request, actor, chosen, estates)


def _show(
    request: HttpRequest,
    actor: Actor,
    estate_id: int | None,
    estates: list[tuple[int, str]],
    refused: Refused | None = None,
) -> HttpResponse:
    found = queries.own_money(estate_id, actor=actor, on=gate.today()) if estate_id is not None else None
    books = _books(actor, estate_id)
    asked = queries.own_questions(actor=actor, estate_id=estate_id, limit=20) if estate_id is not None else []
    texts, now = queries.own_texts(asked, actor=actor), utc_now()
    context = {
        "estates": estates,
        "money": _money(found) if found else None,
        "books": books,
        "coming": _coming(actor, estate_id),
        "asked": [
            gate.question_face(row, texts, people.body_names({row.body_id}), now) | {"of": _of(row, found)}
            for row in asked
        ],
        "errors": errors_of(refused) if refused else {},
        "text": request.POST.get("text", "")[:_LONGEST],
        "of": plain(request.POST.get("of", ""), 60),
        "about": _about(request).value,
        "abouts": [(one.value, say(words)) for one, words in _ASKED.items()],
        "drafts": [_draft(one) for one in found.drafts] if found else [],
        "key": secrets.token_hex(16),
        "answer": queries.calendar_on(gate.today()).answer,
    }
    return render(request, "disclosure/mine.html", context, gate.REFUSED if refused else 200)


_ASKED = {About.MONEY: mark("公共收益和别的"), About.FUND: queries.ABOUT_TEXTS[About.FUND]}


def _of(row: QuestionRow, found: OwnMoney | None) -> str:
    """Return on which draft something was said; nothing of a question."""
    if row.about is not About.DRAFT or found is None:
        return ""
    told = [(one.stream, one.draft.period, one.draft.subject) for one in found.drafts]
    told += [(one.stream, one.period, one.subject) for one in found.published]
    names = {
        stream: f"{gate.period_words(period)} {gate.subject_words(subject)}"
        for stream, period, subject in told
    }
    return _("对%(draft)s公开草稿的意见") % {"draft": names.get(row.about_stream, "")}


def _draft(one: OwnDraft) -> dict[str, Any]:
    draft = one.draft
    return {
        "of": one.stream,
        "subject": gate.subject_words(draft.subject),
        "period": gate.period_words(draft.period),
        "until": draft.comments_until,
        "sections": gate.lines_face(draft.lines, draft.explanations, token=draft.estate_token),
        "key": secrets.token_hex(16),
    }


def _coming(actor: Actor, estate_id: int | None) -> list[dict[str, Any]]:
    """Return what is on its way in the estate: the money has not left, who asks now is heard in time."""
    if estate_id is None:
        return []
    found, words = queries.on_the_way(estate_id, actor=actor, on=gate.today())
    return [standing.way_face(one, words) for one in found]


def _books(actor: Actor, estate_id: int | None) -> dict[str, Any] | None:
    """Return twelve months of the books and what was entered last, for who owns a unit there."""
    if estate_id is None:
        return None
    now, until = utc_now(), months_after(gate.today().replace(day=1), 1)
    year = Period(months_after(until, -12), until)
    own = ledgers.own_books(actor=actor, now=now, since=year.since, until=year.until)
    found = next((one for one in own if one.estate.id == estate_id), None)
    if found is None or found.summary is None:
        return None
    rows, spent, words = queries.own_spendings(estate_id, actor=actor, now=now, limit=_LATEST)
    return {
        "open_from": found.open_from,
        "onward": yuan(found.summary.onward_fen) if found.summary.onward_fen else "",
        "fund": _held(found.held) if found.held else None,
        "charts": _charts(found.summary),
        "rows": [line_face(row, (spent, words), gate.today()) for row in rows],
    }


def _held(held: ledgers.HeldShare) -> dict[str, Any]:
    """Return how much of what is left goes to the fund, and who decided so."""
    return {
        "percent": held.fund.said,
        "clause": public_clause(held.fund.warrant.cited),
        "own": held.own,
    }


def _charts(found: ledgers.Summary) -> list[tuple[str, Chart]]:
    came = {month: fen for month, fen, _went in found.months}
    went = {month: fen for month, _came, fen in found.months}
    return [
        (_("每月收入"), month_chart(came, found.since, found.until, _("收入"))),
        (_("每月支出"), month_chart(went, found.since, found.until, _("支出"))),
    ]


def _money(found: OwnMoney) -> dict[str, Any]:
    sums = {line["code"]: line["fen"] for line in found.lines if line["section"] == "sums"}
    parts = [line for line in found.lines if line["section"] in {"in", "out"} and line["fen"]]
    return {
        "found": found,
        "period": gate.period_words(found.period),
        "came": yuan(sums.get("came", 0)),
        "went": yuan(sums.get("went", 0)),
        "between": yuan(between) if (between := _between(sums)) else "",
        "onward": yuan(-onward) if (onward := _onward(sums)) else "",
        "closing": yuan(sums.get("closing", 0)),
        "closes_on": found.period.until - timedelta(days=1),
        "now": yuan(found.now_fen),
        "today": gate.today(),
        "fund": yuan(found.fund_fen) if found.own_dm2 and found.fund_fen is not None else "",
        "shares": {name: yuan(found.share_of_all(sums.get(name, 0), of)) for name, of in _OF_PART.items()},
        "parts": [
            {
                "name": one.name,
                "came": yuan(one.came_fen),
                "went": yuan(one.went_fen),
                "own": bool(one.own_dm2),
            }
            for one in found.parts
            if one.came_fen or one.went_fen
        ],
        "own_m2": f"{found.own_dm2 / _M2:.2f}",
        "all_m2": f"{found.area_dm2 / _M2:,.2f}",
        "lines": [_part(line, found, sums) for line in parts],
        "beside": _beside(found),
        "floors": next(one.bands[0] for one in found.rule.feature if one.code == "floors"),
        "published": [_published(row) for row in found.published],
    }


_OF_PART: dict[str, Callable[[OwnPart], int]] = {
    "came": lambda one: one.came_fen,
    "went": lambda one: one.went_fen,
    "closing": lambda one: one.kept_fen,
}


def _published(row: DisclosureRow) -> dict[str, Any]:
    return {
        "row": row,
        "subject": gate.subject_words(row.subject),
        "period": gate.period_words(row.period),
        "left_behind": gate.left_behind(row.correct_by, gate.today()) if row.correct_by else None,
    }


def _between(sums: dict[str, int]) -> int:
    """Return what leads from income and cost to the bank's balance; earlier versions do not tell it."""
    told = sum(fen for code, fen in sums.items() if code.startswith("moved_") or code == "unexplained")
    return told - _onward(sums)


def _onward(sums: dict[str, int]) -> int:
    """Return what passed on to the fund, below zero as it moved the bank's balance."""
    passed = ledgers.chart_on(gate.today()).onward(ledgers.Purse.REVENUE)
    return sum(sums.get(f"moved_{code}", 0) for code in passed)


def _part(line: dict[str, Any], found: OwnMoney, sums: dict[str, int]) -> dict[str, Any]:
    of = sums.get("came" if line["section"] == "in" else "went", 0)
    return {
        "way": line["section"],
        "name": line["name_en"] if is_english() else line["name"],
        "amount": yuan(line["fen"]),
        "share": yuan(found.share(line["fen"])),
        "part": max(0, min(100, round(100 * line["fen"] / of))) if of > 0 else 0,
    }


def _beside(found: OwnMoney) -> dict[str, Any] | None:
    if found.beside is None:
        return None
    one = found.beside
    return {
        "estates": one.estates,
        "own": yuan(one.own),
        "middle": yuan(one.middle),
        "at_or_below": one.at_or_below,
        "dearer": one.own > one.middle,
        "widest": max(one.own, one.middle, 1),
        "fen": (one.own, one.middle),
    }


def _about(request: HttpRequest) -> About:
    """Return what a question is about: the fund is kept, and answered for, by others than the revenue."""
    return About.FUND if request.POST.get("about") == About.FUND else About.MONEY


@require_POST
@signed_in
def ask(request: HttpRequest, estate_id: int) -> HttpResponse:
    """Ask about the estate's money, or say something on a draft."""
    actor, on = gate.entered(request, Act.ASK), gate.today()
    draft = QuestionDraft(
        estate_id=estate_id, text=request.POST.get("text", "").replace("\x00", "")[:_LONGEST],
        key=plain(request.POST.get("key", ""), 40) or secrets.token_hex(16),
        about=About.DRAFT if request.POST.get("of") else _about(request),
        about_stream=plain(request.POST.get("of", ""), 60),
    )  # fmt: skip
    try:
        services.ask(actor=actor, now=utc_now(), draft=draft)
    except Refused as refused:
        return _show(request, actor, estate_id, queries.own_estates(actor=actor, on=on), refused)
    messages.success(request, _("已提交。答复会出现在这一页，最晚的时间写在旁边。"))
    return HttpResponseRedirect(f"{reverse('disclosure:mine')}?estate={estate_id}#asked")
