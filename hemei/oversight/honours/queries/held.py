"""What is held of somebody who objected, for himself; the caller has opened the city."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from hemei.kernel.decision import mark
from hemei.kernel.keeping import Fact, Held, Holder
from hemei.kernel.workdays import shanghai_day
from hemei.oversight.honours.models import Objection
from hemei.oversight.honours.rules.words import KIND_TEXTS, Kind


def held_of(persons: Sequence[int], on: date) -> list[Held]:
    """Return the objections of these persons; nothing of it is needed for an office."""
    del on
    rows = Objection.objects.filter(person_id__in=persons).order_by("-id")
    fields = ("stream", "nomination__kind", "nomination__estate__name", "filed_at", "upheld")
    found = []
    for stream, kind, estate, filed_at, upheld in rows.values_list(*fields):
        facts: list[Fact] = [
            (mark("类别"), KIND_TEXTS[Kind(kind)]),
            (mark("提出日期"), shanghai_day(filed_at).isoformat()),
        ]
        if upheld is not None:
            facts.append((mark("结论"), mark("异议成立") if upheld else mark("异议不成立")))
        found.append(Held(mark("对公示的异议"), estate, tuple(facts), stream))
    return found


HOLDER = Holder(frozenset({"honours_objection"}), held_of)
