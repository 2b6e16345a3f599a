"""A clerk's desk with printed ballots, as the tests of paper find it."""

from __future__ import annotations

import copy
import io
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from hemei.community.voting import queries, services
from hemei.community.voting.models import PrintRun, Roll
from hemei.community.voting.queries.paper import titles_of
from hemei.community.voting.rules.sheets import pages_from
from hemei.community.voting.tests.pens import drawn_pages, mark_row, scanned, seeded
from hemei.ground.people.tests.factories import NOW
from hemei.ground.records import services as records
from hemei.kernel.actor import PUBLIC, Actor, Role

if TYPE_CHECKING:
    from hemei.community.voting.tests.conftest import Quarter

LATER = NOW + timedelta(days=2)
CLEAR = (("tick", "for"), ("cross", "against"))


@dataclass(frozen=True, slots=True)
class Clean:
    """A clean page as a printer puts it on paper; drawn, which takes its time, for whoever writes on it."""

    pdf: bytes
    place: int

    def copy(self) -> Any:
        [page] = drawn_pages(self.pdf, self.place, self.place + 1 or None)
        return page


class Desk:
    """A clerk's desk with printed ballots of the estate, and colleagues to judge."""

    def __init__(self, quarter: Quarter, **more) -> None:
        self.quarter = quarter
        self.roll: Roll = quarter.freeze(**more)
        self.clerk, self.second, self.third = (
            quarter.town.actor(Role.COMMUNITY_CLERK, "340102001001", "东风社区居委会", account=n)
            for n in (1, 2, 3)
        )
        self.clerk, self.second, self.third = (
            Actor(one.role, one.account_id, person, one.body_id, one.appointment_id, one.places)
            for one, person in zip((self.clerk, self.second, self.third), (901, 902, 903), strict=True)
        )
        self.chance = seeded(7)

    def print_all(self, key: str = "run") -> PrintRun:
        run = services.start_print_run(actor=self.clerk, now=NOW, roll_id=self.roll.pk, key=key)
        self.work(NOW)
        self.quarter.send_delegates(self.roll, NOW)
        return PrintRun.objects.get(pk=run)

    def work(self, at: datetime) -> None:
        """Let the worker do what waits; nobody's places are open where it begins."""
        with records.acting(PUBLIC):
            services.set_waiting_runs(clock=lambda: at)
            services.read_waiting_scans(clock=lambda: at)

    def drawn(self, run: PrintRun):
        content = queries.printed_pdf(run.pk, actor=self.clerk)
        assert content is not None
        pages = [Clean(content, -number) for number in range(run.sheets_total * len(run.pages), 0, -1)]
        return dict(zip(run.sheets.order_by("number"), pages, strict=True))

    def filled(self, run: PrintRun, canvas, *marks) -> bytes:
        [page] = pages_from(run.pages, dict(titles_of(self.roll)))
        canvas = canvas.copy()
        for row, (pen, choice) in zip(page.rows, marks, strict=True):
            mark_row(canvas, row, pen, choice, self.chance)
        return scanned(canvas, self.chance)

    def open(self, key: str = "b1", at: datetime = LATER, since: datetime | None = None) -> int:
        return services.open_batch(
            actor=self.clerk, now=at, roll_id=self.roll.pk, handed_from=since or at, received_at=at, key=key
        )

    def bring(self, batch: int, *files: bytes) -> int:
        uploads = [(f"{n}.png", io.BytesIO(content)) for n, content in enumerate(files)]
        fresh = services.add_scans(actor=self.clerk, now=LATER, batch_id=batch, uploads=uploads)
        self.work(LATER)
        return fresh

    def page(self, batch: int) -> queries.BatchPage:
        found = queries.batch(batch, actor=self.clerk)
        assert found is not None
        return found

    def states(self, batch: int) -> list[str]:
        return [line.put.state.value for line in self.page(batch).sheets]

    def aside(self, scan_id: int, reason: str = "复印件", *, at: datetime = LATER) -> None:
        """Set a page aside; where it may be a ballot, the second clerk agrees."""
        if not services.set_aside(actor=self.clerk, now=at, scan_id=scan_id, reason=reason):
            services.answer_aside(actor=self.second, now=at, scan_id=scan_id, agrees=True)

    def confirm(self, batch: int, ready: int, **signed) -> services.Confirmed:
        said = services.SignedAs(evidence="推选书，存档案盒三")
        draft = services.SignedDraft(**({"seen": True, "stack": said} | signed))
        return services.confirm_batch(actor=self.clerk, now=LATER, batch_id=batch, ready=ready, signed=draft)

    def fresh(self) -> Desk:
        """The same desk for another test: what was written is there, chance and the roll are as at first."""
        made = copy.copy(self)
        made.chance, made.roll = seeded(7), Roll.objects.get(pk=self.roll.pk)
        return made
