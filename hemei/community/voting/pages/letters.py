"""Letters to the doors of a vote: ask for them, take them to be printed, see how each stands, send one anew."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from hemei.community.voting import queries, services
from hemei.community.voting.pages import gate
from hemei.community.voting.pages.paper import LIST, REFUSED, clerks_only
from hemei.community.voting.rules.letters import LETTER_STATE_NAMES, LetterState
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused
from hemei.kernel.workdays import shanghai_day
from hemei.ui.forms import errors_of, plain, whole_of
from hemei.ui.render import render
from hemei.ui.sheets import sheet
from hemei.ui.words import say

if TYPE_CHECKING:
    from collections.abc import Callable

TONES = {
    LetterState.WAITING: "warn",
    LetterState.STANDS: "brand",
    LetterState.USED: "good",
    LetterState.EXPIRED: "bad",
    LetterState.BLOCKED: "bad",
}


def _asked(request: HttpRequest) -> tuple[str, LetterState | None]:
    typed = request.GET.get("state", "")
    state = LetterState(typed) if typed in set(LetterState) else None
    return plain(request.GET.get("q", ""), 30), state


def _roll(request: HttpRequest, roll_id: int) -> queries.PaperRoll:
    row = queries.paper_roll(roll_id, actor=request.actor)  # type: ignore[attr-defined]
    if row is None:
        raise Http404
    return row


@never_cache
@require_GET
@clerks_only
def letters(request: HttpRequest, roll_id: int) -> HttpResponse:
    """Show whose voter is still to be proven, the runs of letters, and every letter."""
    return _page(request, roll_id)


def _page(request: HttpRequest, roll_id: int, refused: Refused | None = None) -> HttpResponse:
    actor, now = request.actor, utc_now()  # type: ignore[attr-defined]
    row, today = _roll(request, roll_id), shanghai_day(now)
    text, state = _asked(request)
    after = whole_of(request.GET.get("after", "")) or 0
    found = queries.letters(
        roll_id, actor=actor, today=today, text=text, state=state, after=after, limit=LIST + 1
    )
    runs = queries.letter_runs(roll_id, actor=actor, limit=LIST)
    kept = {name: value for name, value in (("q", text), ("state", state.value if state else "")) if value}
    context = {
        "row": row,
        "open": now <= row.closes_at,
        "counts": queries.letter_counts(roll_id, actor=actor, today=today),
        "buildings": [(name, name) for name in queries.buildings_of_roll(roll_id, actor=actor)],
        "chosen": request.POST.getlist("buildings"),
        "runs": runs,
        "working": any(run.made_at is None for run in runs),
        "rows": found[:LIST],
        "names": LETTER_STATE_NAMES,
        "tones": TONES,
        "states": gate.options(LETTER_STATE_NAMES),
        "asked": {"q": text, "state": state.value if state else ""},
        "older": "?" + urlencode(kept | {"after": found[LIST - 1].id}) if len(found) > LIST else "",
        "sheet": reverse("voting:letters_sheet", args=[roll_id]) + "?" + urlencode(kept),
        "key": secrets.token_hex(16),
        "errors": errors_of(refused) if refused else {},
        "wrong": whole_of(request.POST.get("letter", "")),
    }
    return render(request, "voting/letters.html", context, REFUSED if refused else 200)


@never_cache
@require_GET
@clerks_only
def letters_sheet(request: HttpRequest, roll_id: int) -> HttpResponseBase:
    """Give the same list, whole, as a spreadsheet."""
    row = _roll(request, roll_id)
    text, state = _asked(request)
    today = shanghai_day(utc_now())
    actor = request.actor  # type: ignore[attr-defined]
    rows = queries.all_letters(roll_id, actor=actor, today=today, text=text, state=state)
    header = [_("编号"), _("房屋"), _("状态"), _("有效期至"), _("填错次数"), _("确认时间"), _("作废时间")]
    lines: Any = (
        [
            one.serial, one.unit, say(LETTER_STATE_NAMES[one.state]), one.expires_on, one.wrong, one.used_at,
            one.voided_at,
        ]
        for one in rows
    )  # fmt: skip
    return sheet(_("确认函-%(number)s") % {"number": row.id}, header, lines)


def _done(request: HttpRequest, roll_id: int, act: Callable[[], object], said: str) -> HttpResponse:
    """Do an act and come back to the page, with what was refused or what was done."""
    _roll(request, roll_id)
    try:
        act()
    except Refused as refused:
        return _page(request, roll_id, refused)
    messages.success(request, said)
    return HttpResponseRedirect(reverse("voting:letters", args=[roll_id]))


def _site(request: HttpRequest) -> str:
    return request.build_absolute_uri(reverse("voting:letter"))


@require_POST
@clerks_only
def send_letters(request: HttpRequest, roll_id: int) -> HttpResponse:
    """Ask for a letter to each unit without a proven voter."""
    return _done(
        request,
        roll_id,
        lambda: services.start_letter_run(
            actor=request.actor,  # type: ignore[attr-defined]
            now=utc_now(),
            roll_id=roll_id,
            key=request.POST.get("key", "")[:64] or secrets.token_hex(16),
            site=_site(request),
            buildings=[plain(one, 40) for one in request.POST.getlist("buildings")],
        ),
        _("正在排版，排好后可以下载打印。"),
    )


@require_POST
@clerks_only
def send_again(request: HttpRequest, roll_id: int) -> HttpResponse:
    """Send one letter anew; the earlier one is void."""
    return _done(
        request,
        roll_id,
        lambda: services.send_letter_again(
            actor=request.actor,  # type: ignore[attr-defined]
            now=utc_now(),
            letter_id=whole_of(request.POST.get("letter", "")) or 0,
            reason=request.POST.get("reason", ""),
            key=request.POST.get("key", "")[:64] or secrets.token_hex(16),
            site=_site(request),
        ),
        _("另一封正在排版，原来的信不能再用。"),
    )


@require_POST
@clerks_only
def take(request: HttpRequest, run_id: int) -> HttpResponse:
    """Hand out the letters of a run for printing; who takes them is recorded."""
    content = services.take_letters(actor=request.actor, now=utc_now(), run_id=run_id)  # type: ignore[attr-defined]
    if content is None:
        raise Http404
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="letters-{run_id}.pdf"'
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_POST
@clerks_only
def printed(request: HttpRequest, roll_id: int) -> HttpResponse:
    """Erase the file of a run that was printed."""
    return _done(
        request,
        roll_id,
        lambda: services.erase_printed_letters(
            actor=request.actor,  # type: ignore[attr-defined]
            now=utc_now(),
            run_id=whole_of(request.POST.get("run", "")) or 0,
        ),
        _("文件已删除，以后没有人能再看到这批代码。"),
    )
