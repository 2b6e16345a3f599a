"""How one notice stands in a list: where its matter is, in which words and tone its state."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from hemei.community.voting import queries as voting
from hemei.faces.notices import queries
from hemei.ui.words import say


def address_of(row: queries.MyNotice) -> str:
    """Return the page of what a notice is about."""
    if row.subject.startswith("duties.duty:"):
        return reverse("duties:duty", args=[int(row.number)])
    if row.subject.startswith(voting.ASSEMBLY):
        return reverse("voting:assembly", args=[int(row.number)])
    if row.subject.startswith(voting.UNIT):
        unit = int(row.subject.removeprefix(voting.UNIT))
        return reverse("voting:roll_entry", args=[int(row.number), unit])
    return reverse("cases:case", args=[row.number])


def state_of(row: queries.MyNotice | queries.QueueRow) -> tuple[str, str]:
    """Return the words of a state and their tone; what a demonstration kept in its outbox says so."""
    state = str(row.state)
    words = _("已放进发件箱（示范）") if row.outbox else say(queries.STATE_TEXTS[state])
    return words, queries.STATE_TONES[state]
