"""A use of the fund: the plan, the vote, the works, the bill by door, the payment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from hemei.community.funds import queries, services
from hemei.community.funds.pages.filing import CARRY_OUT, DONE, FIELDS, bars_payment, filing_words, open_steps
from hemei.community.funds.pages.paying import HANDS, may_hand, proof
from hemei.community.funds.pages.shared import (
    PAGE,
    REFUSED,
    confirm_first,
    entered,
    today,
    use_face,
    warranty_words,
)
from hemei.community.ledgers import services as ledgers
from hemei.community.voting import queries as votes
from hemei.community.voting.services import Cited
from hemei.ground.records import queries as records
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused, mark
from hemei.kernel.money import hundredths, yuan
from hemei.ui.doors import signed_in
from hemei.ui.files import saved, shown
from hemei.ui.forms import at_fields, errors_of, needed_day, needed_fen, plain, whole_of
from hemei.ui.render import render
from hemei.ui.sheets import sheet
from hemei.ui.words import listing, say

if TYPE_CHECKING:
    from django.http.response import HttpResponseBase

    from hemei.kernel.actor import Actor

_STAGES = (
    mark("方案"),
    mark("决定"),
    mark("施工"),
    mark("验收"),
    mark("结算分摊"),
    mark("审核"),
    mark("拨付"),
)
_NEXT: dict[queries.State, str] = {
    queries.State.PLANNED: mark("下一步：{workers}召集分摊的业主表决。"),
    queries.State.VOTING: mark("下一步：等业主表决的结果。"),
    queries.State.ASKED: mark("下一步：{who}核准。应急使用，不经业主表决。"),
    queries.State.CLEARED: mark("下一步：{workers}登记开工。"),
    queries.State.WORKING: mark("下一步：完工以后，{workers}登记验收。"),
    queries.State.GIVING_UP: mark("下一步：{who}确认不再实施，或者不同意。"),
    queries.State.ACCEPTED: mark("下一步：{workers}结算，按建筑面积分摊到每一户。"),
    queries.State.BILLED: mark("下一步：{who}审核结算。"),
    queries.State.APPROVED: mark("下一步：{who}拨付。"),
}
"""What comes next, and who does it."""
_WORKERS = mark("物业公司、业主委员会或者社区")
"""Who carries a use out: whoever `Act.PLAN` and `Act.WORK` name."""
_FILING_NEXT: dict[queries.FilingState, str] = {
    queries.FilingState.DUE: mark("下一步：{who}报主管部门备案，再拨付。"),
    queries.FilingState.ORDERED: mark("下一步：{who}按主管部门的责令改正，并报告。"),
    queries.FilingState.ANSWERED: mark("下一步：主管部门认可改正。"),
}
_BEHIND: dict[queries.State, int] = {
    queries.State.PLANNED: 1, queries.State.VOTING: 1, queries.State.ASKED: 1, queries.State.CLEARED: 2,
    queries.State.WORKING: 2, queries.State.ACCEPTED: 4, queries.State.BILLED: 5, queries.State.APPROVED: 6,
    queries.State.PAID: 7, queries.State.MERGED: 2, queries.State.FAILED: 1, queries.State.REFUSED: 1,
    queries.State.WITHDRAWN: 1, queries.State.GIVING_UP: 2,
}  # fmt: skip
_PAPERS: dict[str, str] = {
    "fund_expert": mark("鉴定意见"),
    "fund_warranty": mark("保修期的材料"),
    **queries.PAPER_NAMES,
}
_STEP_ACTS: dict[str, tuple[queries.Step, queries.Act]] = {
    "call": (queries.Step.CALL, queries.Act.PLAN), "rest": (queries.Step.REST, queries.Act.PLAN),
    "confirm": (queries.Step.CLEAR, queries.Act.CHECK),
    "refuse": (queries.Step.REFUSE, queries.Act.CHECK), "begin": (queries.Step.BEGIN, queries.Act.WORK),
    "accept": (queries.Step.ACCEPT, queries.Act.WORK), "bill": (queries.Step.BILL, queries.Act.WORK),
    "approve": (queries.Step.APPROVE, queries.Act.CHECK), "return": (queries.Step.RETURN, queries.Act.CHECK),
    "pay": (queries.Step.PAY, queries.Act.CHECK), "withdraw": (queries.Step.WITHDRAW, queries.Act.PLAN),
    "give_up": (queries.Step.GIVE_UP, queries.Act.PLAN), "end": (queries.Step.END, queries.Act.CHECK),
    "keep": (queries.Step.KEEP, queries.Act.CHECK), "go_on": (queries.Step.KEEP, queries.Act.PLAN),
}  # fmt: skip


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def use(request: HttpRequest, use_id: int) -> HttpResponse:
    """Show a use with what each unit bears, or do what one of its forms asks for."""
    actor, refused, act = entered(request), None, plain(request.POST.get("act", ""), 20)
    row = queries.use(use_id, actor=actor)
    if row is None:
        raise Http404
    if request.method == "POST":
        if act not in {*_CARRY_OUT, *_ASKING}:
            raise Http404
        try:
            if act in _ASKING:
                _ASKING[act](actor, row, request)
            else:
                _CARRY_OUT[act](actor, row, request.POST)
        except Refused as error:
            if error.decision.reasons[0].code == "step_up":
                return HttpResponseRedirect(confirm_first(reverse("funds:use", args=[use_id])))
            refused = error
        else:
            messages.success(request, say(_DONE[act]))
            return HttpResponseRedirect(reverse("funds:use", args=[use_id]))
    context = _context(request, actor, row, act, refused)
    return render(request, "funds/use.html", context, REFUSED if refused else 200)


def _context(
    request: HttpRequest, actor: Actor, row: queries.UseRow, act: str, refused: Refused | None
) -> dict[str, Any]:
    errors = at_fields(errors_of(refused), _FIELDS.get(act, ()), _DAYS) if refused else {}
    rules = queries.fund_rules(row.planned_on)
    after = whole_of(request.GET.get("after", "")) or 0
    shares = queries.shares(row.id, actor=actor, after=after, limit=PAGE + 1)
    found = queries.emergencies_on(row.planned_on)
    situation = found.of(row.situation) if found and row.situation else None
    by: dict[str, bool] = {
        "handed_over": row.handed_over,
        "in_place": row.handed_over and queries.acts_in_place(row.id, now=utc_now()),
        "community": row.handed_over and queries.community_checks(row.id, now=utc_now()),
    }
    checks = may_hand(actor, row, by)
    filing = queries.filing_of(row.id, actor=actor)
    open_now = _steps(actor, row, checks=checks.allowed)
    open_now |= open_steps(actor, row, filing, community=by["community"])
    open_now["pay"] = open_now["pay"] and not bars_payment(actor, filing)
    return {
        "row": row,
        "face": use_face(row),
        "stages": [say(words) for words in _STAGES],
        "behind": _BEHIND[row.state],
        "next": say(_next(row, filing), {"who": queries.checker_of(**by), "workers": _WORKERS}),
        "situation": situation,
        "supplements": [use_face(one) for one in queries.supplements_of(row.id, actor=actor)],
        "items": [(name, yuan(fen)) for name, fen in row.items],
        "shares": shares[:PAGE],
        "older": f"?after={shares[PAGE - 1].unit_id}#shares" if len(shares) > PAGE else "",
        "payers": {payer: say(words) for payer, words in queries.PAYER_NAMES.items()},
        **_corrections(actor, row),
        **_proofs(actor, row, refused if act == "papers" else None),
        **proof(request, row),
        "given_up": [(say(name), words) for name, words in queries.giving_up_facts(row)],
        "filing": filing,
        "filed": [(name, words) for name, words in filing_words(filing) if words],
        "rules": rules,
        "choice": rules.choice_for(row.budget_fen),
        "choices": [(one.code, say(one.name)) for one in rules.choice],
        **_open(actor, row, open_now),
        "blocked": checks.reasons if not checks.allowed and queries.may(actor, queries.Act.CHECK).allowed else (),
        "yuan": yuan,
        "now": utc_now(),
        "today": today(),
        "values": {name: defaultdict(str, request.POST.dict() if name == act else {}) for name in _FORMS},
        "errors": {name: errors if name == act else {} for name in _FORMS},
        # A form that stood on a page of before is gone: what was refused is said all the same.
        "gone": {"": [text for texts in errors.values() for text in texts]} if errors and not open_now.get(act) else {},
    }  # fmt: skip


def _next(row: queries.UseRow, filing: queries.FilingRow | None) -> str:
    """Return what comes next; an approved use waits for its filing, or for what was ordered of it."""
    state = filing.state if filing is not None and row.state is queries.State.APPROVED else None
    return _FILING_NEXT.get(state, _NEXT.get(row.state, "")) if state else _NEXT.get(row.state, "")


def _open(actor: Actor, row: queries.UseRow, open_now: dict[str, bool]) -> dict[str, Any]:
    """Return which forms stand open, and what of the committee's may be cited by who calls its meeting for it."""
    calls = open_now["call"] or open_now["rest"]
    items = votes.citable(row.estate_id, "use_maintenance_fund", on=today()) if calls else None
    return {
        "may": open_now,
        "citable": items,
        "cited": votes.cited_words(row.estate_id, items, actor=actor, on=today())
        if items is not None
        else None,
        "steps": any(held for name, held in open_now.items() if name != "gap"),
    }


