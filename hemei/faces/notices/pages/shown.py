"""How one notice stands in a list: where its matter is, in which words and tone its state."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from hemei.community.voting import queries as voting
from hemei.community.voting.queries.acting import BINDING
from hemei.coordination.disclosure import queries as disclosure
from hemei.faces.notices import queries
from hemei.ui.words import say


def address_of(row: queries.MyNotice) -> str:
    """Return the page of what a notice is about."""
    if row.subject.startswith(voting.UNIT):
        unit = int(row.subject.removeprefix(voting.UNIT))
        return reverse("voting:roll_entry", args=[int(row.number), unit])
    page = next((page for kind, page in _PAGES.items() if row.subject.startswith(kind)), None)
    if page is not None:
        return reverse(page, args=[int(row.number)])
    page = next((page for kind, page in _OWN.items() if row.subject.startswith(kind)), None)
    return reverse(page) if page is not None else reverse("cases:case", args=[row.number])


_PAGES = {
    BINDING: "voting:own_voter",
    "committees.contest:": "committees:own_election",
    "duties.duty:": "duties:duty",
    "meetings.meeting:": "meetings:meeting",
    "purses.account:": "purses:account",
    voting.ASSEMBLY: "voting:assembly",
    disclosure.DRAFT: "disclosure:disclosure",
}
"""The page of a matter by its number."""
_OWN = {
    "funds.": "funds:mine",
    disclosure.QUESTION: "disclosure:mine",
    "voting.proposal:": "voting:own_proposals",
}
"""The page of what is one's own, where a matter has none for everybody."""


def state_of(row: queries.MyNotice | queries.QueueRow) -> tuple[str, str]:
    """Return the words of a state and their tone; what a demonstration kept in its outbox says so."""
    state = str(row.state)
    words = _("已放进发件箱（示范）") if row.outbox else say(queries.STATE_TEXTS[state])
    return words, queries.STATE_TONES[state]
