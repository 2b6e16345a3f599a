"""Boards for programs: how those of the caller's estates stand, and what a board or a print says."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpRequest
from ninja import Path
from ninja.params.functions import Query

from hemei.coordination.boards import queries
from hemei.kernel.scopes import Scope
from hemei.ui.api import USUAL_ROWS, Code, Limit, Number, Router, Schema, Word, answers, opens

router = Router(tags=["boards"])


class BoardLine(Schema):
    """An estate with its board; `parts` are those that no longer hold."""

    estate_code: str
    name: str
    state: str
    number: int | None
    hanging_number: int | None
    posted_on: date | None
    parts: list[str]
    since_at: datetime | None


class BoardLines(Schema):
    """A page of estates with their boards; `next` is `after` of the page that follows, null on the last."""

    items: list[BoardLine]
    next: int | None


class Board(Schema):
    """An edition as anyone may read it; `current` says whether a print of it tells the truth today.

    `content` is what the print says, `content_today` what a board of this estate says today.
    """

    token: str
    estate: str
    code: str
    number: int
    current: bool
    made_at: datetime
    posted_on: date | None
    replaced_on: date | None
    lapsed_since: datetime | None
    parts: list[str]
    checkpoint_day: date | None
    checkpoint_root: str
    content: dict[str, Any]
    content_today: dict[str, Any]


@router.get(
    "/boards",
    response=answers(BoardLines),
    **opens(Scope.PUBLISHED, "Boards of the caller's estates", "密钥所代单位看得到的公示牌"),
)
def boards(
    request: HttpRequest,
    q: Word = Query(""),
    state: queries.State | None = Query(None),
    after: Number | None = Query(None),
    limit: Limit = Query(USUAL_ROWS),
) -> dict[str, Any]:
    """List the estates the key's holder may see with how their boards stand."""
    asked = queries.BoardFilter(text=q.strip(), state=state, after=after or 0)
    rows = queries.board_rows(actor=request.actor, asked=asked, limit=limit + 1)  # type: ignore[attr-defined]
    items = [{name: getattr(row, name) for name in BoardLine.model_fields} for row in rows[:limit]]
    return {"items": items, "next": rows[limit - 1].estate_id if len(rows) > limit else None}


@router.get(
    "/boards/{token}",
    response=answers(Board),
    **opens(Scope.PUBLISHED, "The board of an estate", "一个小区的公示牌"),
)
def board(request: HttpRequest, token: Path[Code]) -> dict[str, Any]:
    """Return the board of the estate of this token: the one that hangs, else the latest made."""
    del request
    return _told(queries.public_board(token))


@router.get(
    "/boards/editions/{code}",
    response=answers(Board),
    **opens(Scope.PUBLISHED, "A print by its version code", "按版本码核对一块公示牌"),
)
def edition(request: HttpRequest, code: Path[Code]) -> dict[str, Any]:
    """Return the edition with the version code a print bears."""
    del request
    return _told(queries.public_edition(code))


def _told(found: queries.PublicBoard | None) -> dict[str, Any]:
    if found is None:
        raise Http404
    return {name: getattr(found, name) for name in Board.model_fields}
