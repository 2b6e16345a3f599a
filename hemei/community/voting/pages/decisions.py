"""What a committee decided, and the meeting called by it: the scan of its document, where its item led."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hemei.community.meetings import queries as meetings
from hemei.community.voting import queries, services
from hemei.community.voting.pages import gate
from hemei.community.voting.pages.acts import act_page
from hemei.community.voting.pages.gate import FORM, Field
from hemei.community.voting.pages.lists import badge_of
from hemei.community.voting.queries.assemblies import called_by_item, decision_content
from hemei.community.voting.rules.acts import Act
from hemei.ground.people import services as people_services
from hemei.ground.places import queries as places
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused, mark
from hemei.ui.doors import signed_in
from hemei.ui.render import render

if TYPE_CHECKING:
    from django.http import QueryDict


@FORM
@never_cache
@signed_in
def show_decision(request: HttpRequest, assembly_id: int) -> HttpResponse:
    """Bring in the scan of the document that was cited."""
    actor = gate.entered(request, Act.CALL)
    found = gate.assembly_or_404(assembly_id, actor)

    def act(_data: QueryDict) -> str:
        upload = request.FILES.get("scan")
        if upload is None:
            raise Refused.because(mark("请选择扫描件。"), field="scan", code="scan")
        scan = services.Scan(upload.read(), upload.name or "")
        services.show_decision(actor=actor, now=utc_now(), assembly_id=assembly_id, scan=scan)
        return reverse("voting:assembly", args=[assembly_id])

    fields: list[Field] = [{"name": "scan", "label": _("盖章文书的扫描件"), "paper": True}]
    page = act_page(
        found,
        title=_("上传盖章文书的扫描件"),
        lead=_("表决的业主都看得到；上传以后不能更换。"),
        button=_("上传"),
        done=_("已上传。"),
    )
    return gate.form(request, page, fields, act)


@require_safe
@never_cache
@signed_in
def decision_scan(request: HttpRequest, assembly_id: int) -> HttpResponse:
    """Give the scan to whoever reads the meeting."""
    actor = gate.entered(request)
    found = gate.assembly_or_404(assembly_id, actor)
    with people_services.opened(actor, found.scope):
        scan = decision_content(found)
    if scan is None:
        raise Http404
    response = HttpResponse(scan[0], content_type=scan[1])
    response["Content-Disposition"] = f'attachment; filename="decision-{found.id}"'
    return response


@require_safe
@never_cache
@signed_in
def of_item(request: HttpRequest, item_id: int) -> HttpResponse:
    """Show the meeting that was called by an item a committee adopted, or where it is called."""
    actor = gate.entered(request, Act.CALL)
    item = meetings.committee_item(item_id)
    estate = places.estate(item.estate_id, actor=actor) if item is not None else None
    if item is None or estate is None or not (item.adopted and item.matters):
        raise Http404
    with people_services.opened(actor, estate.scope):
        called = called_by_item(item_id, actor=gate.wide(actor, estate.scope))
    context = {
        "item": item,
        "estate": estate,
        "called": called,
        "badge": badge_of(called, utc_now()) if called is not None else None,
        "reads": called is not None and queries.assembly(called.id, actor=actor) is not None,
    }
    return render(request, "voting/of_item.html", context)
