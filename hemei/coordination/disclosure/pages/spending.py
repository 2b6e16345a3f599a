"""What an estate's money went to, one by one: who agreed, on what it rests, its papers; and the watching of it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from hemei.community.funds import queries as funds
from hemei.community.ledgers import queries as ledgers
from hemei.community.purses import queries as purses
from hemei.coordination.disclosure import queries, services
from hemei.coordination.disclosure.pages import gate, standing
from hemei.coordination.disclosure.queries import About, Act, Spending, Stage, Watched
from hemei.coordination.disclosure.services import QuestionDraft
from hemei.ground.people import queries as people
from hemei.ground.records import queries as record
from hemei.kernel.actor import Role
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused
from hemei.kernel.money import yuan
from hemei.ui.doors import signed_in
from hemei.ui.files import saved, shown
from hemei.ui.forms import errors_of, plain
from hemei.ui.render import render
from hemei.ui.words import is_english, listing, say

if TYPE_CHECKING:
    from hemei.kernel.actor import Actor

_LONGEST, _ENTRIES = 1_200, 30
_DUE, _OWED, _INTO_FUND = "revenue_due", "revenue_owed", {"into_fund", "fund_bank"}
_BANKS = {"revenue_bank", "fund_bank"}
_COMES = {ledgers.EntryKind.RECEIPT, ledgers.EntryKind.INTEREST, ledgers.EntryKind.OPENING}


@require_safe
@never_cache
@signed_in
def entries(request: HttpRequest, estate_id: int) -> HttpResponse:
    """List what came in and went out of an own estate's money, with who agreed to each spending."""
    actor, now, on = gate.entered(request, Act.SEE_OWN), utc_now(), gate.today()
    owned = {home.estate_id for home in people.own_homes(actor, on=on) if home.owner}
    name = dict(queries.own_estates(actor=actor, on=on)).get(estate_id)
    if estate_id not in owned or name is None:
        raise Http404
    after = gate.after_of(request.GET.get("after", ""))
    found, spent, words = queries.own_spendings(
        estate_id, actor=actor, now=now, after=after, limit=_ENTRIES + 1
    )
    rows = found[:_ENTRIES]
    last = rows[-1].row if len(found) > _ENTRIES else None
    context = {
        "estate": name,
        "estate_id": estate_id,
        "rows": [line_face(row, (spent, words), on) for row in rows],
        "older": f"?after={last.booked_on}~{last.id}" if last else "",
    }
    return render(request, "disclosure/entries.html", context)


def line_face(
    one: ledgers.OwnEntry, told: tuple[Mapping[str, Spending], Mapping[int, str]], on: date
) -> dict[str, Any]:
    """Return a line of the books: what, how much, who entered it, who agreed and where that is seen.

    `told` are the spendings by their streams, and the words of the vault that say what a payment is for.
    """
    spent, words = told
    comes, found = one.row.kind in _COMES, spent.get(one.row.source_stream)
    role = _(people.ROLE_NAMES[Role(one.row.by_role)]) if one.row.by_role in set(Role) else ""
    return {
        "row": one.row,
        "kind": say(ledgers.ENTRY_KIND_NAMES[one.row.kind]),
        "what": _owed(
            one, one.note or (standing.title_of(found, words) if found else _plainly(one, on, comes=comes))
        ),
        "amount": _sign(one) + yuan(one.amount_fen),
        "by": one.body or role,
        "agreed": standing.agreed_words(found) if found else "",
        "address": standing.address_of(found) if found else "",
    }


def _owed(one: ledgers.OwnEntry, what: str) -> str:
    """Tell the two lines of one spending apart: what was put down as owed, and the payment that settles it."""
    if one.row.kind is ledgers.EntryKind.ACCRUAL and one.credit == _OWED:
        return _("%(what)s（记为应付，付款时另有一行）") % {"what": what}
    if one.row.kind is ledgers.EntryKind.PAYMENT and one.debit == _OWED:
        return _("%(what)s（付清以前记的应付）") % {"what": what}
    return what


def _sign(one: ledgers.OwnEntry) -> str:
    """Return whether money came to the bank or left it; what was only owed, or moved between purses, has no sign."""
    comes, goes = one.debit in _BANKS, one.credit in _BANKS
    return "" if comes == goes else "+" if comes else "−"


