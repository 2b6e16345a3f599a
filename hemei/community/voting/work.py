"""What votes put on the workbench beside their clocks: what waits for a second person's word."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from hemei.community.voting import queries
from hemei.kernel.actor import Actor
from hemei.kernel.clock import utc_now
from hemei.ui.work import Count


def contested(actor: Actor) -> list[Count]:
    """Return how many objections to voters wait to be looked into; until then these vote for nobody."""
    count = queries.contested_count(actor=actor)
    if not count:
        return []
    return [
        Count(
            _("%(count)s项对表决人的异议等待核实，核实以前不能由他投票") % {"count": count},
            reverse("voting:contested"),
        )
    ]


def visits(actor: Actor) -> list[Count]:
    """Return how many visits to doors wait for the reader to say that he was there; until then no ballot counts."""
    count = queries.visits_to_confirm(actor=actor, now=utc_now())
    if not count:
        return []
    return [
        Count(
            _("%(count)s次上门收票等您确认，确认以后选票才计入") % {"count": count}, reverse("voting:visits")
        )
    ]


def corrections(actor: Actor) -> list[Count]:
    """Return how many corrections of a roll wait for the reader as the second person; until then nothing changes."""
    count = queries.corrections_to_confirm(actor=actor, now=utc_now())
    if not count:
        return []
    return [
        Count(
            _("%(count)s项名册更正等您确认，确认以前名册不变") % {"count": count},
            reverse("voting:corrections"),
        )
    ]


def asides(actor: Actor) -> list[Count]:
    """Return how many pages of ballots wait for the reader to look whether they are to be left out."""
    count = queries.asides_to_confirm(actor=actor)
    if not count:
        return []
    return [
        Count(_("%(count)s页选票有人提出搁置，等您看过票面确认") % {"count": count}, reverse("voting:asides"))
    ]


def objected_sheets(actor: Actor) -> list[Count]:
    """Return how many owners object to what came in for their homes; whose it was is said before the count."""
    count = queries.objected_sheets_count(actor=actor)
    if not count:
        return []
    return [
        Count(
            _("%(count)s户业主对收到的选票有异议，请在计票以前核实") % {"count": count},
            reverse("voting:objected_sheets"),
        )
    ]


def rules(actor: Actor) -> list[Count]:
    """Return how many rules of procedure wait for another person; until then no vote goes by them."""
    count = queries.waiting_rules(actor=actor)
    if not count:
        return []
    return [
        Count(
            _("%(count)s份议事规则等另一人核对，确认以后才施行") % {"count": count},
            reverse("voting:rules_list"),
        )
    ]


def drafts(actor: Actor) -> list[Count]:
    """Return how many meetings are called and not noticed; until then they answer nobody who asked for them."""
    count = queries.drafted_count(actor=actor)
    if not count:
        return []
    return [
        Count(
            _("%(count)s次会议已召集、还没有公告，公告以前不算已经召集") % {"count": count},
            reverse("voting:assemblies") + "?state=called",
        )
    ]


COUNTS = (drafts, contested, objected_sheets, visits, corrections, asides, rules)
