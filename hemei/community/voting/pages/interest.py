"""The form by which an owner of another building, whose interest was proven, comes on the roll."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from hemei.community.voting import services
from hemei.community.voting.pages import gate
from hemei.community.voting.pages.gate import FORM, Field
from hemei.community.voting.pages.places import units_named
from hemei.community.voting.rules.acts import Act
from hemei.community.voting.services.telling import LONGEST_TEXT
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused, mark
from hemei.ui.doors import signed_in

if TYPE_CHECKING:
    from django.http import QueryDict


@FORM
@never_cache
@signed_in
def prove_interest(request: HttpRequest, assembly_id: int) -> HttpResponse:
    """Add a unit of another building to those who must all agree."""
    actor = gate.entered(request, Act.CALL)
    found = gate.assembly_or_404(assembly_id, actor)
    back = reverse("voting:assembly", args=[assembly_id])

    def act(data: QueryDict) -> str:
        units = units_named(data.get("unit", ""), "unit", found, actor)
        if len(units) != 1:
            raise Refused.because(mark("请写一个专有部分"), field="unit", code="unit")
        services.prove_interest(
            actor=actor, now=utc_now(), assembly_id=assembly_id, unit_id=units[0],
            evidence=data.get("evidence", "")[: LONGEST_TEXT + 1],
        )  # fmt: skip
        return back

    title = _("增加楼外有利害关系的业主")
    page = {
        "title": title,
        "lead": _(
            "本栋业主都在名册里；小区内其他楼的业主，证明房屋价值、生活质量受到或者可能受到不利影响的，公告以前登记。"
        ),
        "button": _("登记"),
        "done": _("已登记。"),
        "back": back,
        "crumbs": [(_("业主表决"), reverse("voting:assemblies")), (found.title, back), (title, "")],
    }
    fields: list[Field] = [
        {"name": "unit", "label": _("专有部分"), "required": True,
         "hint": _("写楼栋、单元和房号，例如：1幢1单元101。")},
        {"name": "evidence", "label": _("凭什么证明有利害关系"), "area": True, "required": True,
         "more": {"maxlength": LONGEST_TEXT}, "hint": _("写明材料的名称和内容，进入保密档案。")},
    ]  # fmt: skip
    return gate.form(request, page, fields, act)
