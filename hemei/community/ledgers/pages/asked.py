"""What was asked not to be collected, in words."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from hemei.community.ledgers import queries
from hemei.ground.records import queries as records
from hemei.kernel.money import yuan


def faces(rows: list[queries.ReleaseRow]) -> list[dict[str, Any]]:
    """Return what was asked, in words, with the reason, the papers and the answer."""
    why = records.open_sealed(row.reason_id for row in rows)
    return [_face(row, why.get(row.reason_id) or "") for row in rows]


def _face(row: queries.ReleaseRow, why: str) -> dict[str, Any]:
    what = (
        _("从%(day)s起终止合同") % {"day": row.day}
        if row.day
        else _("不再收取%(since)s开始的一期，%(fen)s元")
        % {"since": row.period_from, "fen": yuan(row.amount_fen or 0)}
    )
    words = {None: _("等待确认"), True: _("已同意"), False: _("没有同意")}
    return {
        "row": row,
        "what": what,
        "why": why,
        "state": words[row.agreed],
        "tone": {None: "warn", True: "good", False: ""}[row.agreed],
        "papers": [
            {
                "address": reverse("ledgers:release_paper", args=[row.id, one.id]),
                "words": _("材料%(number)s") % {"number": number},
            }
            for number, one in enumerate(queries.release_papers(row), 1)
        ],
    }