def _plainly(one: ledgers.OwnEntry, on: date, *, comes: bool) -> str:
    """Say what an entry without a note is, in an owner's words where the chart's alone would not tell him."""
    names = {item.code: item.name_en if is_english() else item.name for item in ledgers.chart_on(on).account}
    kind = one.row.kind
    if kind is ledgers.EntryKind.ACCRUAL and one.debit == _DUE:
        due = _("%(what)s，按合同到期应收") % {"what": names.get(one.credit, "")}
        return f"{one.contract} {due}".strip()
    if kind is ledgers.EntryKind.RECEIPT and one.credit == _DUE:
        return f"{one.contract} {_('合同应收的钱到账')}".strip()
    if kind is ledgers.EntryKind.TRANSFER and one.debit == "fund_common":
        return _("转入维修资金的公共收益分到各户")
    if kind is ledgers.EntryKind.TRANSFER and one.debit in _INTO_FUND:
        return _("公共收益转入维修资金")
    return names.get(one.credit if comes or one.debit in {*_BANKS, _DUE} else one.debit, "")


@require_POST
@signed_in
def watch(request: HttpRequest, estate_id: int) -> HttpResponse:
    """Say something on a spending; its page leads here and back."""
    actor = gate.entered(request, Act.WATCH)
    stream = plain(request.POST.get("of", ""), 60)
    draft = QuestionDraft(
        estate_id=estate_id, text=request.POST.get("text", "").replace("\x00", "")[:_LONGEST],
        key=plain(request.POST.get("key", ""), 40) or secrets.token_hex(16), about=About.SPENDING,
        about_stream=stream,
    )  # fmt: skip
    try:
        services.watch(actor=actor, now=utc_now(), draft=draft)
    except Refused as refused:
        return _show(request, actor, estate_id, stream, refused)
    messages.success(request, _("已提交，会按时得到答复。"))
    return HttpResponseRedirect(
        f"{reverse('disclosure:spending', args=[estate_id])}?{urlencode({'of': stream})}"
    )


