"""A batch of paper ballots: bring in photos or scans, judge what was not clear, confirm what is to count."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable
from functools import partial
from typing import Any, cast
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from hemei.community.voting import queries, services
from hemei.community.voting.pages.paper import LIST, REFUSED, clerks_only
from hemei.community.voting.queries.calling import serves
from hemei.community.voting.queries.paper_proxies import PaperProxyRow, proxies_with
from hemei.community.voting.queries.settling import objection_to_page
from hemei.community.voting.rules.acts import Act
from hemei.community.voting.rules.batches import UNSETTLED, SheetState
from hemei.community.voting.rules.entries import WORDS, Word
from hemei.community.voting.rules.uploads import MOST_BYTES
from hemei.community.voting.rules.voters import CAPACITY_NAMES, Capacity
from hemei.community.voting.services.telling import LONGEST_TEXT
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused, mark
from hemei.ui.forms import errors_of, plain, whole_of
from hemei.ui.render import render
from hemei.ui.uploads import MEGABYTE, refuse_skipped
from hemei.ui.words import say

readers_only = partial(clerks_only, act=Act.SETTLE_OBJECTION)
WORD_TEXTS: dict[str, str] = {
    "for": mark("同意"),
    "against": mark("反对"),
    "abstain": mark("弃权"),
    "spoiled": mark("无效"),
}
_STATE_TEXTS: dict[SheetState, tuple[str, str]] = {
    SheetState.READY: (mark("可以计入"), "good"),
    SheetState.JUDGING: (mark("等人判断"), "warn"),
    SheetState.REPEATED: (mark("同一张票有两个画面"), "bad"),
    SheetState.INCOMPLETE: (mark("缺页"), "warn"),
    SheetState.ASIDE_ASKED: (mark("等另一人确认搁置"), "warn"),
    SheetState.VOIDED: (mark("已换票，这张作废"), "bad"),
    SheetState.ENTERED: (mark("已计入，不重复计"), ""),
}
_WAITS = {
    Capacity.GUARDIAN: mark("等登记监护人"),
    Capacity.DELEGATE: mark("等登记单位代表"),
}
_PROBLEMS = {
    "": mark("已搁置"),
    "blank": mark("空白页"),
    "no_code": mark("没有读出二维码"),
    "several_codes": mark("一个画面里有几张票"),
    "no_corners": mark("四角的方块没有拍全"),
    "bent": mark("纸面不平"),
    "code_moved": mark("二维码不在原来的位置"),
    "other_vote": mark("是另一次表决的票"),
    "unknown_code": mark("不是本系统印制的票"),
}
_DOUBTS = {
    "none_marked": mark("没有选"),
    "several_marked": mark("选了几格"),
    "weak": mark("笔迹太淡或太小"),
    "outside": mark("格外有笔迹"),
    "not_found": mark("画面没有读准"),
    "doubted": mark("有人提出读错了"),
}


@never_cache
@require_GET
@clerks_only
def batch(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Show a batch; not there and not yours look alike."""
    return _batch(request, batch_id)


def _batch(request: HttpRequest, batch_id: int, refused: Refused | None = None) -> HttpResponse:
    page = queries.batch(batch_id, actor=request.actor)  # type: ignore[attr-defined]
    if page is None:
        raise Http404
    mine = set(page.open_for)
    proxies = proxies_with([line.put.sheet for line in page.sheets], actor=request.actor)  # type: ignore[attr-defined]
    came = {one.sheet_id: one for one in proxies}
    lines = [_line(line, mine, came.get(line.put.sheet)) for line in page.sheets]
    waiting = page.row.files - page.row.read
    context = {
        "page": page,
        "waiting": waiting,
        "lines": lines,
        "titles": [(number, title) for number, title in page.titles.items()],
        "left": sum(line.put.state in UNSETTLED for line in page.sheets),
        "ready": sum(line.put.state is SheetState.READY for line in page.sheets),
        "waits": sum(line["bind"] != "" for line in lines),
        "unconfirmed": sum(line["proxy"] is not None for line in lines),
        "unsaid": sum(line["signature"] is not None for line in lines),
        "to_judge": page.open_for[0] if page.open_for else None,
        "loose": [
            (one.id, say(_PROBLEMS.get(one.problem, one.problem)), one.aside, one.asked) for one in page.loose
        ],
        "new": whole_of(request.GET.get("new", "")),
        "known": whole_of(request.GET.get("known", "")),
        "signature": queries.signature_rule(page.roll_id),
        "proxies": proxies,
        "capacities": [(one.value, say(words)) for one, words in CAPACITY_NAMES.items()],
        "counted": [line for line in lines if line["ready"]],
        "values": request.POST,
        "errors": errors_of(refused) if refused else {},
    }
    return render(request, "voting/batch.html", context, REFUSED if refused else 200)


