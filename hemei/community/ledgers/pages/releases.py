"""What is not to be collected, or never came: asked with a paper, answered by the second word, asked for again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hemei.community.ledgers import queries, services
from hemei.community.ledgers.pages.asked import faces
from hemei.community.ledgers.pages.contracts import A_DAY, back_to, contract_or_404
from hemei.community.ledgers.pages.shared import Field, book_or_404, entered, form, today
from hemei.community.ledgers.pages.undecided import second_word
from hemei.ground.records import queries as records
from hemei.kernel.actor import Actor
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused, mark
from hemei.kernel.money import yuan
from hemei.ui.doors import signed_in
from hemei.ui.forms import errors_of, needed_day, plain


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def drop(request: HttpRequest, due_id: int) -> HttpResponse:
    """Ask that an amount due is not collected."""
    actor = entered(request, queries.Act.CONTRACT)
    due = _due_or_404(due_id, actor)

    def act(typed: QueryDict) -> None:
        services.ask_drop(actor=actor, now=utc_now(), due_id=due.id, **_why(request, typed))

    said = {"since": due.period_from, "until": due.period_until - A_DAY, "fen": yuan(due.amount_fen)}
    lead = (
        _("%(since)s至%(until)s，应收%(fen)s元。业主委员会（没有能履职的，由社区）确认以后才不再收取。")
        % said
    )
    row = contract_or_404(due.contract_id, actor)
    return _ask(request, row, (_("申请不再收取"), lead, _("为什么不再收取")), [], act)


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def end(request: HttpRequest, contract_id: int) -> HttpResponse:
    """Ask that a contract ends early."""
    actor = entered(request, queries.Act.CONTRACT)
    row = contract_or_404(contract_id, actor)

    def act(typed: QueryDict) -> None:
        services.ask_end(
            actor=actor, now=utc_now(), contract_id=row.id, day=needed_day(typed.get("day", ""), "day"),
            **_why(request, typed),
        )  # fmt: skip

    fields: list[Field] = [
        {"name": "day", "label": _("从哪一天起终止"), "type": "date", "required": True, "value": today().isoformat(),
         "more": {"min": row.valid_from, "max": row.valid_until}},
    ]  # fmt: skip
    lead = _(
        "业主委员会（没有能履职的，由社区）确认以后才终止。这一天以后的不再收取，当期按天数计算；已经入账的自动冲销重记，多收的列为应退还。"
    )
    return _ask(request, row, (_("申请提前终止合同"), lead, _("为什么提前终止")), fields, act)


def _why(request: HttpRequest, typed: QueryDict) -> dict[str, Any]:
    papers = [services.read_paper(one, one.name or "") for one in request.FILES.getlist("papers")]
    return {"reason": plain(typed.get("reason", ""), 200), "papers": papers}


def _ask(
    request: HttpRequest,
    row: queries.ContractRow,
    words: tuple[str, str, str],
    fields: list[Field],
    act: Callable[[QueryDict], None],
) -> HttpResponse:
    papers = _("终止协议、对方来函、银行回单或者其他材料")
    return _form(request, row.estate_id, back_to(row), (*words, papers), fields, act)


def _form(
    request: HttpRequest,
    estate_id: int,
    back: dict[str, Any],
    words: tuple[str, str, str, str],
    fields: list[Field],
    act: Callable[[QueryDict], None],
) -> HttpResponse:
    title, lead, why, papers = words
    _able, who = second_word(estate_id)
    reason: Field = {
        "name": "reason", "label": why, "kind": "area", "required": True,
        "hint": _("一句话写明，不写个人信息；业主看得到。"), "more": {"maxlength": 200},
    }  # fmt: skip
    page = {
        "title": title, "lead": lead, "button": _("申请"), "done": _("已申请，等待%(who)s确认。") % {"who": who},
        "papers": papers, **back,
    }  # fmt: skip
    return form(request, page, [*fields, reason], act)


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def answer(request: HttpRequest, release_id: int) -> HttpResponse:
    """Say yes or no to what was asked."""
    actor = entered(request, queries.Act.RELEASE)
    found = queries.release(release_id, actor=actor)
    if found is None:
        raise Http404
    estate, whole = _of(found, actor)

    def act(typed: QueryDict) -> None:
        said = typed.get("answer", "")
        if said not in {"agree", "refuse"}:
            raise Refused.because(mark("没有选择答复。"), field="answer", code="answer")
        services.answer_release(actor=actor, now=utc_now(), release_id=release_id, agrees=said == "agree")

    fields: list[Field] = [
        {"name": "answer", "label": _("答复"), "kind": "select", "required": True,
         "options": [("agree", _("同意")), ("refuse", _("不同意"))]},
    ]  # fmt: skip
    (face,) = faces([found], estate, actor)
    title = _("确认提前终止合同的申请") if found.day else _("确认不再收取的申请")
    title = _("确认冲销凭证的申请") if found.entry_id else title
    page = {
        "title": title, "lead": face["what"], "button": _("答复"), "done": _("已答复。"),
        "shown": face, "closed": "" if face["answers"] else face["state"], **whole,
    }  # fmt: skip
    return form(request, page, fields, act)


def _of(found: queries.ReleaseRow, actor: Actor) -> tuple[int, dict[str, Any]]:
    """Return the estate of what was asked, and the way back to its contract or entry."""
    if found.contract_id is not None:
        row = contract_or_404(found.contract_id, actor)
        return row.estate_id, back_to(row)
    page = queries.entry(found.entry_id or 0, actor=actor)
    if page is None:
        raise Http404
    book = book_or_404(page.row.ledger_id, actor)
    return book.estate_id, back_to_entry(page.row.id, book)


def back_to_entry(entry_id: int, book: queries.LedgerRow) -> dict[str, Any]:
    """Return the way back from a form to the page of an entry."""
    here = reverse("ledgers:entry", args=[entry_id])
    steps = [(book.estate, reverse("ledgers:book", args=[book.id])), (_("凭证"), here)]
    return {"steps": steps, "back": here, "back_words": _("返回凭证")}


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def reverse_entry(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Ask that an entry is reversed."""
    actor = entered(request, queries.Act.REVERSE)
    page = queries.entry(entry_id, actor=actor)
    if page is None:
        raise Http404
    book = book_or_404(page.row.ledger_id, actor)

    def act(typed: QueryDict) -> None:
        services.ask_reversal(actor=actor, now=utc_now(), entry_id=entry_id, **_why(request, typed))

    lead = _(
        "业主委员会（没有能履职的，由社区）确认以后才冲销，记在确认的那一天。原凭证不改不删，正确的内容请重新记账。"
    )
    title = _("申请冲销凭证 %(number)s") % {"number": entry_id}
    back = back_to_entry(entry_id, book)
    words = (title, lead, _("哪里记错了"), _("银行回单、更正说明或者其他说明记错的材料"))
    return _form(request, book.estate_id, back, words, [], act)


