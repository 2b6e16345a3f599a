"""What owners ask and say: the inbox of who must answer, one question with its answer, the sheet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from hemei.coordination.disclosure import queries, services
from hemei.coordination.disclosure.pages import gate
from hemei.coordination.disclosure.queries import About, Act, QuestionFilter
from hemei.ground.people import queries as people
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused
from hemei.ui.doors import signed_in
from hemei.ui.forms import errors_of, whole_of
from hemei.ui.render import render
from hemei.ui.sheets import sheet
from hemei.ui.words import say

if TYPE_CHECKING:
    from hemei.kernel.actor import Actor

_LONGEST = 1_200


def _asked(request: HttpRequest) -> dict[str, str]:
    about = request.GET.get("about", "")
    return {
        "about": about if about in set(About) else "",
        "estate": str(whole_of(request.GET.get("estate", "")) or ""),
        **{name: "1" if request.GET.get(name) == "1" else "" for name in ("open", "late")},
    }


def _filter(asked: dict[str, str]) -> QuestionFilter:
    return QuestionFilter(
        estate_id=whole_of(asked["estate"]), about=asked["about"], open_only=bool(asked["open"]),
        late_at=utc_now() if asked["late"] else None,
    )  # fmt: skip


@require_safe
@never_cache
@signed_in
def questions(request: HttpRequest) -> HttpResponse:
    """List questions, the latest first."""
    actor, asked = gate.entered(request), _asked(request)
    after = whole_of(request.GET.get("after", ""))
    found = queries.questions(_filter(asked), actor=actor, after=after, limit=gate.PAGE + 1)
    rows, kept = found[: gate.PAGE], {name: word for name, word in asked.items() if word}
    bodies = people.body_names({row.body_id for row in rows} | {row.asker_body_id or 0 for row in rows})
    now = utc_now()
    context = {
        "rows": [gate.question_face(row, {}, bodies, now) for row in rows],
        "asked": asked,
        "narrowed": bool(kept),
        "first": after is None,
        "here": f"?{urlencode(kept)}",
        "older": f"?{urlencode({**kept, 'after': str(rows[-1].id)})}" if len(found) > gate.PAGE else "",
        "sheet": f"{reverse('disclosure:questions_sheet')}?{urlencode(kept)}",
        "abouts": [(one.value, say(words)) for one, words in queries.ABOUT_TEXTS.items()],
        "tabs": gate.tabs(actor, "disclosure:questions"),
    }
    return render(request, "disclosure/questions.html", context)


@require_safe
@never_cache
@signed_in
def questions_sheet(request: HttpRequest) -> HttpResponseBase:
    """Give the same list, whole, as a spreadsheet; nobody's words stand in it."""
    actor = gate.entered(request)
    header = [_("小区"), _("关于"), _("阶段"), _("提问"), _("应答复"), _("答复"), _("超期"), _("答复单位")]
    return sheet(_("提问和答复"), header, _lines(actor, _filter(_asked(request))))


def _lines(actor: Actor, only: QuestionFilter) -> Iterator[list[Any]]:
    now, yes, bodies = utc_now(), _("是"), dict[int, str]()
    for row in queries.all_questions(only, actor=actor):
        if row.body_id not in bodies:
            bodies |= people.body_names({row.body_id})
        face = gate.question_face(row, {}, bodies, now)
        yield [
            row.estate, face["about"], face["stage"], row.asked_at, row.due_at, row.answered_at,
            yes if face["late"] else "", face["body"],
        ]  # fmt: skip


@require_http_methods(["GET", "POST"])
@never_cache
@signed_in
def question(request: HttpRequest, question_id: int) -> HttpResponse:
    """Show a question; whoever was asked answers it."""
    actor, refused = gate.entered(request), None
    text = request.POST.get("text", "").replace("\x00", "")[:_LONGEST]
    if request.method == "POST":
        try:
            services.answer(actor=actor, now=utc_now(), question_id=question_id, text=text)
        except Refused as error:
            refused = error
        else:
            messages.success(request, _("已答复，业主在手机上能看到。"))
            return HttpResponseRedirect(reverse("disclosure:question", args=[question_id]))
    row = queries.question(question_id, actor=actor)
    if row is None:
        raise Http404
    bodies = people.body_names({row.body_id, row.asker_body_id or 0})
    context = {
        "face": gate.question_face(row, queries.texts_of([row]), bodies, utc_now()),
        "answers": row.answered_at is None
        and actor.body_id == row.body_id
        and queries.may(actor, Act.ANSWER).allowed,
        "clause": queries.calendar_on(gate.today()).answer.warrant.cited,
        "errors": errors_of(refused) if refused else {},
        "text": text,
    }
    return render(request, "disclosure/question.html", context, gate.REFUSED if refused else 200)