def _corrections(actor: Actor, row: queries.UseRow) -> dict[str, Any]:
    """Return what was reported of the use as recorded wrongly, and whether the actor may report more."""
    return {
        "corrections": [
            (one, say(queries.CORRECTION_NAMES[one.kind]), say(queries.CORRECTION_STATE_NAMES[one.state]))
            for one in queries.corrections_of(row.fund_id, actor=actor, use_id=row.id)
        ],
        "corrects": queries.may(actor, queries.Act.CORRECT).allowed,
    }


def _steps(actor: Actor, row: queries.UseRow, *, checks: bool) -> dict[str, bool]:
    """Return which forms stand open to the actor where the use stands now."""
    open_now = {
        name: row.state in queries.MOVES[step]
        and queries.may(actor, act).allowed
        and (checks or act is not queries.Act.CHECK)
        for name, (step, act) in _STEP_ACTS.items()
    }
    receives = queries.may_receive(actor, handed_over=row.handed_over, own=False).allowed
    gaps = row.state is queries.State.PAID and receives
    open_now["rest"] = open_now["rest"] and row.cleared_on is not None
    for name in ("withdraw", "give_up", "go_on"):
        open_now[name] = open_now[name] and queries.plans(row.id, actor=actor, now=utc_now())
    more = row.state is queries.State.ACCEPTED and queries.may(actor, queries.Act.PLAN).allowed
    return {**open_now, "gap": gaps, "supplement": more and row.supplement_of is None}


