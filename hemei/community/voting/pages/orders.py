"""The forms of an order of correction: ordered, answered, looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from hemei.community.voting import queries, services
from hemei.community.voting.pages import gate
from hemei.community.voting.pages.gate import FORM, Field, one_of
from hemei.community.voting.rules.acts import Act
from hemei.community.voting.rules.orders import LONGEST_CLAUSE, MOST_DAYS, SETTLEMENTS, OrderState
from hemei.community.voting.services.telling import LONGEST_TEXT
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused, mark
from hemei.kernel.limits import Limit
from hemei.ui.doors import signed_in
from hemei.ui.forms import plain, whole_of
from hemei.ui.words import say

if TYPE_CHECKING:
    from django.http import QueryDict

SETTLEMENT_NAMES = {
    OrderState.CORRECTED: mark("已经改正"),
    OrderState.ORDERED: mark("没有改正，重新限期"),
    OrderState.LIFTED: mark("收回责令"),
}


def _page(found: queries.AssemblyRow, **words: object) -> dict[str, object]:
    home = reverse("voting:assembly", args=[found.id])
    crumbs = [(_("业主表决"), reverse("voting:assemblies")), (found.title, home), (words["title"], "")]
    return {"back": home, "crumbs": crumbs, **words}


def _order(found: queries.AssemblyRow, number: int, request: HttpRequest) -> queries.OrderRow:
    rows = queries.orders(found.id, actor=request.actor)  # type: ignore[attr-defined]
    row = next((one for one in rows if one.number == number), None)
    if row is None:
        raise Http404
    return row


@FORM
@never_cache
@signed_in
def order(request: HttpRequest, assembly_id: int) -> HttpResponse:
    """Order decisions corrected that break the law."""
    actor = gate.entered(request, Act.ANNUL)
    found = gate.assembly_or_404(assembly_id, actor)
    standing = [row for row in queries.outcomes(assembly_id, actor=actor) if row.annulled_on is None]

    def act(data: QueryDict) -> str:
        days = whole_of(data.get("days", "").strip())
        if days is not None and not 0 < days <= MOST_DAYS:
            raise Refused.because(mark("请写一百八十日以内的天数。"), field="days", code="days")
        draft = services.OrderDraft(
            document=plain(data.get("document", ""), LONGEST_CLAUSE + 1),
            clause=plain(data.get("clause", ""), LONGEST_CLAUSE + 1),
            reason=data.get("reason", "")[: LONGEST_TEXT + 1],
            vote_ids=[number for one in data.getlist("votes") if (number := whole_of(one)) is not None],
            limit=Limit(days, "days") if days else None,
        )
        services.order_correction(actor=actor, now=utc_now(), assembly_id=assembly_id, draft=draft)
        return reverse("voting:assembly", args=[assembly_id])

    results: Field = {
        "name": "votes", "label": _("哪些表决结果"), "many": True, "values": [],
        "options": gate.vote_options(found, (row.vote for row in standing), actor),
        "hint": _("不选就是全部。"),
    }  # fmt: skip
    fields: list[Field] = [
        *([results] if standing else []),
        {"name": "document", "label": _("责令文书编号"), "required": True, "more": {"maxlength": LONGEST_CLAUSE}},
        {"name": "clause", "label": _("违反了哪一条"), "required": True, "more": {"maxlength": LONGEST_CLAUSE},
         "hint": _("写明法律、法规的名称和条款，例如：民法典第二百七十八条。")},
        {"name": "reason", "label": _("事实和要求"), "area": True, "required": True,
         "more": {"maxlength": LONGEST_TEXT}, "hint": _("全体业主都能看到，不要写个人信息。")},
        {"name": "days", "label": _("几日内改正"), "more": {"inputmode": "numeric", "maxlength": 3},
         "hint": _("责令书没有写明的留空，按平台默认的期限。")},
    ]  # fmt: skip
    page = _page(
        found, title=_("责令限期改正"), button=_("责令改正"), done=_("已责令改正，并通告全体业主。"), danger=True,
        lead=_("决定违反法律、法规的，或者截止以后逾期没有计票、公告的，责令限期改正；不改正的可以撤销决定（物业管理条例第十九条）。"),
    )  # fmt: skip
    return gate.form(request, page, fields, act)


@FORM
@never_cache
@signed_in
def answer(request: HttpRequest, assembly_id: int, number: int) -> HttpResponse:
    """Report how an order was followed."""
    actor = gate.entered(request, Act.CONDUCT)
    found = gate.assembly_or_404(assembly_id, actor)
    row = _order(found, number, request)

    def act(data: QueryDict) -> str:
        text = data.get("text", "")[: LONGEST_TEXT + 1]
        services.answer_order(actor=actor, now=utc_now(), assembly_id=assembly_id, number=number, text=text)
        return reverse("voting:assembly", args=[assembly_id])

    fields: list[Field] = [
        {"name": "text", "label": _("怎样改正的"), "area": True, "required": True, "more": {"maxlength": LONGEST_TEXT},
         "hint": _("全体业主都能看到，不要写个人信息。")}
    ]  # fmt: skip
    page = _page(
        found, title=_("报告改正情况"), lead=f"{row.document} {row.clause}", button=_("报告"),
        done=_("已报告，等待核实。"),
    )  # fmt: skip
    return gate.form(request, page, fields, act)


@FORM
@never_cache
@signed_in
def settle(request: HttpRequest, assembly_id: int, number: int) -> HttpResponse:
    """Say what the authority finds of an answer."""
    actor = gate.entered(request, Act.ANNUL)
    found = gate.assembly_or_404(assembly_id, actor)
    row = _order(found, number, request)

    def act(data: QueryDict) -> str:
        into = OrderState(one_of(data, "state", [state.value for state in SETTLEMENTS]))
        text = data.get("text", "")[: LONGEST_TEXT + 1]
        services.settle_order(
            actor=actor, now=utc_now(), assembly_id=assembly_id, number=number, into=into, text=text
        )
        return reverse("voting:assembly", args=[assembly_id])

    fields: list[Field] = [
        {"name": "state", "label": _("核实结果"), "required": True,
         "options": [(state.value, say(SETTLEMENT_NAMES[state])) for state in SETTLEMENTS]},
        {"name": "text", "label": _("理由"), "area": True, "required": True, "more": {"maxlength": LONGEST_TEXT}},
    ]  # fmt: skip
    page = _page(
        found, title=_("核实改正"), lead=f"{row.document} {row.clause}", button=_("登记"), done=_("已登记。")
    )
    return gate.form(request, page, fields, act)
