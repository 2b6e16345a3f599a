"""An owner's pages on a phone: his estate's money, his share, what it costs beside its like; asking; watching."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from hemei.coordination.disclosure import queries, services
from hemei.coordination.disclosure.pages import gate
from hemei.coordination.disclosure.queries import About, Act, OwnMoney, Stage
from hemei.coordination.disclosure.services import QuestionDraft
from hemei.ground.people import queries as people
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused
from hemei.kernel.money import yuan
from hemei.ui.doors import signed_in
from hemei.ui.forms import errors_of, plain, whole_of
from hemei.ui.render import render
from hemei.ui.words import is_english

if TYPE_CHECKING:
    from hemei.kernel.actor import Actor

_LONGEST = 1_200
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
    asked = queries.own_questions(actor=actor, estate_id=estate_id, limit=20) if estate_id is not None else []
    texts, now = queries.own_texts(asked, actor=actor), utc_now()
    context = {
        "estates": estates,
        "money": _money(found) if found else None,
        "asked": [gate.question_face(row, texts, people.body_names({row.body_id}), now) for row in asked],
        "errors": errors_of(refused) if refused else {},
        "text": request.POST.get("text", "")[:_LONGEST],
        "key": secrets.token_hex(16),
        "answer": queries.calendar_on(gate.today()).answer,
    }
    return render(request, "disclosure/mine.html", context, gate.REFUSED if refused else 200)


def _money(found: OwnMoney) -> dict[str, Any]:
    sums = {line["code"]: line["fen"] for line in found.lines if line["section"] == "sums"}
    parts = [line for line in found.lines if line["section"] in {"in", "out"}]
    return {
        "found": found,
        "period": gate.period_words(found.period),
        "came": yuan(sums.get("came", 0)),
        "went": yuan(sums.get("went", 0)),
        "closing": yuan(sums.get("closing", 0)),
        "shares": {name: yuan(found.share(sums.get(name, 0))) for name in ("came", "went", "closing")},
        "own_m2": f"{found.own_dm2 / _M2:.2f}",
        "all_m2": f"{found.area_dm2 / _M2:,.2f}",
        "lines": [_part(line, found, sums) for line in parts],
        "beside": _beside(found),
        "published": [
            {"row": row, "subject": gate.subject_words(row.subject), "period": gate.period_words(row.period)}
            for row in found.published
        ],
    }


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


@require_POST
@signed_in
def ask(request: HttpRequest, estate_id: int) -> HttpResponse:
    """Ask about the estate's money, or say something on a draft."""
    actor, on = gate.entered(request, Act.ASK), gate.today()
    draft = QuestionDraft(
        estate_id=estate_id, text=request.POST.get("text", "").replace("\x00", "")[:_LONGEST],
        key=plain(request.POST.get("key", ""), 40) or secrets.token_hex(16),
        about=About.DRAFT if request.POST.get("of") else About.MONEY,
        about_stream=plain(request.POST.get("of", ""), 60),
    )  # fmt: skip
    try:
        services.ask(actor=actor, now=utc_now(), draft=draft)
    except Refused as refused:
        return _show(request, actor, estate_id, queries.own_estates(actor=actor, on=on), refused)
    messages.success(request, _("已提交。答复会出现在这一页，最晚的时间写在旁边。"))
    return HttpResponseRedirect(f"{reverse('disclosure:mine')}?estate={estate_id}#asked")


@require_POST
@signed_in
def watch(request: HttpRequest, estate_id: int) -> HttpResponse:
    """Say something on a spending; its page leads here and back."""
    actor = gate.entered(request, Act.WATCH)
    stage, stream = request.POST.get("stage", ""), plain(request.POST.get("of", ""), 60)
    draft = QuestionDraft(
        estate_id=estate_id, text=request.POST.get("text", "").replace("\x00", "")[:_LONGEST],
        key=plain(request.POST.get("key", ""), 40) or secrets.token_hex(16), about=About.SPENDING,
        about_stream=stream, stage=Stage(stage) if stage in set(Stage) else None,
    )  # fmt: skip
    try:
        services.watch(actor=actor, now=utc_now(), draft=draft)
    except Refused as refused:
        return _spending(request, actor, estate_id, stream, refused)
    messages.success(request, _("已提交，会按时得到答复。"))
    return HttpResponseRedirect(f"{reverse('disclosure:spending', args=[estate_id])}?of={stream}")


@require_safe
@never_cache
@signed_in
def spending(request: HttpRequest, estate_id: int) -> HttpResponse:
    """Show what was said on a spending in its three stages, and let who may say more."""
    actor = gate.entered(request, Act.WATCH)
    return _spending(request, actor, estate_id, plain(request.GET.get("of", ""), 60))


def _spending(
    request: HttpRequest, actor: Actor, estate_id: int, stream: str, refused: Refused | None = None
) -> HttpResponse:
    found = queries.watched(estate_id, stream, actor=actor, on=gate.today())
    if found is None or not stream:
        raise Http404
    texts, now = found.texts, utc_now()
    bodies = people.body_names(
        {row.body_id for row in found.rows} | {row.asker_body_id or 0 for row in found.rows}
    )
    faces = [gate.question_face(row, texts, bodies, now) for row in found.rows]
    context = {
        "estate_id": estate_id,
        "estate": found.estate,
        "of": stream,
        "stages": [
            {
                "code": stage.value,
                "words": gate.stage_words(stage),
                "said": [f for f in faces if f["row"].stage is stage],
            }
            for stage in Stage
        ],
        "errors": errors_of(refused) if refused else {},
        "text": request.POST.get("text", "")[:_LONGEST],
        "stage": request.POST.get("stage", ""),
        "key": secrets.token_hex(16),
    }
    return render(request, "disclosure/spending.html", context, gate.REFUSED if refused else 200)