@never_cache
@require_POST
@signed_in
def again(request: HttpRequest, due_id: int) -> HttpResponse:
    """Ask anew for an amount that was dropped by mistake."""
    actor = entered(request, queries.Act.CONTRACT)
    due = _due_or_404(due_id, actor)
    try:
        services.ask_again(actor=actor, now=utc_now(), due_id=due.id)
    except Refused as refused:
        messages.error(request, " ".join(text for texts in errors_of(refused).values() for text in texts))
    else:
        messages.success(request, _("已重新列入应收，到期自动入账。"))
    return HttpResponseRedirect(reverse("ledgers:contract", args=[due.contract_id]))


def _due_or_404(due_id: int, actor: Actor) -> queries.DueRow:
    due = queries.due(due_id, actor=actor)
    if due is None:
        raise Http404
    return due


@never_cache
@require_safe
@signed_in
def paper(request: HttpRequest, release_id: int, file_id: int) -> HttpResponse:
    """Give a paper of what was asked."""
    actor = entered(request)
    row = queries.release(release_id, actor=actor)
    found = next((one for one in queries.release_papers(row) if one.id == file_id), None) if row else None
    if found is None:
        raise Http404
    response = HttpResponse(records.file_content(found), content_type=found.media_type)
    if not found.media_type.startswith("image/"):
        response["Content-Disposition"] = f'attachment; filename="{release_id}-{found.id}"'
    return response