def _proofs(actor: Actor, row: queries.UseRow, refused: Refused | None) -> dict[str, Any]:
    """Return the photos and papers of a use with their addresses, what lacks, and what was said of the warranty."""
    files = records.files_of([row.stream])
    papers = [
        (reverse("funds:file", args=[row.id, one.id]), say(_PAPERS[one.purpose]))
        for one in files
        if one.purpose in _PAPERS
    ]
    lacking = _lacking(actor, row, files, refused)
    return {"photos": _photos(row, files), "papers": papers, "warranty": warranty_words(row), **lacking}


def _lacking(
    actor: Actor, row: queries.UseRow, files: list[records.FileRow], refused: Refused | None
) -> dict[str, Any]:
    """Return the papers a use is billed with, those that lack, and whether the actor may add some."""
    rules = queries.fund_rules(row.planned_on)
    given = {one.purpose.removeprefix("fund_") for one in files}
    asked = queries.papers_asked(
        budget_fen=row.budget_fen, bill_fen=row.bill_fen or row.budget_fen, rules=rules
    )  # fmt: skip
    begun = row.cleared_on is not None and row.state not in queries.DROPPED
    return {
        "lacking": listing(say(one.name) for one in asked if one.code not in given) if begun else "",
        "kinds": [(one.code, say(one.name)) for one in rules.paper],
        "adds": begun and bool(rules.paper) and queries.may(actor, queries.Act.WORK).allowed,
        "paper_errors": errors_of(refused) if refused else {},
        "workers": say(_WORKERS),
    }


