"""Who asked about a company, and the lists by level that joint incentive and punishment go by."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hemei.kernel.decision import mark
from hemei.oversight.credit import queries
from hemei.oversight.credit.pages import gate
from hemei.ui.doors import signed_in
from hemei.ui.forms import plain, whole_of
from hemei.ui.render import render
from hemei.ui.sheets import sheet
from hemei.ui.words import listing, say

OUTCOMES = {
    "": mark("已答复"),
    "no_purpose": mark("拒绝：没有写明目的"),
    "no_basis": mark("拒绝：没有写明法律依据"),
    "purpose": mark("拒绝：目的不属于该部门"),
    "stale": mark("拒绝：签名已失效"),
    "replayed": mark("拒绝：重复的请求"),
    "outside": mark("拒绝：当天不在合同期"),
}
OTHERWISE = mark("拒绝")


@require_safe
@never_cache
@signed_in
def exchanged(request: HttpRequest) -> HttpResponse:
    """Show what other departments asked and brought: all to the city, its own to a company."""
    actor = gate.entered(request)
    found = queries.exchanged(
        actor=actor, before=whole_of(request.GET.get("before", "")), limit=gate.PAGE + 1
    )
    rows = found[: gate.PAGE]
    context = {
        "rows": [_face(row) for row in rows],
        "tabs": gate.tabs(actor, "credit:exchange"),
        "older": "?" + urlencode({"before": rows[-1].id}) if len(found) > gate.PAGE else "",
        "sheet": reverse("credit:exchange_sheet"),
    }
    return render(request, "credit/exchange.html", context)


def _face(row: queries.ExchangeRow) -> dict[str, Any]:
    exchange = queries.exchange_on(gate.today())
    department = exchange.named(row.department)
    purpose = next((one.name for one in exchange.purpose if one.code == row.purpose), row.purpose)
    return {
        "row": row,
        "department": department.name if department else row.department,
        "purpose": purpose or "—",
        "outcome": say(OUTCOMES.get(row.outcome, OTHERWISE)),
        "tone": "warn" if row.outcome else "good",
    }


@require_safe
@never_cache
@signed_in
def exchange_sheet(request: HttpRequest) -> HttpResponseBase:
    """Give the same, whole, as a spreadsheet."""
    actor = gate.entered(request)
    header = [_("编号"), _("时间"), _("部门"), _("企业"), _("目的"), _("法律依据"), _("结果")]

    def rows() -> Iterator[list[Any]]:
        before = None
        while page := queries.exchanged(actor=actor, before=before, limit=gate.CHUNK):
            for row in page:
                face = _face(row)
                yield [
                    row.id, row.asked_at, face["department"], row.company, face["purpose"], row.basis, face["outcome"],
                ]  # fmt: skip
            before = page[-1].id

    return sheet(_("信用信息查询记录"), header, rows())


@require_safe
def lists(request: HttpRequest) -> HttpResponse:
    """Show the lists by level, for everybody: joint incentive, joint punishment, key supervision."""
    code, text = plain(request.GET.get("list", ""), 40), plain(request.GET.get("q", ""), 30)
    exchange = queries.exchange_on(gate.today())
    chosen = next((one for one in exchange.list if one.code == code), exchange.list[0])
    rows = queries.listed(
        chosen.code, gate.today(), text=text, after=gate.rank_asked(request), limit=gate.PAGE + 1
    )
    shown, kept = rows[: gate.PAGE], {"list": chosen.code, "q": text}
    context = {
        "rows": shown,
        "chosen": chosen,
        "q": text,
        "tabs": [
            {
                "words": one.name,
                "address": f"{reverse('credit:lists')}?{urlencode({'list': one.code})}",
                "here": one is chosen,
            }
            for one in exchange.list
        ],
        "levels": listing(chosen.levels),
        "tones": gate.LEVEL_TONES,
        "design": chosen.warrant.basis == "design",
        "older": "?" + urlencode({**kept, **gate.rank_after(shown[-1])}) if len(rows) > gate.PAGE else "",
        "sheet": f"{reverse('credit:lists_sheet')}?{urlencode(kept)}",
    }
    return render(request, "credit/lists.html", context)


@require_safe
def lists_sheet(request: HttpRequest) -> HttpResponseBase:
    """Give one list as a spreadsheet."""
    code, text = plain(request.GET.get("list", ""), 40), plain(request.GET.get("q", ""), 30)
    header = [_("名次"), _("企业"), _("统一社会信用代码"), _("年度"), _("信用分"), _("信用等级")]

    def rows() -> Iterator[list[Any]]:
        after = (0, 0)
        while page := queries.listed(code, gate.today(), text=text, after=after, limit=gate.CHUNK):
            for row in page:
                yield [row.place, row.name, row.uscc, row.year, row.score, row.level]
            after = (page[-1].place, page[-1].company_id)

    return sheet(_("信用名单"), header, rows())
