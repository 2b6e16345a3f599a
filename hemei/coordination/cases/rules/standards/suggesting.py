"""`kind-suggestions`: how a kind is learnt from confirmed cases, and when what was learnt may be used."""

from __future__ import annotations

from dataclasses import dataclass

from hemei.kernel.standards import Head, Share, Warrant


@dataclass(frozen=True, slots=True)
class GramFloor:
    """In how many cases and places a fragment must occur before it is kept: what one person writes never is."""

    least_cases: int
    least_places: int
    warrant: Warrant

    def keeps(self, cases: int, places: int) -> bool:
        """Whether a fragment of this spread is kept."""
        return cases >= self.least_cases and places >= self.least_places


@dataclass(frozen=True, slots=True)
class KindBounds:
    """Fewer cases than `least` prove nothing of a kind; of more than `most` the newest are learnt."""

    least: int
    most: int
    warrant: Warrant

    def are_few(self, cases: int) -> bool:
        """Whether so many cases are too few to trust what is said of a kind."""
        return cases < self.least


@dataclass(frozen=True, slots=True)
class Held:
    """One case of `one_in` is not learnt but asked; fewer than `least` such answers prove nothing."""

    one_in: int
    least: int
    warrant: Warrant

    def holds(self, case_id: int) -> bool:
        """Whether a case is held back; always the same ones, so none is ever asked that was learnt before."""
        return case_id % self.one_in == 0

    def may_use(self, *, held: int, model: int, words: int) -> bool:
        """Whether a model that found `model` of the held cases among its three is better than the list's words."""
        return held >= self.least and model > words


@dataclass(frozen=True, slots=True)
class Learning:
    """How many newly confirmed cases make learning anew worth while; a new list always does."""

    new_cases: int
    warrant: Warrant

    def due(self, new: int, *, other_list: bool) -> bool:
        """Whether it is time to learn anew."""
        return other_list or new >= self.new_cases


@dataclass(frozen=True, slots=True)
class ShownFrom:
    """How likely a kind must be to be suggested."""

    probability: Share
    warrant: Warrant

    def shows(self, probability: float) -> bool:
        """Whether a kind of this probability is suggested."""
        return probability >= self.probability.value


@dataclass(frozen=True, slots=True)
class KindSuggestions:
    """`kind-suggestions`."""

    head: Head
    gram: GramFloor
    kind: KindBounds
    held: Held
    learning: Learning
    shown: ShownFrom
