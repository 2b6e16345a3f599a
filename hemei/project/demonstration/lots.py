"""Visit by lot a few closings of the made-up city: most hold, a few do not, some are still owed."""

from __future__ import annotations

import io
from datetime import datetime, timedelta

from hemei.coordination.cases import queries, services
from hemei.coordination.cases.rules import lots
from hemei.coordination.cases.rules.moves import Viewer
from hemei.coordination.cases.rules.words import Found
from hemei.coordination.cases.services import acts
from hemei.ground.records import services as records
from hemei.kernel.actor import EVERYWHERE, Actor, Role
from hemei.kernel.workdays import shanghai_day
from hemei.project.demonstration import drawings
from hemei.project.demonstration.people import People
from hemei.project.demonstration.progress import Progress

_WORKER = Actor(role=Role.SYSTEM, places=(EVERYWHERE,))
_VISITED = 9
_FALSE, _UNCLEAR = {3, 8}, {5}
_JUDGED = {
    Found.TRUE: "看了上报的内容和答复，理由成立。",
    Found.FALSE: "看了记录，属于应当办理的，理由不成立。",
    Found.UNCLEAR: "记录里没有写地点，判断不了。",
}
"""What is said of a case that was turned away: nobody goes there."""
_SAID = {
    Found.TRUE: "到现场看了，已经办好。",
    Found.FALSE: "到现场看了，和上报时一样，没有办。",
    Found.UNCLEAR: "门锁着，从外面看不出。",
}


def write_lots(*, now: datetime, people: People, progress: Progress) -> None:
    """Draw the week before last as the worker would have, pay some visits, and fix the list of last week."""
    monday = now - timedelta(days=(shanghai_day(now) - lots.week_of(shanghai_day(now))).days)
    listed = monday - timedelta(days=7)
    drawn = listed + timedelta(days=1)
    with progress.stage("复查 re-visits", _VISITED, "visits") as stage:
        services.advance_lots(actor=_WORKER, now=listed)
        records.take_checkpoint(now=drawn - timedelta(minutes=15))
        services.advance_lots(actor=_WORKER, now=drawn)
        with records.acting(_WORKER):
            owed = queries.revisit_rows(actor=_WORKER, found=queries.OWED, limit=_VISITED)
        for place, visit in enumerate(owed):
            _pay(visit, place, min(now, drawn + timedelta(days=2, minutes=20 * place)), people)
            stage.step(1)
        with records.acting(_WORKER):
            services.fix_lots(actor=_WORKER, now=now)


def _pay(visit: queries.RevisitRow, place: int, at: datetime, people: People) -> None:
    found = Found.FALSE if place in _FALSE else Found.UNCLEAR if place in _UNCLEAR else Found.TRUE
    photo = io.BytesIO(drawings.draw(sorted(drawings.SCENES)[place], after=found is not Found.FALSE))
    photo.name = "现场.jpg"
    viewer = Viewer(people.clerks[visit.body_id])
    with records.acting(viewer.actor):
        page = queries.case_page(viewer=viewer, number=visit.number, now=at)
        if page is None or page.state.revisit is None:
            return
        on_paper = lots.is_on_paper(page.state.revisit)
        text = (_JUDGED if on_paper else _SAID)[found]
        act = acts.Reopen(text=text) if found is Found.FALSE else acts.RecordRevisit(text=text, found=found)
        photos = [] if on_paper else [photo]
        services.act(viewer=viewer, now=at, number=visit.number, act=act, seen=page.version, photos=photos)
