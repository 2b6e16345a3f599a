"""Owners who ask for a meeting on paper: their signature list is entered, held against its scan, or taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hemei.community.voting import services
from hemei.community.voting.pages import gate
from hemei.community.voting.pages.gate import FORM, Field
from hemei.community.voting.pages.places import units_named
from hemei.community.voting.pages.proposals import names_of, one_or_404, page_of
from hemei.community.voting.queries import support_sheets as sheets
from hemei.community.voting.queries.proposals import leaving_ends
from hemei.community.voting.rules.acts import Act
from hemei.community.voting.rules.proposals import ENDED, ProposalState
from hemei.community.voting.services.telling import LONGEST_TEXT
from hemei.ground.people import queries as people
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused
from hemei.ui.doors import signed_in
from hemei.ui.forms import errors_of
from hemei.ui.render import render
from hemei.ui.words import listing

if TYPE_CHECKING:
    from django.http import QueryDict

    from hemei.community.voting.queries import ProposalRow
    from hemei.kernel.actor import Actor


def _signed(request: HttpRequest, found: ProposalRow, actor: Actor) -> services.Signed:
    upload = request.FILES.get("scan")
    return services.Signed(
        unit_ids=units_named(request.POST.get("units", ""), "units", found, actor),
        scan=(cast("BinaryIO", upload), upload.name or "") if upload is not None else None,
    )


def counted_words(units: list[str], *, takes_back: bool = False) -> str:
    """Return which units of a list ask already; of one that takes back, which asked again since."""
    words = (
        _("%(units)s交来以后又附议，这份撤回不影响后来的附议。")
        if takes_back
        else _("%(units)s已经计入附议，不重复计算。")
    )
    return words % {"units": listing(units)}


def _fields(label: str, scan: str) -> list[Field]:
    return [
        {"name": "units", "label": label, "area": True, "required": True,
         "hint": _("每行一个，写楼栋、单元和房号，例如：1幢1单元101。")},
        {"name": "scan", "label": scan, "paper": True},
    ]  # fmt: skip


@FORM
@never_cache
@signed_in
def support(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """Enter which units signed a list for a proposal."""
    actor = gate.entered(request, Act.SUPPORT)
    found = one_or_404(proposal_id, actor)

    def act(_data: QueryDict) -> str:
        number = services.enter_support(
            actor=actor, now=utc_now(), proposal_id=proposal_id, signed=_signed(request, found, actor)
        )
        counted = sheets.counted_already(_row_or_404(number, actor), found.estate_id, actor=actor)
        if counted:
            messages.info(request, counted_words(counted))
        return reverse("voting:proposal", args=[proposal_id])

    page = page_of(
        found,
        title=_("登记附议签名表"),
        lead=_("业主在纸上签名附议的在这里登记；居民委员会的另一人对照扫描件核对以后才计入。"),
        button=_("登记"),
        done=_("已登记，待另一人核对以后计入。"),
    )
    return gate.form(request, page, _fields(_("签了名的专有部分"), _("签名表的照片或者扫描件")), act)


@FORM
@never_cache
@signed_in
def take_back(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """Enter that owners support a proposal no more."""
    actor = gate.entered(request, Act.SUPPORT)
    found = one_or_404(proposal_id, actor)

    def act(_data: QueryDict) -> str:
        services.take_back_support(
            actor=actor, now=utc_now(), proposal_id=proposal_id, signed=_signed(request, found, actor)
        )
        return reverse("voting:proposal", args=[proposal_id])

    page = page_of(
        found,
        title=_("登记撤回附议"),
        lead=_(
            "业主书面撤回附议的在这里登记；居民委员会的另一人对照扫描件核对以后才撤回，业主会收到通知。达到比例以前可以撤回。"
        ),
        button=_("登记撤回"),
        done=_("已登记，待另一人核对以后撤回。"),
    )
    return gate.form(request, page, _fields(_("撤回附议的专有部分"), _("业主签名的撤回书")), act)


@FORM
@never_cache
@signed_in
def support_sheet(request: HttpRequest, sheet_id: int) -> HttpResponse:
    """Show a signature list, or what was signed to take support back; a second person confirms or refuses it."""
    actor = gate.entered(request, Act.SETTLE_SUPPORT)
    row = _row_or_404(sheet_id, actor)
    errors: dict[str, list[str]] = {}
    if request.method == "POST":
        confirmed = request.POST.get("act") == "confirm"
        try:
            services.settle_support(
                actor=actor, now=utc_now(), sheet_id=sheet_id, confirmed=confirmed,
                reason=request.POST.get("reason", "")[: LONGEST_TEXT + 1],
            )  # fmt: skip
        except Refused as refused:
            errors = errors_of(refused)
        else:
            done = _("已核对，附议撤回。") if row.takes_back else _("已核对，附议计入。")
            messages.success(request, done if confirmed else _("已记下没有通过核对。"))
            return HttpResponseRedirect(reverse("voting:proposal", args=[row.proposal_id]))
    found, now = one_or_404(row.proposal_id, actor), utc_now()
    waits = row.confirmed is None and found.state is ProposalState.GATHERING
    second = waits and row.entered_by != actor.person_id
    counted = sheets.counted_already(row, found.estate_id, actor=actor) if waits else []
    context = {
        "row": row,
        "found": found,
        "waits": waits,
        "waits_until": leaving_ends([found]).get(found.id) if row.takes_back else None,
        "ended": found.state in ENDED,
        "own_entry": row.entered_by == actor.person_id,
        "owners": people.owners_of(row.unit_ids, actor=actor, now=now, on=row.signed_on) if second else {},
        "looks": people.may(actor.role, people.Act.UNMASK).allowed,
        "counted": counted_words(counted, takes_back=row.takes_back) if counted else "",
        "names": names_of([row], actor, row.scope, now),
        "back": request.path,
        "errors": errors,
        "most": LONGEST_TEXT,
    }
    return render(request, "voting/support_sheet.html", context, gate.REFUSED if errors else 200)


@require_safe
@never_cache
@signed_in
def support_scan(request: HttpRequest, sheet_id: int) -> HttpResponse:
    """Give the scan of a signature list to the residents' committee, or the street that checks it."""
    row = _row_or_404(sheet_id, gate.entered(request, Act.SETTLE_SUPPORT))
    scan = sheets.sheet_content(row)
    if scan is None:
        raise Http404
    response = HttpResponse(scan[0], content_type=scan[1])
    response["Content-Disposition"] = f'attachment; filename="support-{row.id}"'
    return response


def _row_or_404(sheet_id: int, actor: Actor) -> sheets.SheetRow:
    row = sheets.support_sheet(sheet_id, actor=actor)
    if row is None:
        raise Http404
    return row
