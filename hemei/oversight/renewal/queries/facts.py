"""Load what a decision of renewal must know: the document of the day, the estate, the vote it rests on."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import connection

from hemei.community.voting import queries as voting
from hemei.ground.companies import queries as companies
from hemei.ground.people import queries as people
from hemei.ground.places import queries as places
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor
from hemei.kernel.workdays import shanghai_day
from hemei.oversight.renewal.models import Survey
from hemei.oversight.renewal.rules.deciding import Vote
from hemei.oversight.renewal.rules.proposing import EstateFacts, Proposal, is_old, is_small, propose
from hemei.oversight.renewal.rules.standards import RenewalModes

_STREET_PARTS = 3  # city, county, street


def renewal_modes(day: date) -> RenewalModes:
    """Return the document in force on a day."""
    return record.standards().find("renewal-modes", RenewalModes, on=day)


def estate_facts(site: places.EstateRow, *, actor: Actor, on: date) -> EstateFacts:
    """Return what is known of an estate on a day."""
    looked = (
        Survey.objects.filter(estate_id=site.id, voided_at=None, surveyed_on__lte=on).order_by("-surveyed_on").first()
    )  # fmt: skip
    renovations = companies.renovations_of(site.id, actor=actor, on=on)
    stage = renovations[0].stage if renovations else None
    rules = renewal_modes(on)
    facts = EstateFacts(
        kind=site.kind,
        area_dm2=site.built_area_dm2,
        households=site.households,
        enclosed=looked.enclosed if looked else None,
        facilities=frozenset(looked.facilities) if looked else None,
        stage=stage.value if stage else "",
        organised=people.committee_at_work(site.id, on) is not None,
    )
    own = is_old(facts, rules) and is_small(site.built_area_dm2, site.households, rules)
    return replace_companions(facts, small_estates(site.scope, rules, on) - own)


def replace_companions(facts: EstateFacts, count: int) -> EstateFacts:
    """Return facts with this many companions, never below none."""
    return EstateFacts(
        facts.kind, facts.area_dm2, facts.households, facts.enclosed, facts.facilities, facts.stage, max(0, count),
        facts.organised,
    )  # fmt: skip


def street_of(scope: str) -> str:
    """Return the path of the street a scope lies in."""
    return ".".join(scope.split(".")[:_STREET_PARTS]) + "."


def small_estates(scope: str, rules: RenewalModes, on: date) -> int:
    """Return how many small old estates the street of a scope has; a count, whoever asks."""
    values: list[Any] = [
        street_of(scope), list(rules.old.kinds), rules.small.area_below_dm2, rules.small.households_below, on
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("select renewal_small_estates(%s, %s, %s, %s, %s)", values)
        return int(cursor.fetchone()[0])


def proposal_for(site: places.EstateRow, *, actor: Actor, on: date) -> Proposal | None:
    """Return the mode the document of a day proposes for an estate, None where it proposes none."""
    return propose(estate_facts(site, actor=actor, on=on), renewal_modes(on))


def package_vote(assembly_id: int | None, matter: str, *, actor: Actor) -> tuple[int | None, Vote | None]:
    """Return the number of an assembly's vote on a matter, and what is known of it."""
    if assembly_id is None:
        return None, None
    votes = voting.votes_of(assembly_id, actor=actor)
    number = next((one.number for one in votes if one.matter == matter), None)
    return number, vote_for(assembly_id, number, actor=actor)


def vote_for(assembly_id: int | None, number: int | None, *, actor: Actor) -> Vote | None:
    """Return a vote of an assembly the actor may see; None where it names none, or one that is not there."""
    if assembly_id is None or number is None:
        return None
    held = voting.assembly(assembly_id, actor=actor)
    if held is None:
        return None
    found = next((one for one in voting.votes_of(held.id, actor=actor) if one.number == number), None)
    if found is None:
        return None
    outcome = next((one for one in voting.outcomes(held.id, actor=actor) if one.vote.number == number), None)
    return Vote(
        held.estate_id,
        found.matter,
        passed=outcome is not None and outcome.passed,
        annulled=outcome is not None and outcome.annulled_on is not None,
        published_on=shanghai_day(held.published_at) if held.published_at and outcome else None,
    )
