"""The agenda of a meeting that is not noticed yet: matters of the law, in words, with the money they let be spent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from hemei.community.voting import services
from hemei.community.voting.pages import gate
from hemei.community.voting.pages.acts import act_page
from hemei.community.voting.pages.gate import FORM, Field, one_of
from hemei.community.voting.rules.acts import Act
from hemei.community.voting.rules.agenda import sum_words
from hemei.community.voting.rules.assemblies import LONGEST_TITLE
from hemei.community.voting.rules.standards import MATTER_CODES, OwnerMatters
from hemei.ground.records import queries as record
from hemei.kernel.clock import utc_now
from hemei.kernel.money import yuan
from hemei.kernel.workdays import shanghai_day
from hemei.ui.doors import signed_in
from hemei.ui.forms import needed_fen, plain
from hemei.ui.words import series

if TYPE_CHECKING:
    from django.http import QueryDict

ITEMS = 6


@FORM
@never_cache
@signed_in
def set_agenda(request: HttpRequest, assembly_id: int) -> HttpResponse:
    """Write the agenda of a meeting that is not noticed yet."""
    actor = gate.entered(request, Act.CALL)
    found = gate.assembly_or_404(assembly_id, actor)
    listed = record.standards().find("owner-matters", OwnerMatters, on=shanghai_day(utc_now()))
    matters = [
        (code, f"{listed.of(code).name}（{listed.of(code).clause}）")
        for code in MATTER_CODES
        if not found.decided_matters or code in found.decided_matters
    ]

    def act(data: QueryDict) -> str:
        agenda = [
            services.AgendaItem(
                matter=one_of(data, f"matter{number}", MATTER_CODES),
                title=plain(data.get(f"title{number}", ""), LONGEST_TITLE),
                spends_fen=_sum_of(data, f"sum{number}"),
            )
            for number in range(1, ITEMS + 1)
            if data.get(f"title{number}", "").strip() or data.get(f"matter{number}", "")
        ]
        services.set_agenda(
            actor=actor, now=utc_now(), assembly_id=assembly_id, agenda=[*put, *agenda, *kept]
        )
        return reverse("voting:assembly", args=[assembly_id])

    put = [item for item in found.agenda if item.record]
    own = [item for item in found.agenda if item.person_id is None and not item.record]
    kept = [item for item in found.agenda if item.person_id is not None and not item.record]
    page = act_page(
        found,
        title=_("拟定议程"),
        lead=_lead(put),
        button=_("保存议程"),
        done=_("议程已保存。"),
    )
    fields = [
        field
        for number in range(1, ITEMS + 1)
        for field in _fields(number, own[number - 1] if number <= len(own) else None, matters)
    ]
    if not (put or kept):
        fields[0]["required"] = fields[1]["required"] = True
    return gate.form(request, page, fields, act)


def _lead(put: Sequence[services.AgendaItem]) -> str:
    """Return what is said above the form; what a record put there stays as it is."""
    fixed = series(one.title for one in put if one.title)
    lead = _("公告以后议程不能再改，公告以外的事项不得表决。")
    return lead + (_("照原样表决、不能在这里改的：%(items)s。") % {"items": fixed} if fixed else "")


def _fields(number: int, item: services.AgendaItem | None, matters: Sequence[tuple[str, str]]) -> list[Field]:
    """Return the fields of an item: its matter, its words without the sum, the sum."""
    return [
        {"name": f"matter{number}", "label": _("第%(number)s项：事项") % {"number": number}, "options": matters,
         "value": item.matter if item else ""},
        {"name": f"title{number}", "label": _("第%(number)s项：表决什么") % {"number": number},
         "value": item.title.removesuffix(sum_words(item)) if item else "", "more": {"maxlength": LONGEST_TITLE}},
        {"name": f"sum{number}", "label": _("第%(number)s项：支出的公共收益（元）") % {"number": number},
         "value": yuan(item.spends_fen) if item and item.spends_fen else "",
         "hint": "" if number > 1 else _("用公共收益付款的，填总额，写进表决的文字；没有总额的，不能凭它付款。")},
    ]  # fmt: skip


def _sum_of(data: QueryDict, name: str) -> int | None:
    """Return the most an item lets be spent, None where it spends nothing; raises Refused."""
    return needed_fen(data.get(name, ""), name) if data.get(name, "").strip() else None
