"""How much of the public revenue goes to the fund: what holds and why, put to the owners, or entered by a paper."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from hemei.community.ledgers import queries, services
from hemei.community.ledgers.pages.shared import Field, book_or_404, entered, form, today
from hemei.community.ledgers.pages.undecided import puts, second_word
from hemei.community.voting import queries as voting
from hemei.community.voting.services import Cited
from hemei.ground.records import queries as records
from hemei.kernel.actor import Actor
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused, mark
from hemei.kernel.periods import months_after
from hemei.ui.doors import signed_in
from hemei.ui.forms import needed_day, plain, whole_of
from hemei.ui.render import render
from hemei.ui.words import public_clause, say

_QUARTERS = 5
_TONES = {queries.ShareState.CONFIRMED: "good", queries.ShareState.REFUSED: ""}


def share_now(ledger_id: int, day: date) -> dict[str, Any]:
    """Return in words how much of what is left goes to the fund on a day, by which decision or clause."""
    held = queries.shares_held([ledger_id], day)[ledger_id]
    return {
        "own": held.own,
        "percent": held.fund.said,
        "clause": public_clause(held.fund.warrant.cited),
    }


@never_cache
@require_safe
@signed_in
def shares(request: HttpRequest, ledger_id: int) -> HttpResponse:
    """Show the share that holds, what was decided before and after, and what waits."""
    actor = entered(request)
    book = book_or_404(ledger_id, actor)
    rows = queries.shares_of(book.id, actor=actor)
    waits = any(row.waits for row in rows)
    opens = not waits and queries.split_on(today()).own is not None
    context = {
        "book": book,
        "now": share_now(book.id, today()),
        "rows": _faces(rows, actor),
        "puts": opens and puts(book.estate_id, actor),
        "enters": opens and _enters(book.estate_id, actor),
    }
    return render(request, "ledgers/shares.html", context)


def _enters(estate_id: int, actor: Actor) -> bool:
    able, _who = second_word(estate_id)
    acts = queries.may(actor, queries.Act.ATTEST).allowed
    return acts and queries.may_answer(actor.role, own=False, committee=able).allowed


def _faces(rows: list[queries.ShareRow], actor: Actor) -> list[dict[str, Any]]:
    why = records.open_sealed(row.reason_id for row in rows if row.reason_id)
    return [
        {
            "row": row,
            "state": _state(row),
            "why": why.get(row.reason_id or 0) or "",
            "papers": queries.share_papers(row) if row.document else [],
            "vote": _vote(row, actor),
            "settles": row.state is queries.ShareState.ENTERED
            and row.entered_by != actor.person_id
            and queries.may(actor, queries.Act.CONFIRM).allowed,
        }
        for row in rows
    ]


def _state(row: queries.ShareRow) -> tuple[str, str]:
    if row.fallen_on is not None:
        return _("决定它的表决已经撤销或者没有通过，不再执行"), "bad"
    if row.holds(today()):
        return _("正在执行"), "good"
    if row.state is queries.ShareState.CONFIRMED:
        return (_("尚未开始"), "brand") if row.valid_from > today() else (_("已由后来的决定代替"), "")
    return say(queries.STATE_NAMES[row.state]), _TONES.get(row.state, "warn")


def _vote(row: queries.ShareRow, actor: Actor) -> str:
    number = voting.assembly_of_vote(row.vote_id, actor=actor) if row.vote_id else row.assembly_id
    found = voting.assembly(number, actor=actor) if number else None
    return reverse("voting:assembly", args=[found.id]) if found else ""


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def put(request: HttpRequest, ledger_id: int) -> HttpResponse:
    """Put a share to the owners: the meeting is called from here, in the words they vote on."""
    actor = entered(request, queries.Act.PUT)
    book = book_or_404(ledger_id, actor)

    def act(typed: QueryDict) -> int:
        cited = Cited(
            decision=plain(typed.get("decision", ""), 200),
            decision_item=whole_of(typed.get("decision_item", "")),
        )
        return services.put_share(
            actor=actor, now=utc_now(), ledger_id=book.id, percent=whole_of(typed.get("percent", "")),
            valid_from=needed_day(typed.get("valid_from", ""), "valid_from"), cited=cited,
        )  # fmt: skip

    page = {
        "title": _("提请业主大会决定比例"),
        "lead": _("写明的比例和日期就是业主表决的事项，通过并公布以后自动执行，不能改。"),
        "button": _("召集表决"),
        "done": _("已召集，请公告表决事项。"),
        "on": lambda number: reverse("voting:assembly", args=[number]),
        **_back(book),
    }
    begins = queries.quarter_of(today())
    ahead = [months_after(begins, 3 * number) for number in range(_QUARTERS)]
    fields = [
        _percent(),
        {
            "name": "valid_from",
            "label": _("从哪个季度起"),
            "kind": "select",
            "required": True,
            "options": [(day.isoformat(), day.isoformat()) for day in ahead],
            "value": ahead[1].isoformat(),
        },
        *_cited(book.estate_id, actor),
    ]
    return form(request, page, fields, act)


def _percent() -> Field:
    return {
        "name": "percent", "label": _("补充维修资金的比例（%）"), "required": True,
        "hint": _("公共收益扣除合理成本以后的百分之几。"), "more": {"inputmode": "numeric", "maxlength": 3},
    }  # fmt: skip


def _cited(estate_id: int, actor: Actor) -> list[Field]:
    """Return the fields for what the committee decided, for who enters its call; none where nobody cites."""
    rules = queries.split_on(today()).own
    items = voting.citable(estate_id, rules.matter, on=today()) if rules else None
    return voting.cited_fields(estate_id, items, actor=actor, on=today()) if items is not None else []


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def enter(request: HttpRequest, ledger_id: int) -> HttpResponse:
    """Enter a share that the owners decided elsewhere, with its scan."""
    actor = entered(request, queries.Act.ATTEST)
    book = book_or_404(ledger_id, actor)

    def act(typed: QueryDict) -> None:
        draft = services.ShareDraft(
            percent=whole_of(typed.get("percent", "")),
            valid_from=needed_day(typed.get("valid_from", ""), "valid_from"),
            document=plain(typed.get("document", ""), 80),
            adopted_on=needed_day(typed.get("adopted_on", ""), "adopted_on"),
            papers=[services.read_paper(one, one.name or "") for one in request.FILES.getlist("papers")],
        )
        services.enter_share(actor=actor, now=utc_now(), ledger_id=book.id, draft=draft)

    page = {
        "title": _("登记业主大会决定的比例"),
        "lead": _("在别处表决的，凭文号和扫描件登记，由社区或者街道的另一人确认以后执行。"),
        "button": _("登记"),
        "done": _("已登记，待社区或者街道的另一人确认。"),
        "papers": _("业主大会决定的扫描件"),
        **_back(book),
    }
    fields: list[Field] = [
        _percent(),
        {"name": "valid_from", "label": _("从哪一天起（季度的第一天）"), "type": "date", "required": True},
        {"name": "document", "label": _("业主大会决定的文号"), "required": True, "more": {"maxlength": 80}},
        {"name": "adopted_on", "label": _("通过的日期"), "type": "date", "required": True, "more": {"max": today()}},
    ]  # fmt: skip
    return form(request, page, fields, act)


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def settle(request: HttpRequest, share_id: int) -> HttpResponse:
    """Confirm a share that another person entered, or send it back."""
    actor = entered(request, queries.Act.CONFIRM)
    row = queries.share(share_id, actor=actor)
    if row is None or row.state is not queries.ShareState.ENTERED:
        raise Http404
    book = book_or_404(row.ledger_id, actor)

    def act(typed: QueryDict) -> None:
        said = typed.get("answer", "")
        if said not in {"confirm", "refuse"}:
            raise Refused.because(mark("没有选择答复。"), field="answer", code="answer")
        services.settle_share(
            actor=actor, now=utc_now(), share_id=row.id, confirmed=said == "confirm",
            reason=plain(typed.get("reason", ""), 200),
        )  # fmt: skip

    said = {"percent": row.percent, "day": row.valid_from, "document": row.document, "on": row.adopted_on}
    page = {
        "title": _("核对登记的比例"),
        "lead": _("%(percent)s%%，自%(day)s起；%(document)s，%(on)s通过。请和扫描件核对。") % said,
        "button": _("提交"),
        "done": _("已答复。"),
        **_back(book),
    }
    fields: list[Field] = [
        {"name": "answer", "label": _("答复"), "kind": "select", "required": True,
         "options": [("confirm", _("和扫描件一致，确认")), ("refuse", _("不一致，退回"))]},
        {"name": "reason", "label": _("退回的理由"), "kind": "area", "more": {"maxlength": 200}},
    ]  # fmt: skip
    return form(request, page, fields, act)


def _back(book: queries.LedgerRow) -> dict[str, Any]:
    here = reverse("ledgers:shares", args=[book.id])
    steps = [(book.estate, reverse("ledgers:book", args=[book.id])), (_("补充维修资金的比例"), here)]
    return {"steps": steps, "back": here}


@never_cache
@require_safe
@signed_in
def paper(request: HttpRequest, share_id: int, file_id: int) -> HttpResponse:
    """Give a scan of what the owners decided elsewhere."""
    row = queries.share(share_id, actor=entered(request))
    found = next((one for one in queries.share_papers(row) if one.id == file_id), None) if row else None
    if found is None:
        raise Http404
    response = HttpResponse(records.file_content(found), content_type=found.media_type)
    if not found.media_type.startswith("image/"):
        response["Content-Disposition"] = f'attachment; filename="share-{share_id}-{found.id}"'
    return response