def _add_papers(actor: Actor, row: queries.UseRow, request: HttpRequest) -> None:
    files = [ledgers.read_paper(one, one.name or "") for one in request.FILES.getlist("papers")]
    services.add_papers(
        actor=actor, now=utc_now(), use_id=row.id, code=plain(request.POST.get("paper", ""), 30), files=files
    )  # fmt: skip


def _photos(row: queries.UseRow, files: list[records.FileRow]) -> list[dict[str, str]]:
    address = [reverse("funds:file", args=[row.id, one.id]) for one in files if one.purpose == "fund_photo"]
    return [{"address": one, "small": one + "?small", "words": _("现场照片")} for one in address]


def _calling(service: Callable[..., int]) -> Callable[[Actor, queries.UseRow, QueryDict], None]:
    def acted(actor: Actor, row: queries.UseRow, data: QueryDict) -> None:
        cited = Cited(
            decision=data.get("decision", "")[:200], decision_item=whole_of(data.get("decision_item", ""))
        )
        service(actor=actor, now=utc_now(), use_id=row.id, cited=cited)

    return acted


def _clear(actor: Actor, row: queries.UseRow, _data: QueryDict) -> None:
    services.clear_emergency(actor=actor, now=utc_now(), use_id=row.id)


def _end(actor: Actor, row: queries.UseRow, _data: QueryDict) -> None:
    services.confirm_giving_up(actor=actor, now=utc_now(), use_id=row.id)


def _with_reason(service: Callable[..., None]) -> Callable[[Actor, queries.UseRow, QueryDict], None]:
    def acted(actor: Actor, row: queries.UseRow, data: QueryDict) -> None:
        service(actor=actor, now=utc_now(), use_id=row.id, reason=plain(data.get("reason", ""), 400))

    return acted


def _begin(actor: Actor, row: queries.UseRow, data: QueryDict) -> None:
    services.begin_works(
        actor=actor, now=utc_now(), use_id=row.id, day=needed_day(data.get("day", ""), "begun_on"),
        contractor=plain(data.get("contractor", ""), 80), chosen_by=data.get("chosen_by", ""),
        offers=whole_of(data.get("offers", "")) or 0,
    )  # fmt: skip


def _accept(actor: Actor, row: queries.UseRow, data: QueryDict) -> None:
    day = needed_day(data.get("day", ""), "accepted_on")
    services.accept_works(actor=actor, now=utc_now(), use_id=row.id, day=day)


def _bill(actor: Actor, row: queries.UseRow, data: QueryDict) -> None:
    services.bill_use(
        actor=actor, now=utc_now(), use_id=row.id, bill_fen=needed_fen(data.get("bill", ""), "bill"),
        audit=plain(data.get("audit", ""), 60),
    )  # fmt: skip


def _gap(actor: Actor, row: queries.UseRow, data: QueryDict) -> None:
    day, number = needed_day(data.get("day", ""), "paid_on"), whole_of(data.get("number", "")) or 0
    services.pay_gap(
        actor=actor, now=utc_now(), use_id=row.id, share_id=number, day=day,
        receipt=plain(data.get("receipt", ""), 60),
    )  # fmt: skip