def _line(line: queries.SheetLine, mine: set[int], came: PaperProxyRow | None) -> dict[str, Any]:
    """Return a sheet as it is shown; one that came with a proxy waits for nobody to be bound, but for who signed it."""
    ready = line.put.state is SheetState.READY
    waits = line.waits if came is None or came.own else None
    words, tone = (_WAITS[waits], "warn") if waits else _STATE_TEXTS[line.put.state]
    proxy = came.id if ready and came is not None and came.confirmed is None else None
    signature = came.id if ready and came is not None and came.asked else None
    if proxy is not None:
        words, tone = mark("等确认随票的委托书"), "warn"
    if signature is not None:
        words, tone = mark("等核实是谁签的名"), "warn"
    if ready and came is not None and came.own is False:
        words, tone = mark("不是业主签名，计入时无效"), "bad"
    read = [row for scan in line.put.scans for row in scan.rows]
    sure = [row.confidence for row in read if row.choice is not None]
    return {
        "id": line.put.sheet,
        "ready": ready,
        "proxy": proxy,
        "signature": signature,
        "signed_as": line.signed_as,
        "bind": f"{reverse('voting:desk_unit', args=[line.roll_unit_id])}?act=bind&capacity={waits}#bind-capacity"
        if waits
        else "",
        "serial": line.serial,
        "unit": line.unit,
        "state": (say(words), tone),
        "sure": min(sure) if sure and len(sure) == len(read) else None,
        "scans": [(scan.id, scan.page, scan.id in mine) for scan in line.put.scans],
    }


