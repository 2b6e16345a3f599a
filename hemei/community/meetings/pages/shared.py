"""What the pages of meetings share: who may come in, the meeting asked for, words of kinds and states."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from hemei.community.meetings import queries
from hemei.community.meetings.queries import Act, Kind, MeetingRow, SideCode
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused, mark
from hemei.ui.words import is_english, say

if TYPE_CHECKING:
    from hemei.kernel.actor import Actor

PAGE, REFUSED = 50, 422


def entered(request: HttpRequest, act: Act = Act.SEE) -> Actor:
    """Return the actor if his role may do the act."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not queries.may(actor.role, act).allowed:
        raise PermissionDenied
    return actor


def meeting_or_404(actor: Actor, meeting_id: int) -> queries.MeetingPage:
    """Return a meeting the actor may see."""
    page = queries.meeting(actor=actor, now=utc_now(), meeting_id=meeting_id)
    if page is None:
        raise Http404
    return page


def kind_name(kind: Kind) -> str:
    """Return what a kind is called in the reader's language."""
    return kind.name_en if is_english() else kind.name


def name_of(row: MeetingRow) -> str:
    """Return what the kind of a line is called, by the document that holds for it."""
    return kind_name(queries.kind_on(row.kind, row.rules_on))


def state_face(row: MeetingRow) -> tuple[str, str]:
    """Return words and tone of a state."""
    return say(queries.STATE_TEXTS[row.state]), queries.STATE_TONES[row.state]


def side_name(code: SideCode) -> str:
    """Return what a side is called."""
    return say(queries.SIDE_TEXTS[code])


def side_in(text: str) -> SideCode:
    """Return the side a form names; raises Refused."""
    found = next((code for code in queries.SIDE_CODES if code == text), None)
    if found is None:
        raise Refused.because(mark("请选择参会方"), field="side", code="side")
    return found


def place_of(row: MeetingRow) -> str:
    """Return where a meeting belongs."""
    return row.estate or row.community


def clause_of(kind: Kind) -> dict[str, Any]:
    """Return what a kind rests on, for the foot of a page."""
    warrant = kind.warrant
    return {
        "words": f"{warrant.source.title}{warrant.clause}" if warrant.basis != "design" else warrant.reason,
        "design": warrant.basis == "design",
        "owner": warrant.owner,
    }
