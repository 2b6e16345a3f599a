"""Stars of a company on a day, composed of what other chapters know of it; every part says where it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hemei.ground.people.services import opened
from hemei.ground.places import queries as places
from hemei.ground.records.queries import standards
from hemei.kernel.actor import Actor
from hemei.oversight.credit.queries.others import assessed, honours_of
from hemei.oversight.credit.queries.scores import score
from hemei.oversight.credit.rules.replay import Score
from hemei.oversight.credit.rules.stars import StarFacts, StarRating, Stars, stars_of


@dataclass(frozen=True, slots=True)
class RatedStars:
    """The stars of a company with the facts they come from; `stars` is None where nothing was assessed yet."""

    facts: StarFacts
    rating: StarRating
    stars: Stars | None


def rating_on(day: date) -> StarRating:
    """Return the rule of stars in force on a day."""
    return standards().find("star-rating", StarRating, on=day)


def stars(company_id: int, on: date, *, actor: Actor) -> RatedStars:
    """Compose the stars of a company at the end of a day; the city is opened for the length of the reading."""
    rating = rating_on(on)
    with opened(actor, places.city().path):
        found = score("company", company_id, on)
        share, failed = assessed(company_id, on)
        facts = StarFacts(share, found.total, honours_of(company_id, on), (*_vetoes(found, rating), *failed))
    return RatedStars(facts, rating, stars_of(facts, rating))


def _vetoes(found: Score, rating: StarRating) -> tuple[str, ...]:
    counted = {line.behaviour for line in found.lines if line.counted}
    return tuple(code for code in rating.veto.behaviours if code in counted)