@require_POST
@clerks_only
def add_files(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Take photos and scanned files."""
    try:
        refuse_skipped(request, field="files", most_megabytes=MOST_BYTES // MEGABYTE)
        uploads = [(one.name or "", one.file) for one in request.FILES.getlist("files")]
        fresh = services.add_scans(
            actor=request.actor,  # type: ignore[attr-defined]
            now=utc_now(),
            batch_id=batch_id,
            uploads=cast("Any", uploads),
        )
    except Refused as refused:
        return _batch(request, batch_id, refused)
    told = f"?new={fresh}&known={len(uploads) - fresh}"
    return HttpResponseRedirect(reverse("voting:batch", args=[batch_id]) + told)


def _serials(text: str) -> list[str]:
    return [one for one in re.split(r"[,，、;；\s]+", plain(text, 2_000)) if one]


def _signed_as(request: HttpRequest, tail: str) -> services.SignedAs:
    word, said = request.POST.get(f"capacity{tail}", ""), request.POST.get(f"evidence{tail}", "")
    capacity = Capacity(word) if word in set(Capacity) else None
    return services.SignedAs(capacity, said[: LONGEST_TEXT + 1])


def _each(request: HttpRequest) -> dict[int, services.SignedAs]:
    """Return what a form says of single ballots, by the id of the printed sheet."""
    tails = {name.partition("-")[2] for name in request.POST if name.startswith(("capacity-", "evidence-"))}
    return {
        number: _signed_as(request, f"-{tail}") for tail in tails if (number := whole_of(tail)) is not None
    }


@require_POST
@clerks_only
def confirm(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Count what is ready, as the person saw it who confirms."""
    try:
        services.confirm_batch(
            actor=request.actor,  # type: ignore[attr-defined]
            now=utc_now(),
            batch_id=batch_id,
            ready=whole_of(request.POST.get("ready", "")) or 0,
            signed=services.SignedDraft(
                seen=request.POST.get("signed", "") == "1",
                unsigned=_serials(request.POST.get("unsigned", "")),
                by_proxy=_serials(request.POST.get("by_proxy", "")),
                stack=_signed_as(request, ""),
                each=_each(request),
            ),
        )
    except Refused as refused:
        return _batch(request, batch_id, refused)
    return HttpResponseRedirect(reverse("voting:batch", args=[batch_id]))


@never_cache
@require_GET
@readers_only
def leaf(request: HttpRequest, scan_id: int) -> HttpResponse:
    """Show a page with what this clerk may do: judge items, doubt the reading, set it aside, name it.

    To the street and the county only one of a paper of which they have to say whose it was.
    """
    return _leaf(request, scan_id)


@never_cache
@require_POST
@readers_only
def open_leaf(request: HttpRequest, scan_id: int) -> HttpResponse:
    """Show picture and choices of a page once, to who gave a reason that was recorded."""
    actor = request.actor  # type: ignore[attr-defined]
    if queries.scanned_page(scan_id, actor=actor) is None:
        raise Http404
    try:
        services.open_page(actor=actor, now=utc_now(), scan_id=scan_id, reason=request.POST.get("reason", ""))
    except Refused as refused:
        return _leaf(request, scan_id, "open", refused)
    return _leaf(request, scan_id, opened=queries.opened_picture(scan_id, actor=actor))


def _leaf(
    request: HttpRequest,
    scan_id: int,
    act: str = "",
    refused: Refused | None = None,
    opened: bytes | None = None,
) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    page = queries.scanned_page(scan_id, actor=actor)
    objection = objection_to_page(scan_id, actor=actor, now=utc_now())
    if page is None or not (objection or serves(actor)):
        raise Http404
    context = {
        "page": page,
        "objection": objection,
        "handles": serves(actor),
        "opened": b64encode(opened).decode() if opened else "",
        "words": [
            (item, page.titles.get(item, ""), say(WORD_TEXTS[word]) if word else _("由人判断"))
            for item, word in sorted(page.words.items())
        ]
        if opened
        else [],
        "problem": say(_PROBLEMS.get(page.problem, page.problem)) if page.problem else "",
        "items": [(item, page.titles[item], say(_DOUBTS[page.doubts[item]])) for item in page.items],
        "options": [(word, say(WORD_TEXTS[word])) for word in WORDS],
        "values": request.POST,
        "act": act,
        "errors": errors_of(refused) if refused else {},
    }
    return render(request, "voting/leaf.html", context, REFUSED if refused else 200)


@require_GET
@clerks_only
def picture(request: HttpRequest, scan_id: int) -> HttpResponse:
    """Answer the picture of a page to who judges it."""
    content = queries.picture_of(scan_id, actor=request.actor)  # type: ignore[attr-defined]
    if content is None:
        raise Http404
    answer = HttpResponse(content, content_type="image/jpeg")
    answer["Cache-Control"] = "private, no-store"
    return answer


@never_cache
@require_GET
@clerks_only
def asides(request: HttpRequest) -> HttpResponse:
    """List the pages somebody wants left out and that wait for a second person, the oldest first."""
    after = whole_of(request.GET.get("after", "")) or 0
    rows = queries.waiting_asides(actor=request.actor, after=after, limit=LIST + 1)  # type: ignore[attr-defined]
    shown = rows[:LIST]
    older = "?" + urlencode({"after": shown[-1].scan_id}) if len(rows) > LIST else ""
    return render(request, "voting/asides.html", {"rows": shown, "older": older})


def _judge(request: HttpRequest, given: dict[str, Any]) -> None:
    words: dict[int, Word] = {
        number: cast("Word", value)
        for name, value in request.POST.items()
        if name.startswith("item-") and (number := whole_of(name[5:])) is not None
    }
    services.enter_words(**given, words=words)


def _aside(request: HttpRequest, given: dict[str, Any]) -> None:
    services.set_aside(**given, reason=request.POST.get("reason", ""))


_ACTS: dict[str, Callable[[HttpRequest, dict[str, Any]], None]] = {
    "judge": _judge,
    "doubt": lambda _request, given: services.doubt_reading(**given),
    "aside": _aside,
    "agree": lambda _request, given: services.answer_aside(**given, agrees=True),
    "keep": lambda _request, given: services.answer_aside(**given, agrees=False),
    "name": lambda request, given: services.name_sheet(
        **given, serial=request.POST.get("serial", ""), page=whole_of(request.POST.get("page", "")) or 0
    ),
}


@require_POST
@clerks_only
def act_on_leaf(request: HttpRequest, scan_id: int, act: str) -> HttpResponse:
    """Carry out an act on a page; then lead to the next page this clerk has to judge, or back to the batch."""
    if act not in _ACTS:
        raise Http404
    actor = request.actor  # type: ignore[attr-defined]
    before = queries.scanned_page(scan_id, actor=actor)
    if before is None:
        raise Http404
    try:
        _ACTS[act](request, {"actor": actor, "now": utc_now(), "scan_id": scan_id})
    except Refused as refused:
        return _leaf(request, scan_id, act, refused)
    if act == "judge":
        messages.success(request, _("已记下您的判断。两名工作人员判断一致的，这一项就确定。"))
    if act == "aside":
        after_aside = queries.scanned_page(scan_id, actor=actor)
        if after_aside is not None and after_aside.asked:
            messages.success(
                request, _("已提出搁置。这一页可能是选票，等另一名工作人员看过票面确认以后才不计入。")
            )
    after = queries.batch(before.batch_id, actor=actor) if act == "judge" else None
    if after is not None and after.open_for:
        return HttpResponseRedirect(reverse("voting:leaf", args=[after.open_for[0]]))
    return HttpResponseRedirect(reverse("voting:batch", args=[before.batch_id]))
