"""What disclosure puts on the workbench: questions to answer, risks to look at. What is to be published is a duty."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from hemei.coordination.disclosure import queries
from hemei.ground.people import queries as people
from hemei.kernel.actor import Actor, Matter
from hemei.kernel.clock import utc_now
from hemei.ui.rows import Badge, Row
from hemei.ui.words import clock_words, say
from hemei.ui.work import Count, Thing


def answers(actor: Actor, after: tuple[datetime, int] | None, limit: int) -> Sequence[Thing]:
    """Return the questions the actor's body must answer."""
    now = utc_now()

    def read(who: Actor) -> Sequence[Thing]:
        found = queries.inbox(actor=who, after=after, limit=limit)
        return found.each(lambda row: Thing(row.due_at, row.deadline_id, _face(row, now)))

    return people.as_authority(Matter.MAINTENANCE_FUND, read, actor)


def _face(row: queries.QuestionTodo, now: datetime) -> Row:
    return Row(
        reverse("disclosure:question", args=[row.question_id]),
        say(queries.ABOUT_TEXTS[row.about]),
        row.estate,
        Badge(_("业主提问")),
        clock_words(now, row.due_at),
        todo=say(queries.TODO_TEXTS["disclosure.answering"]),
        provisional=row.provisional,
    )


def risks(actor: Actor) -> Sequence[Count]:
    """Return how many estates the list of risks names of which nobody said yet what he found."""
    return queries.open_risks(actor=actor).each(
        lambda row: Count(
            _("%(count)s个小区的风险提示待核实") % {"count": row[0]},
            f"{reverse('disclosure:risks')}?state=open",
        )
    )


THINGS = (answers,)
COUNTS = (risks,)