def _watching(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not queries.may_watch(actor):
        raise PermissionDenied
    return actor


@require_safe
@never_cache
@signed_in
def spending(request: HttpRequest, estate_id: int) -> HttpResponse:
    """Show a spending, who agreed, its papers, what was said in its three stages; let who may say more."""
    return _show(request, _watching(request), estate_id, plain(request.GET.get("of", ""), 60))


@require_safe
@never_cache
@signed_in
def paper(request: HttpRequest, estate_id: int, file_id: int) -> HttpResponse:
    """Give a paper of a spending to who may read it."""
    found = _found(_watching(request), estate_id, plain(request.GET.get("of", ""), 60))
    file = next((one for one in found.files if one.id == file_id), None)
    if file is None:
        raise Http404
    content = record.file_content(file)
    if file.media_type.startswith("image/"):
        return shown(content, file.media_type)
    return saved(content, file.media_type, f"{file.purpose}-{file.id}")


def _found(actor: Actor, estate_id: int, stream: str) -> Watched:
    found = (
        queries.watched(estate_id, stream, actor=actor, on=gate.today(), now=utc_now()) if stream else None
    )
    if found is None:
        raise Http404
    return found


def _show(
    request: HttpRequest, actor: Actor, estate_id: int, stream: str, refused: Refused | None = None
) -> HttpResponse:
    found, now = _found(actor, estate_id, stream), utc_now()
    bodies = people.body_names(
        {row.body_id for row in found.rows} | {row.asker_body_id or 0 for row in found.rows}
    )
    faces = [gate.question_face(row, found.texts, bodies, now) for row in found.rows]
    context = {
        "estate_id": estate_id,
        "estate": found.estate,
        "of": stream,
        "own": actor.role is Role.RESIDENT,
        "what": _use_face(found) if found.spending.use is not None else _order_face(found),
        "agreed": _signed(found),
        "papers": _papers(found, estate_id),
        "stages": [
            {
                "code": stage.value,
                "words": gate.stage_words(stage),
                "said": [face for face in faces if face["row"].stage is stage],
            }
            for stage in Stage
            if any(row.stage is stage for row in found.rows)
        ],
        "says": queries.may(actor, Act.WATCH).allowed,
        "errors": errors_of(refused) if refused else {},
        "text": request.POST.get("text", "")[:_LONGEST],
        "stage": gate.stage_words(found.spending.stage),
        "wanted": standing.wanted_words(found.spending),
        "key": secrets.token_hex(16),
    }
    return render(request, "disclosure/spending.html", context, gate.REFUSED if refused else 200)


def _budgeted(order: purses.ShownOrder) -> str:
    """Return the line of the year's budget that an order rests on."""
    if order.budget_line is None:
        return ""
    year, code = order.budget_line
    item = ledgers.chart_on(gate.today()).of(code)
    name = (item.name_en if is_english() else item.name) if item else code
    return _("%(year)s年预算：%(name)s") % {"year": year, "name": name}


def _order_face(found: Watched) -> dict[str, Any]:
    order = found.spending.order
    assert order is not None  # noqa: S101 - a spending is one of the two
    kinds = {one.code: one for one in purses.rules_on(gate.today()).kind}
    kind = kinds.get(order.kind)
    kind_name = order.kind if kind is None else kind.name_en if is_english() else kind.name
    basis = found.resolution or _budgeted(order) or found.words.get(order.basis_text_id or 0, "") or "—"
    facts = [
        (_("种类"), kind_name),
        (_("收款人"), found.words.get(order.payee_id, "")),
        (say(purses.BASIS_NAMES[order.basis]), basis),
        (_("发票号码"), order.invoice_number),
        (_("填写单位"), order.prepared_body),
        (_("付款日期"), order.paid_on.isoformat() if order.paid_on else ""),
    ]
    notes = [
        _("缺少：%(papers)s")
        % {"papers": listing(say(purses.PAPER_NAMES[one]) for one in order.missing_papers)}
    ]
    return {
        "title": found.words.get(order.purpose_id, "") or standing.title_of(found.spending),
        "amount": yuan(order.amount_fen),
        "state": (say(purses.STATE_NAMES[order.state]), purses.STATE_TONES[order.state]),
        "facts": [(name, words) for name, words in facts if words],
        "notes": [
            *(notes if order.missing_papers else []),
            *([_("所依据的决议自%(day)s起不再成立。") % {"day": order.annulled_on}] if order.annulled_on else []),
        ],
    }  # fmt: skip


def _use_face(found: Watched) -> dict[str, Any]:
    use = found.spending.use
    assert use is not None  # noqa: S101 - asked by the caller
    emergencies = funds.emergencies_on(use.planned_on) if use.situation else None
    situation = emergencies.of(use.situation) if emergencies else None
    facts = [
        (_("办法"), say(funds.PATH_NAMES[use.path])),
        (_("应急情形"), situation.name if situation else ""),
        (
            _("建设单位的保修期"),
            say(funds.WARRANTY_NAMES[funds.Warranty(use.warranty)]) if use.warranty else "",
        ),
        (_("预算（元）"), yuan(use.budget_fen)),
        (_("施工单位"), use.contractor),
        (_("开工"), use.begun_on),
        (_("验收"), use.accepted_on),
        (_("审价报告"), use.audit),
        *_filing(found.filing),
        *((say(name), words) for name, words in found.given_up),
        (_("拨付"), use.paid_on),
    ]
    return {
        "title": use.title,
        "amount": yuan(use.bill_fen if use.bill_fen is not None else use.budget_fen),
        "state": (say(funds.STATE_NAMES[use.state]), ""),
        "facts": [(name, words) for name, words in facts if words],
        "notes": [],
        "decided": standing.agreed_words(found.spending),
        "vote": reverse("voting:assembly", args=[use.assembly_id]) if use.assembly_id else "",
    }


def _filing(filing: funds.FilingRow | None) -> list[tuple[str, str]]:
    """Return what the authority was told of a use, what it ordered and what was answered."""
    if filing is None:
        return []
    return [
        (_("主管部门备案"), say(funds.FILING_STATE_NAMES[filing.state])),
        (_("责令改正的理由"), filing.order),
        (_("改正的报告"), filing.answer),
    ]


def _signed(found: Watched) -> list[dict[str, Any]]:
    order = found.spending.order
    if order is None:
        return []
    return [
        {
            "side": say(purses.SIDE_NAMES[one.side]) + (_("（代审）") if one.stands_in else ""),
            "name": found.names.get(one.person_id, ""),
            "at": one.given_at,
        }
        for one in order.agreed
    ]


def _papers(found: Watched, estate_id: int) -> list[dict[str, str]]:
    names = {paper.value: say(words) for paper, words in purses.PAPER_NAMES.items()}
    names |= {"fund_photo": _("现场照片"), "fund_expert": _("鉴定意见"), "fund_warranty": _("保修期的材料")}
    names |= {purpose: say(words) for purpose, words in funds.PAPER_NAMES.items()}
    query = urlencode({"of": found.spending.stream})
    papers = []
    for file in found.files:
        if file.purpose in names:
            address = f"{reverse('disclosure:paper', args=[estate_id, file.id])}?{query}"
            photo = "yes" if file.media_type.startswith("image/") else ""
            words = names[file.purpose]
            papers.append(
                {"words": words, "more_words": words, "address": address, "small": address, "photo": photo}
            )
    return papers
