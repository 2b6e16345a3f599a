"""How well kinds are suggested, for the bureau: beside simpler ways, and kind by kind where too few cases teach."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from hemei.coordination.cases import queries
from hemei.coordination.cases.pages.faces import named
from hemei.coordination.cases.rules.kinds.measuring import answers
from hemei.coordination.cases.rules.moves import SEES_KINDS
from hemei.kernel.clock import utc_now
from hemei.kernel.workdays import shanghai_day
from hemei.ui.doors import signed_in
from hemei.ui.render import render
from hemei.ui.words import percent

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from hemei.coordination.cases.rules.kinds.measuring import Answers, Hits, Measured

SHOWN = 12


@never_cache
@require_GET
@signed_in
def kinds(request: HttpRequest) -> HttpResponse:
    """Show how the newest version answers cases it was not taught, and the versions before it."""
    if request.actor.role not in SEES_KINDS:  # type: ignore[attr-defined]
        raise PermissionDenied
    rules = queries.suggestions_on(shanghai_day(utc_now()))
    versions = queries.kind_versions(limit=SHOWN)
    measured = versions[0].measured if versions else None
    context = {
        "versions": versions,
        "in_use": next((one.id for one in versions if one.used), None),
        "ways": _ways(answers(measured)) if measured else [],
        "written": _ways(measured.written) if measured and measured.written else [],
        "further": _ways(measured.further) if measured and measured.further else [],
        "origin": _origin(measured) if measured else "",
        "kinds": _of_kinds(measured) if measured else [],
        "shares": {one.id: _three(answers(one.measured)) for one in versions},
        "written_shares": {one.id: _three(one.measured.written) for one in versions if one.measured.written},
        "rules": rules,
        "shown_from": percent(rules.shown.probability.value),
    }
    return render(request, "cases/kinds.html", context)


def _ways(answered: Answers) -> list[tuple[str, str, str]]:
    def row(words: str, hits: Hits) -> tuple[str, str, str]:
        return words, _share(hits.first, answered.asked), _share(hits.three, answered.asked)

    return [
        row(_("从案件学习"), answered.model),
        row(_("按清单用词"), answered.words),
        row(_("总选最常见的三类"), answered.commonest),
    ]


def _three(answered: Answers) -> str:
    return _share(answered.model.three, answered.asked)


def _origin(measured: Measured) -> str:
    """Return where the held-back texts come from, where not all of them are people's."""
    values = {"generated": measured.generated, "people": measured.asked - measured.generated}
    if not measured.generated:
        return ""
    if not values["people"]:
        return (
            _("检验用的%(generated)s件都是示范系统生成的文字，和学过的很像，准确率偏高，不能说明真实情况。")
            % values
        )
    return (
        _(
            "检验用的%(generated)s件是示范系统生成的文字，其余%(people)s件从报事页面报上来；生成的和学过的很像，准确率偏高。"
        )
        % values
    )


def _of_kinds(measured: Measured) -> list[dict[str, Any]]:
    """Return each line of the list, those first that the fewest cases teach."""
    day = shanghai_day(utc_now())
    rules = queries.suggestions_on(day)
    rows = []
    for row in queries.listed_on(day).problem:
        one = measured.kinds.get(row.code)
        learnt = one.learnt if one else 0
        rows.append(
            {
                "name": named(row),
                "learnt": learnt,
                "asked": one.asked if one else 0,
                "first": _share(one.model.first, one.asked) if one and one.asked else "—",
                "three": _share(one.model.three, one.asked) if one and one.asked else "—",
                "few": rules.kind.are_few(learnt),
            }
        )
    return sorted(rows, key=lambda row: row["learnt"])


def _share(part: int, whole: int) -> str:
    return percent(Fraction(part, whole)) if whole else "—"
