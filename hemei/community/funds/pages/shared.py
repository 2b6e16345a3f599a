"""What the pages of funds share: who may come in, today, the tabs, words, a fund by its estate."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from hemei.community.funds import queries
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused, mark
from hemei.kernel.money import yuan
from hemei.kernel.workdays import shanghai_day
from hemei.ui.forms import plain
from hemei.ui.words import listing, say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from django.http import QueryDict

    from hemei.kernel.actor import Actor

PAGE, REFUSED = 50, 422
TONES: dict[queries.State, str] = {
    queries.State.PAID: "good", queries.State.MERGED: "good", queries.State.FAILED: "bad",
    queries.State.REFUSED: "bad", queries.State.WITHDRAWN: "", queries.State.ASKED: "warn",
    queries.State.BILLED: "warn", queries.State.GIVING_UP: "warn",
}  # fmt: skip


def entered(request: HttpRequest, act: queries.Act = queries.Act.SEE) -> Actor:
    """Return the actor if his role may do this."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not queries.may(actor, act).allowed:
        raise PermissionDenied
    return actor


def confirm_first(back: str) -> str:
    """Return where one proves once more that it is he, and comes back from."""
    return f"{reverse('people:confirm')}?next={back}"


def carried(request: HttpRequest, back: str, act: Callable[[], str]) -> HttpResponseRedirect | Refused:
    """Do what was posted and lead back with its words, or to the second factor where the act asks for it.

    Returns why not where it was refused. Raises Http404 where it is about nothing the actor may see.
    """
    try:
        words = act()
    except Refused as refused:
        code = refused.decision.reasons[0].code
        if code == "not_found":
            raise Http404 from refused
        return HttpResponseRedirect(confirm_first(back)) if code == "step_up" else refused
    messages.success(request, words)
    return HttpResponseRedirect(back)


def today() -> date:
    """Return today in the city."""
    return shanghai_day(utc_now())


def found_fund(code: str, actor: Actor) -> queries.FundRow:
    """Return the fund of the estate of a code; not there and not yours look alike."""
    asked = queries.FundFilter()
    row = next(
        iter(queries.funds(asked, actor=actor, on=today(), code=code.replace("\x00", ""), limit=1)), None
    )
    if row is None:
        raise Http404
    return row


def door_of(actor: Actor, row: queries.FundRow, data: QueryDict) -> int:
    """Return the household of a door as people write it; raises Refused where there is none."""
    door = plain(data.get("door", ""), 40)
    found = queries.household_at(row.id, door, actor=actor)
    if found is None:
        raise Refused.because(
            mark("“{door}”不在这个小区的分户账里。"),
            remedy=mark("请写成 3幢2单元501 的样子。"),
            field="door",
            code="door",
            door=door,
        )
    return found


def tabs(here: str) -> list[dict[str, Any]]:
    """Return the lists of funds."""
    pages = [
        (_("小区"), "funds:funds", ""),
        (_("续筹"), "funds:households", "?state=short"),
        (_("使用"), "funds:uses", "?state=open"),
        (_("应急使用"), "funds:emergencies", "?state=asked"),
    ]
    return [
        {"words": words, "address": reverse(name) + more, "here": name == here} for words, name, more in pages
    ]


def may_all(actor: Actor) -> dict[str, bool]:
    """Return what the actor's role may do at all."""
    return {act.value: queries.may(actor, act).allowed for act in queries.Act}


def part_words(code: str, on: date) -> str:
    """Return what a common part is called."""
    part = queries.fund_rules(on).part_of(code)
    return say(part.name) if part else code


def part_names(codes: Iterable[str], on: date) -> str:
    """Return what some common parts are called, in a row."""
    return listing(part_words(code, on) for code in codes)


def warranty_words(row: queries.UseRow) -> str:
    """Return what was said of the developer's warranty, and what the age of the building told of it."""
    if not row.warranty:
        return ""
    said = say(queries.WARRANTY_NAMES[queries.Warranty(row.warranty)])
    if row.built_year is None:
        return _("%(said)s；登记里没有建成年份") % {"said": said}
    values = {"said": said, "year": row.built_year, "until": row.warranty_until}
    if row.warranty_until is None:
        return _("%(said)s；登记的建成年份%(year)s年") % values
    if (
        row.warranty_until > row.planned_on
    ):  # by the register alone it could still run; the paper says the day
        return _("%(said)s，附有材料；登记的建成年份%(year)s年，只按年份推算最迟%(until)s满") % values
    return _("%(said)s；登记的建成年份%(year)s年，最迟%(until)s保修期满") % values


def use_face(row: queries.UseRow) -> dict[str, Any]:
    """Return a use as a list shows it."""
    scope = say(queries.LEVEL_NAMES[row.level]) if not row.building else f"{row.building}{row.entrance}"
    return {
        "row": row, "address": reverse("funds:use", args=[row.id]), "scope": scope,
        "path": say(queries.PATH_NAMES[row.path]), "state": say(queries.STATE_NAMES[row.state]),
        "tone": TONES.get(row.state, "brand"), "part": part_words(row.part, row.planned_on),
        "budget": yuan(row.budget_fen), "bill": yuan(row.bill_fen) if row.bill_fen is not None else "",
        "late": row.check_by is not None and row.check_by < utc_now(),
    }  # fmt: skip
