"""A written proxy that came with a paper ballot is entered with its scan, and held against it by a second clerk."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, BinaryIO, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from hemei.community.voting import queries, services
from hemei.community.voting.pages import gate
from hemei.community.voting.pages.desk import person_by_phone
from hemei.community.voting.pages.gate import FORM, Field
from hemei.community.voting.pages.paper import clerks_only
from hemei.community.voting.queries import paper_proxies
from hemei.community.voting.queries.calling import serves
from hemei.community.voting.queries.voters import names_of
from hemei.community.voting.rules.acts import Act
from hemei.community.voting.rules.striking import Desk
from hemei.community.voting.services.telling import LONGEST_TEXT
from hemei.ground.records import queries as record
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused
from hemei.ui.forms import errors_of
from hemei.ui.render import render

if TYPE_CHECKING:
    from django.http import QueryDict

second_only = partial(clerks_only, act=Act.CONFIRM_VOTER)


@FORM
@never_cache
@clerks_only
def enter(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Enter a proxy that came with a ballot of a batch."""
    actor = request.actor  # type: ignore[attr-defined]
    batch = queries.batch(batch_id, actor=actor)
    if batch is None:
        raise Http404
    back = reverse("voting:batch", args=[batch_id])

    def act(data: QueryDict) -> str:
        upload = request.FILES.get("scan")
        draft = services.PaperProxyDraft(
            serial=data.get("serial", ""), holder_id=person_by_phone(request), evidence=data.get("evidence", ""),
            scan=(cast("BinaryIO", upload), upload.name or "") if upload is not None else None,
        )  # fmt: skip
        services.enter_paper_proxy(actor=actor, now=utc_now(), batch_id=batch_id, draft=draft)
        return back

    title = _("登记随票交来的委托书")
    page = {
        "title": title,
        "lead": _("委托书随票一起在截止以前交来的，封存以前在这里登记。只对这一张票有效，另一人确认以后才能计入。"),
        "button": _("登记"),
        "done": _("已登记，待另一人对照扫描件确认。"),
        "back": back,
        "crumbs": [
            (_("业主表决"), reverse("voting:assemblies")),
            (_("纸质表决票"), reverse("voting:paper", args=[batch.roll_id])),
            (_("一批票"), back),
            (title, ""),
        ],
    }  # fmt: skip
    return gate.form(request, page, _fields(), act)


def _fields() -> list[Field]:
    return [
        {"name": "serial", "label": _("票号"), "required": True, "hint": _("票号印在房号下面，如 1-0023。")},
        {"name": "phone", "label": _("代理人的手机号"), "type": "tel", "required": True,
         "hint": _("代理人要先用这个手机号登录过一次。")},
        {"name": "evidence", "label": _("委托书存放在哪里"), "area": True, "required": True,
         "hint": _("例如：2026年第3号档案盒第12页。不要写证件号码。"), "more": {"maxlength": LONGEST_TEXT}},
        {"name": "scan", "label": _("委托书的照片或者扫描件"), "paper": True},
    ]  # fmt: skip


@FORM
@never_cache
@second_only
def paper_proxy(request: HttpRequest, batch_id: int, proxy_id: int) -> HttpResponse:
    """Show a proxy that came with a ballot: a second person confirms or refuses it, who entered it may take it back."""
    actor = request.actor  # type: ignore[attr-defined]
    row = _row_or_404(request, proxy_id)
    errors: dict[str, list[str]] = {}
    if request.method == "POST":
        try:
            done = _settle(request, proxy_id)
        except Refused as refused:
            errors = errors_of(refused)
        else:
            messages.success(request, done)
            to = reverse("voting:batch", args=[batch_id]) if serves(actor) else reverse("cases:work")
            return HttpResponseRedirect(to)
    context = {
        "row": row,
        "batch_id": batch_id,
        "names": names_of([row.holder_id, row.entered_by], actor, utc_now()),
        "said": record.open_sealed([one for one in (row.evidence_id, row.reason_id) if one is not None]),
        "mine": actor.person_id in paper_proxies.hands_on(proxy_id),
        "entered": actor.person_id == row.entered_by,
        "left": paper_proxies.desk_of(proxy_id, actor=actor, now=utc_now()) is not Desk.COMMUNITY,
        "here": serves(actor),
        "typed": request.POST,
        "errors": errors,
        "most": LONGEST_TEXT,
    }
    return render(request, "voting/paper_proxy.html", context, gate.REFUSED if errors else 200)


def _settle(request: HttpRequest, proxy_id: int) -> str:
    """Do with a proxy what was asked, and return the words that it was done."""
    act, reason = request.POST.get("act", ""), request.POST.get("reason", "")[: LONGEST_TEXT + 1]
    of = {"actor": request.actor, "now": utc_now(), "proxy_id": proxy_id}  # type: ignore[attr-defined]
    if act == "withdraw":
        services.withdraw_paper_proxy(**of, reason=reason)
        return _("已撤回，可以另行登记；没有委托书的，等另一人核实这张票是谁签的名。")
    if act == "signed":
        own = {"own": True, "other": False}.get(request.POST.get("own", ""))
        services.say_who_signed(**of, own=own, reason=reason)
        return _("已核实，这一批再确认一次才计入。") if own else _("已核实，这张票按没有业主签名计为无效。")
    services.settle_paper_proxy(**of, confirmed=act == "confirm", reason=reason)
    if act == "confirm":
        return _("已确认，这一批再确认一次才按委托书计入。")
    return _("已记下不予确认。这张票等人核实是谁签的名，核实以前不计入。")


@never_cache
@require_GET
@second_only
def scan(request: HttpRequest, proxy_id: int) -> HttpResponse:
    """Give the scan of a proxy that came with a ballot."""
    found = paper_proxies.paper_proxy_scan(_row_or_404(request, proxy_id))
    if found is None:
        raise Http404
    response = HttpResponse(found[0], content_type=found[1])
    response["Content-Disposition"] = f'attachment; filename="proxy-{proxy_id}"'
    return response


def _row_or_404(request: HttpRequest, proxy_id: int) -> paper_proxies.PaperProxyRow:
    row = paper_proxies.paper_proxy(proxy_id, actor=request.actor, now=utc_now())  # type: ignore[attr-defined]
    if row is None:
        raise Http404
    return row