_CARRY_OUT: dict[str, Callable[[Actor, queries.UseRow, QueryDict], None]] = {
    "call": _calling(services.call_vote),
    "rest": _calling(services.rest_use_anew),
    "confirm": _clear,
    "refuse": _with_reason(services.refuse_use),
    "withdraw": _with_reason(services.withdraw_use),
    "give_up": _with_reason(services.ask_giving_up),
    "end": _end,
    "keep": _with_reason(services.refuse_giving_up),
    "go_on": _with_reason(services.withdraw_giving_up),
    "return": _with_reason(services.return_use),
    "begin": _begin,
    "accept": _accept,
    "bill": _bill,
    "gap": _gap,
    **CARRY_OUT,
}
_ASKING: dict[str, Callable[[Actor, queries.UseRow, HttpRequest], None]] = {"papers": _add_papers, **HANDS}
"""What asks for more than its form: files, or when a second factor was given."""
_FORMS = (*_CARRY_OUT, *HANDS)


_DONE: dict[str, str] = {
    "call": mark("已召集分摊的业主表决。"), "rest": mark("已重新召集分摊的业主表决。"),
    "confirm": mark("已核准应急使用。"), "refuse": mark("已决定不予使用。"), "withdraw": mark("方案已撤回。"),
    "give_up": mark("已申请不再实施，等审核的一方确认。"), "end": mark("已确认不再实施，告知业主。"),
    "keep": mark("没有同意，这一项继续实施。"), "go_on": mark("已撤回申请，这一项继续实施。"),
    "return": mark("结算已退回。"), "begin": mark("已登记开工。"), "accept": mark("已登记验收。"),
    "bill": mark("已结算分摊，并报审核。"), "approve": mark("已审核同意。"), "pay": mark("已登记拨付。"),
    "gap": mark("已登记付清差额。"), "papers": mark("材料已上传。"), **DONE,
}  # fmt: skip
"""What is told after each act has been done."""
_FIELDS = {
    "begin": ("contractor", "chosen_by", "offers", "day"), "accept": ("day",), "bill": ("bill", "audit"),
    "call": ("decision", "decision_item"), "rest": ("decision", "decision_item"),
    "pay": ("day",), "return": ("reason",), "refuse": ("reason",), "withdraw": ("reason",),
    "give_up": ("reason",), "keep": ("reason",), "go_on": ("reason",),
    **FIELDS,
}  # fmt: skip
_DAYS = {"begun_on": "day", "accepted_on": "day", "paid_on": "day", "booked_on": "day", "level": "bill"}
"""The fields of each form, and what the rules call otherwise: each form asks for one day."""


@require_safe
@signed_in
def file(request: HttpRequest, use_id: int, file_id: int) -> HttpResponse:
    """Answer a photo or paper that proves an emergency; not there and not yours look alike."""
    row = queries.use(use_id, actor=entered(request))
    found = {one.id: one for one in records.files_of([row.stream])} if row else {}
    if file_id not in found:
        raise Http404
    kept = found[file_id]
    content = records.file_content(kept)
    if kept.purpose in _PAPERS and not kept.media_type.startswith("image/"):
        return saved(content, kept.media_type, say(_PAPERS[kept.purpose]))
    return shown(records.preview_of(content) if "small" in request.GET else content, kept.media_type)


@never_cache
@require_safe
@signed_in
def shares_sheet(request: HttpRequest, use_id: int) -> HttpResponseBase:
    """Give what each unit bears of a bill as a spreadsheet, as it is posted in the estate: it tells no balance."""
    actor = entered(request)
    row = queries.use(use_id, actor=actor)
    if row is None:
        raise Http404
    header = [_("户号"), _("建筑面积（平方米）"), _("分摊（元）")]
    lines = (
        [one.door, hundredths(one.area_dm2), hundredths(one.share_fen)]
        for one in queries.all_shares(use_id, actor=actor)
    )
    return sheet(_("分摊清册"), header, lines)
