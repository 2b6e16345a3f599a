"""The list of cases as a file: a spreadsheet, or comma-separated lines for hundreds of thousands of cases."""

from __future__ import annotations

from datetime import date
from itertools import islice
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Any

from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from hemei.coordination.cases import queries
from hemei.coordination.cases.pages import faces
from hemei.coordination.cases.pages.work import chosen_of
from hemei.coordination.cases.rules.words import (
    ENDING_TEXTS,
    OTHER_KIND,
    OUTCOME_TEXTS,
    STATE_TEXTS,
    Ending,
    Outcome,
    State,
)
from hemei.ground.people import queries as people
from hemei.kernel.clock import utc_now
from hemei.kernel.workdays import shanghai_day
from hemei.ui.doors import signed_in
from hemei.ui.sheets import sheet
from hemei.ui.words import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def _heads() -> list[str]:
    return [_("编号"), _("类别"), _("状态"), _("小区"), _("责任单位"), _("上报时间"), _("时限"), _("结果")]


@never_cache
@require_GET
@signed_in
def cases_lines(request: HttpRequest) -> HttpResponseBase:
    """Give the same list, whole, as comma-separated lines; the database writes them."""
    _words, filters = chosen_of(request)
    words = queries.ListWords(
        heads=_heads(),
        states={state.value: say(text) for state, text in STATE_TEXTS.items()},
        endings={ending.value: say(text) for ending, text in ENDING_TEXTS.items()},
        outcomes={outcome.value: say(text) for outcome, text in OUTCOME_TEXTS.items()},
        kind=_kind_on,
        other=faces.kind_name(queries.law_of(shanghai_day(utc_now())), OTHER_KIND),
        bodies=people.body_names,
    )
    room = TemporaryFile(suffix=".csv")  # noqa: SIM115 - the response closes it
    queries.copy_cases(room, actor=request.actor, filters=filters, words=words)  # type: ignore[attr-defined]
    room.seek(0)
    name = f"{_('案件')}.csv"
    return FileResponse(room, as_attachment=True, filename=name, content_type="text/csv; charset=utf-8")


def _kind_on(day: date, kind: str) -> str:
    return faces.kind_name(queries.law_of(day), kind)


@never_cache
@require_GET
@signed_in
def cases_sheet(request: HttpRequest) -> HttpResponseBase:
    """Give the same list, whole, as a spreadsheet: the same filters, the same scope."""
    actor = request.actor  # type: ignore[attr-defined]
    _words, filters = chosen_of(request)
    return sheet(_("案件"), _heads(), _sheet_rows(queries.case_rows(actor=actor, filters=filters)))


def _sheet_rows(rows: Iterable[queries.ListRow]) -> Iterator[list[Any]]:
    names: dict[int, str] = {}
    waiting = iter(rows)
    while chunk := list(islice(waiting, queries.EXPORT_CHUNK)):
        names |= people.body_names({row.accountable_body_id for row in chunk} - names.keys())
        yield from (_sheet_row(row, names) for row in chunk)


def _sheet_row(row: queries.ListRow, names: dict[int, str]) -> list[Any]:
    law = queries.law_of(shanghai_day(row.reported_at))
    return [
        row.number,
        faces.kind_name(law, row.kind),
        say(ENDING_TEXTS[Ending(row.ended)] if row.ended else STATE_TEXTS[State(row.state)]),
        row.estate_name,
        names.get(row.accountable_body_id, ""),
        row.reported_at,
        row.next_due_at if row.state != State.ENDED else None,
        say(OUTCOME_TEXTS[Outcome(row.outcome)]) if row.outcome else "",
    ]
