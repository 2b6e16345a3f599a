"""What cases hold of the person who reported, for himself; the caller has opened the city."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models.expressions import RawSQL

from hemei.coordination.cases.models import Case, Supporter
from hemei.coordination.cases.rules.words import STATE_TEXTS, State
from hemei.kernel.decision import mark
from hemei.kernel.keeping import UNTIL, Held, Holder
from hemei.kernel.workdays import shanghai_day


def held_of(persons: Sequence[int], on: date) -> list[Held]:  # noqa: ARG001 - one signature for all
    """Return the cases these persons reported or follow; a case that runs has a clock, which is asked by itself."""
    return [*_reported(persons), *_followed(persons)]


def _reported(persons: Sequence[int]) -> list[Held]:
    shown = RawSQL("select stream from records_access where person_id = any(%s)", [list(persons)])
    rows = Case.objects.filter(reporter_id__in=persons, stream__in=shown).order_by("-id")
    fields = ("number", "estate_name", "state", "reported_at", "stream")
    return [
        Held(
            mark("上报的案件"),
            number,
            (
                (mark("地点"), estate),
                (mark("上报"), shanghai_day(at).isoformat()),
                (mark("状态"), STATE_TEXTS[State(state)]),
            ),
            stream,
        )
        for number, estate, state, at, stream in rows.values_list(*fields)
    ]


def _followed(persons: Sequence[int]) -> list[Held]:
    """Without the stream: the texts of these cases are their reporters'."""
    rows = Supporter.objects.filter(person_id__in=persons).order_by("-id")
    return [
        Held(
            mark("跟着办的案件"),
            number,
            (
                (mark("地点"), estate),
                (mark("跟办"), shanghai_day(since).isoformat()),
                *(((UNTIL, shanghai_day(until).isoformat()),) if until else ()),
            ),
        )
        for number, estate, since, until in rows.values_list(
            "case__number", "case__estate_name", "joined_at", "left_at"
        )
    ]


HOLDER = Holder(frozenset({"cases_case", "cases_supporter"}), held_of)
