"""Open the sealed time and place of a photo: with a reason, and so that the one concerned can see who did."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from hemei.coordination.cases.queries.one import CasePage, case_page
from hemei.coordination.cases.rules.capture import Capture, read_capture
from hemei.coordination.cases.rules.moves import Viewer
from hemei.coordination.cases.services.acting import NoSuchCase
from hemei.ground.people import services as people
from hemei.ground.places import queries as places
from hemei.ground.records import services as records
from hemei.kernel.actor import PlaceRange
from hemei.kernel.decision import Refused, mark


@dataclass(frozen=True, slots=True)
class Opened:
    """A photo's time and place beside the case's own: when it came in, how far it is from the estate."""

    capture: Capture
    came_at: datetime
    metres: int | None


@records.whole
def open_capture(*, viewer: Viewer, now: datetime, number: str, file_id: int, reason: str) -> Opened:
    """Return when and where a photo of a case was taken, and record who looked and why.

    Raises:
        NoSuchCase: no such case or photo, or not his.
        Refused: the photo carries nothing; the role may not; no reason is given.
    """
    page = case_page(viewer=viewer, number=number, now=now)
    file = page.files.get(file_id) if page else None
    if page is None or file is None:
        raise NoSuchCase(number)
    if file.evidence_id is None:
        raise Refused.because(mark("这张照片没有带拍摄时间和地点。"), code="bare")
    text = people.unmask(actor=viewer.actor, now=now, vault_id=file.evidence_id, reason=reason)
    capture = read_capture(text)
    return Opened(capture, _came_at(page, file_id), _metres(page, viewer, capture))


def _came_at(page: CasePage, file_id: int) -> datetime:
    """Return when the photo came in: with the report, or with a later act."""
    return next(event.at for event in page.events if file_id in {file.id for file in page.files_of(event)})


def _metres(page: CasePage, viewer: Viewer, capture: Capture) -> int | None:
    """Return the distance to the estate; a department sees the case, not the estate, so that is opened."""
    if page.state.place is None or capture.lon is None or capture.lat is None:
        return None
    actor = replace(viewer.actor, places=(PlaceRange(page.state.scope),))
    with records.acting(actor):
        return places.metres_to_estate(page.state.place, places.Point(capture.lon, capture.lat), actor=actor)
