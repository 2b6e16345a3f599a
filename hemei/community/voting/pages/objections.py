"""The forms of an objection to a result, and of its answer."""

from __future__ import annotations

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
            services.object_to_result(actor=actor, now=now, assembly_id=assembly_id, text=text)
        else:
            services.answer_objection(actor=actor, now=now, assembly_id=assembly_id, number=number, text=text)
        return home

    crumbs = [(_("业主表决"), reverse("voting:assemblies")), (found.title, home), (words["title"], "")]
    fields: list[Field] = [
        {"name": "text", "label": words["label"], "area": True, "required": True, "more": {"maxlength": LONGEST_TEXT}}
    ]  # fmt: skip
    return gate.form(request, {"back": home, "crumbs": crumbs, **words}, fields, done)


@FORM
@never_cache
@signed_in
def object_to(request: HttpRequest, assembly_id: int) -> HttpResponse:
    """Object to a published result."""
    words = {
        "title": _("对结果提出异议"),
        "lead": _("请写明哪一项、哪里不对。原话只有组织者和法院能看到。"),
        "label": _("异议"),
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
        "button": _("答复"),
        "done": _("已答复。"),
    }
    return _form(request, assembly_id, Act.CONDUCT, words, number)
