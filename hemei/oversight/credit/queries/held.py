"""What credit holds of a person, for himself: his lines as a project manager and his levels; the city is open."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from hemei.kernel.decision import mark
from hemei.kernel.keeping import Held, Holder
from hemei.oversight.credit.models import ConductLine, YearLevel
from hemei.oversight.credit.queries.lists import listed
from hemei.oversight.credit.rules.lines import STANDING_TEXTS, Standing


def held_of(persons: Sequence[int], on: date) -> list[Held]:
    """Return the lines that were recorded of these persons as managers, and what years came to."""
    rows = list(ConductLine.objects.filter(manager_id__in=persons).order_by("-id"))
    streams = {row.pk: row.stream for row in rows}
    found = [
        Held(
            mark("信用信息"),
            line.name,
            (
                (mark("企业"), line.company),
                (mark("项目"), line.estate),
                (mark("日期"), line.happened_on.isoformat()),
                (mark("状态"), STANDING_TEXTS[line.standing]),
            ),
            streams[line.id],
            runs=line.standing is Standing.COUNTS,
        )
        for line in listed(rows, on)
    ]
    levels = YearLevel.objects.filter(manager_id__in=persons).order_by("-year")
    for year, score, level in levels.values_list("year", "score", "level"):
        said = ((mark("年度"), str(year)), (mark("信用分"), str(score)), (mark("信用等级"), level))
        found.append(Held(mark("信用等级"), str(year), said))
    return found


HOLDER = Holder(
    frozenset({"credit_conductline", "credit_lineobjection", "credit_repair", "credit_yearlevel"}), held_of
)
"""What was written about objection and repair lies in the stream of its line."""
