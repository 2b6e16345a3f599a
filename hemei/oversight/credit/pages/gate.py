"""Who may enter the pages of credit, and what they share."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from hemei.ground.companies import queries as companies
from hemei.kernel.actor import Role
from hemei.kernel.clock import utc_now
from hemei.kernel.workdays import shanghai_day
from hemei.oversight.credit import queries
from hemei.ui.forms import errors_of, whole_of
from hemei.ui.render import render
from hemei.ui.words import say

if TYPE_CHECKING:
    from django.http import HttpRequest

    from hemei.kernel.actor import Actor
    from hemei.kernel.decision import Refused

PAGE = 50
CHUNK = 1_000
REFUSED = 422
LEVEL_TONES = {"AAA": "good", "AA": "good", "A": "good", "B": "brand", "C": "", "D": "warn", "E": "bad"}
TONES: dict[queries.Standing, str] = {
    queries.Standing.COUNTS: "brand",
    queries.Standing.AHEAD: "",
    queries.Standing.FROZEN: "warn",
    queries.Standing.WITHDRAWN: "",
    queries.Standing.REPAIRED: "good",
    queries.Standing.EXPIRED: "",
}


def entered(request: HttpRequest, act: queries.Act = queries.Act.SEE) -> Actor:
    """Return the actor if his role may do the act."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not queries.may(actor.role, act).allowed:
        raise PermissionDenied
    return actor


def today() -> date:
    """Return today in Shanghai."""
    return shanghai_day(utc_now())


def rank_asked(request: HttpRequest) -> tuple[int, int]:
    """Return the place and company after which a page of a ranking begins."""
    return whole_of(request.GET.get("place", "")) or 0, whole_of(request.GET.get("after", "")) or 0


def rank_after(row: queries.PublicLevel) -> dict[str, str]:
    """Return what an address says to begin after a row of a ranking."""
    return {"place": str(row.place), "after": str(row.company_id)}


def own_company(actor: Actor) -> companies.CompanyRow | None:
    """Return the company the actor works for."""
    return companies.company_of_body(actor.body_id) if actor.body_id else None


def tabs(actor: Actor, here: str) -> list[dict[str, Any]]:
    """Return the pages of credit this actor has, as tabs."""
    shown = []
    if queries.may(actor.role, queries.Act.FILE_BASIC).allowed:
        shown.append(("credit:mine", _("我的信用")))
    shown.append(("credit:lines", _("信用信息")))
    if queries.may(actor.role, queries.Act.SETTLE).allowed:
        shown += [("credit:slides", _("升降")), ("credit:trial", _("试算"))]
    shown += [
        ("credit:catalogue", _("信用清单")),
        ("credit:levels", _("信用等级")),
        ("credit:lists", _("名单")),
    ]
    if actor.role in {Role.CITY_BUREAU, Role.COMPANY_MANAGER}:
        shown.append(("credit:exchange", _("其他部门的查询")))
    return [{"words": words, "address": reverse(name), "here": name == here} for name, words in shown]


def standing_badge(row: queries.LineRow) -> tuple[str, str]:
    """Return words and tone of how a line stands."""
    if row.state is not queries.LineState.CONFIRMED:
        tone = "warn" if row.state is queries.LineState.PROPOSED else ""
        return say(queries.STATE_TEXTS[row.state]), tone
    tone = TONES[row.standing]
    if row.standing is queries.Standing.COUNTS:
        tone = "bad" if row.points < 0 else "good"
    return say(queries.STANDING_TEXTS[row.standing]), tone


def waits_words(row: queries.LineRow) -> str:
    """Return what is to be decided about a line, empty for nothing."""
    return {"confirm": _("待认定"), "objection": _("有异议"), "repair": _("申请修复")}.get(row.waits, "")


def form(
    request: HttpRequest, template: str, refused: Refused | None, context: dict[str, Any]
) -> HttpResponse:
    """Answer with a page; after a refusal with its words and what was typed."""
    errors = errors_of(refused) if refused else {}
    return render(request, template, {**context, "errors": errors}, REFUSED if errors else 200)
