"""One nomination: its course, its evidence, and what may be done with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from hemei.kernel.actor import Actor
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused, mark
from hemei.oversight.honours import queries, services
from hemei.oversight.honours.pages.shared import REFUSED, entered, state_face, subject_words, today
from hemei.oversight.honours.queries import Act, Ground, Kind, Stage, State
from hemei.ui.doors import signed_in
from hemei.ui.forms import errors_of, needed_day, whole_of
from hemei.ui.render import render
from hemei.ui.words import clock_words, listing, say

LONGEST = 1_000


@never_cache
@require_safe
@signed_in
def nomination(request: HttpRequest, nomination_id: int) -> HttpResponse:
    """Show a nomination to who made it, who is nominated, and those in charge."""
    return _show(request, nomination_id, entered(request), QueryDict())


def _show(
    request: HttpRequest,
    nomination_id: int,
    actor: Actor,
    typed: QueryDict,
    form: str = "",
    refused: Refused | None = None,
) -> HttpResponse:
    page = queries.nomination_page(nomination_id, actor=actor)
    if page is None:
        raise Http404
    row, now, errors = page.row, utc_now(), errors_of(refused) if refused else {}
    rules = queries.exemplar_rules(today())
    context = {
        "page": page,
        "row": row,
        "kind": say(queries.KIND_TEXTS[row.kind]),
        "kind_rule": rules.of(row.kind),
        "subject": subject_words(row),
        **state_face(row),
        "ground": say(queries.GROUND_TEXTS[Ground(row.ground)]) if row.ground else "",
        "reviews": [_review(one, rules) for one in page.reviews],
        "objections": [
            {"row": one, "clock": clock_words(now, one.due_at) if one.due_at else None}
            for one in page.objections
        ],
        "recheck_clock": clock_words(now, page.recheck_due_at) if page.recheck_due_at else None,
        "may": _acts(actor, row),
        "members": [(one.code, one.name) for one in rules.member],
        "grounds": [
            (ground.value, say(words))
            for ground, words in queries.GROUND_TEXTS.items()
            if ground is not Ground.RECHECK
        ],
        "today": today(),
        "values": {**typed.dict(), "members": typed.getlist("members")},
        "errors": {
            name: errors if form == name else {} for name in ("visit", "recheck", "withdraw", "answer")
        },
        "stray": {} if form in {"visit", "recheck", "withdraw", "answer"} else errors,
    }
    return render(request, "honours/nomination.html", context, REFUSED if refused else 200)


def _review(one: Any, rules: queries.ExemplarRules) -> dict[str, Any]:
    names = {member.code: member.name for member in rules.member}
    return {
        "row": one,
        "stage": say(queries.STAGE_TEXTS[one.stage]),
        "visit": one.stage is Stage.VISIT,
        "members": listing(names.get(code, code) for code in one.members),
    }


def _acts(actor: Actor, row: queries.NominationRow) -> dict[str, bool]:
    """Return which forms stand on the page; the services ask again."""

    def allowed(act: Act) -> bool:
        return queries.may(actor.role, act, covered=actor.covers(row.scope)).allowed

    return {
        "take_back": row.state is State.NOMINATED
        and row.body_id == actor.body_id
        and queries.may(actor.role, Act.TAKE_BACK).allowed,
        "visit": row.state is State.NOMINATED and row.kind is Kind.DEMONSTRATION and allowed(Act.REVIEW),
        "desk": allowed(Act.REVIEW),
        "recheck": row.state is State.PUBLISHED and allowed(Act.RECHECK),
        "withdraw": row.state is State.PUBLISHED and allowed(Act.WITHDRAW),
        "answer": allowed(Act.DECIDE),
    }


@never_cache
@require_POST
@signed_in
def act(request: HttpRequest, nomination_id: int, name: str) -> HttpResponse:
    """Take back, visit, re-check, withdraw, or answer an objection."""
    actor, typed = entered(request), request.POST
    if name not in _CARRY_OUT:
        raise Http404
    try:
        _CARRY_OUT[name](actor, nomination_id, typed)
    except Refused as refused:
        return _show(request, nomination_id, actor, typed, name, refused)
    messages.success(request, _("已记录。"))
    return HttpResponseRedirect(reverse("honours:nomination", args=[nomination_id]))


def _text(typed: QueryDict, name: str) -> str:
    return typed.get(name, "").replace("\r\n", "\n")[:LONGEST]


def _day(typed: QueryDict) -> date:
    return needed_day(typed.get("on", ""), "on")


def _take_back(actor: Actor, nomination_id: int, _typed: QueryDict) -> None:
    services.take_back(actor=actor, now=utc_now(), nomination_id=nomination_id)


def _visit(actor: Actor, nomination_id: int, typed: QueryDict) -> None:
    visit = services.Visit(
        held_on=_day(typed),
        members=typed.getlist("members"),
        in_order=_chosen(typed, "in_order"),
        found=_text(typed, "found"),
    )
    services.record_visit(actor=actor, now=utc_now(), nomination_id=nomination_id, visit=visit)


def _recheck(actor: Actor, nomination_id: int, typed: QueryDict) -> None:
    draft = services.RecheckDraft(
        checked_on=_day(typed), passed=_chosen(typed, "passed"), found=_text(typed, "found")
    )
    services.recheck(actor=actor, now=utc_now(), nomination_id=nomination_id, draft=draft)


def _withdraw(actor: Actor, nomination_id: int, typed: QueryDict) -> None:
    ground = typed.get("ground", "")
    if ground not in set(Ground):
        raise Refused.because(mark("请选择撤销原因"), field="ground", code="ground")
    services.withdraw(
        actor=actor, now=utc_now(), nomination_id=nomination_id, ground=Ground(ground), on=_day(typed),
        reason=_text(typed, "reason"),
    )  # fmt: skip


def _answer(actor: Actor, _nomination_id: int, typed: QueryDict) -> None:
    services.answer_objection(
        actor=actor, now=utc_now(), objection_id=whole_of(typed.get("objection", "")) or 0,
        upheld=_chosen(typed, "upheld"), answer=_text(typed, "answer"),
    )  # fmt: skip


def _chosen(typed: QueryDict, name: str) -> bool:
    """Return which of two a form says; raises Refused where it says neither."""
    said = typed.get(name, "")
    if said not in {"0", "1"}:
        raise Refused.because(mark("请选择结论"), field=name, code="conclusion")
    return said == "1"


_CARRY_OUT: dict[str, Callable[[Actor, int, QueryDict], None]] = {
    "take_back": _take_back,
    "visit": _visit,
    "recheck": _recheck,
    "withdraw": _withdraw,
    "answer": _answer,
}
