"""The forms of an objection to a result, and of its answer."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from hemei.community.voting import services
from hemei.community.voting.pages import gate
from hemei.community.voting.pages.gate import FORM, Field
from hemei.community.voting.rules.acts import Act
from hemei.community.voting.services.telling import LONGEST_TEXT
from hemei.kernel.clock import utc_now
from hemei.ui.doors import signed_in
from hemei.ui.forms import plain

if TYPE_CHECKING:
    from django.http import QueryDict


def _form(
    request: HttpRequest, assembly_id: int, act: Act | None, words: dict[str, str], number: int | None = None
) -> HttpResponse:
    actor = gate.entered(request, act)
    found = gate.assembly_or_404(assembly_id, actor)
    home = reverse("voting:assembly", args=[assembly_id])

    def done(data: QueryDict) -> str:
        now, text = utc_now(), data.get("text", "")[: LONGEST_TEXT + 1]
        if number is None:
            services.object_to_result(
                actor=actor, now=now, assembly_id=assembly_id, text=text, units=_units(data)
            )
        else:
            answer = services.AnswerDraft(
                number=number, text=text, units=_units(data),
                upheld=gate.one_of(data, "upheld", ["yes", "no"]) == "yes",
            )  # fmt: skip
            services.answer_objection(actor=actor, now=now, assembly_id=assembly_id, answer=answer)
        return home

    crumbs = [(_("业主表决"), reverse("voting:assemblies")), (found.title, home), (words["title"], "")]
    fields: list[Field] = [
        {"name": "text", "label": words["label"], "area": True, "required": True, "more": {"maxlength": LONGEST_TEXT}},
        {"name": "units", "label": _("说的是哪些房屋的选票"), "hint": words["units"], "more": {"maxlength": 400}},
    ]  # fmt: skip
    if number is not None:
        options = [("yes", _("成立")), ("no", _("不成立"))]
        fields.insert(0, {"name": "upheld", "label": _("核实结果"), "options": options, "required": True,
                          "hint": _("登记这项异议的人不能自己认定成立；剔除选票由核实以外的人办理。")})  # fmt: skip
    return gate.form(request, {"back": home, "crumbs": crumbs, **words}, fields, done)


def _units(data: QueryDict) -> list[str]:
    return [name for name in re.split(r"[,，、;；\s]+", plain(data.get("units", ""), 400)) if name]


@FORM
@never_cache
@signed_in
def object_to(request: HttpRequest, assembly_id: int) -> HttpResponse:
    """Object to a published result."""
    words = {
        "title": _("对结果提出异议"),
        "lead": _("请写明哪一项、哪里不对。原话只有组织者和法院能看到。"),
        "label": _("异议"),
        "units": _("例如：1幢1单元101；几户用顿号隔开。不涉及某一户的选票，不填。"),
        "button": _("提出"),
        "done": _("异议已提出，组织者须在期限内答复。"),
    }
    return _form(request, assembly_id, None, words)


@FORM
@never_cache
@signed_in
def answer(request: HttpRequest, assembly_id: int, number: int) -> HttpResponse:
    """Answer an objection."""
    words = {
        "title": _("答复第%(number)s项异议") % {"number": number},
        "lead": "",
        "label": _("答复"),
        "units": _("异议成立的，只有这些房屋的选票可以凭它剔除；异议已经写明的可以不填。"),
        "button": _("答复"),
        "done": _("已答复。"),
    }
    return _form(request, assembly_id, Act.CONDUCT, words, number)
