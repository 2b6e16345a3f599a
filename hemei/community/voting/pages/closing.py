"""The vote is sealed: what waits of the paper is shown, and who keeps it may say why it is left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from hemei.community.voting import queries, services
from hemei.community.voting.pages import gate
from hemei.community.voting.pages.acts import act_page
from hemei.community.voting.pages.gate import FORM, Field
from hemei.community.voting.rules.acts import Act, may
from hemei.community.voting.rules.sealing import UNSETTLED_TEXT
from hemei.community.voting.services.telling import LONGEST_TEXT
from hemei.kernel.clock import utc_now
from hemei.ui.doors import signed_in
from hemei.ui.words import say

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse, QueryDict


@FORM
@never_cache
@signed_in
def close(request: HttpRequest, assembly_id: int) -> HttpResponse:
    """Close the vote after its last moment; with paper that waits only who keeps it, with a reason."""
    actor = gate.entered(request, Act.CONDUCT)
    found = gate.assembly_or_404(assembly_id, actor)
    with gate.reading(actor, found) as reader:
        left = queries.unsettled(found.roll_id or 0, actor=reader)

    def act(data: QueryDict) -> str:
        reason = data.get("reason", "")[: LONGEST_TEXT + 1]
        services.close_assembly(actor=actor, now=utc_now(), assembly_id=assembly_id, reason=reason)
        return reverse("voting:assembly", args=[assembly_id])

    lead = _("封存以后任何渠道都不能再录入选票。请先确认按时收到的纸质选票都已录入。")
    fields: list[Field] = []
    if left.total:
        counts = {"files": left.files, "pages": left.pages, "sheets": left.sheets}
        lead = f"{lead} {say(UNSETTLED_TEXT, counts)}。"
        if may(actor, Act.CAST, found.scope).allowed:
            fields = [
                {"name": "reason", "label": _("为什么不等处理完就封存"), "area": True,
                 "hint": _("只在确实无法处理时填写；全体业主看得到，没有计入的份数写进结果。不写个人信息。"),
                 "more": {"maxlength": LONGEST_TEXT}},
            ]  # fmt: skip
    page = act_page(found, title=_("截止封存"), lead=lead, button=_("封存"), done=_("已封存。"))
    return gate.form(request, page, fields, act)
