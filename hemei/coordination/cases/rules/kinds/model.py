"""What was learnt, as data: for each fragment how rare it is and how it speaks for each kind. Never unpickled.

A score is the sum of what a text's fragments say, each by its rarity, the text's length taken out; shares of
probability follow by the usual exponential. Weights are whole numbers of one byte in steps of `step`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hemei.coordination.cases.rules.kinds.grams import LONGEST, grams_of, plain

WORDS_SHOWN = 3
_BYTE = 127


@dataclass(frozen=True, slots=True)
class Gram:
    """How rare a fragment is, in thousandths, and its weight for each kind as one signed byte."""

    rarity: int
    weights: bytes

    def weight(self, place: int) -> int:
        """Return the weight for the kind at this place."""
        found = self.weights[place]
        return found - 256 if found > _BYTE else found


@dataclass(frozen=True, slots=True)
class Ranked:
    """A kind, how likely it is, and the pieces of the text that speak for it."""

    kind: str
    probability: float
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """One version of what was learnt."""

    kinds: tuple[str, ...]
    start: tuple[float, ...]
    step: float
    grams: Mapping[str, Gram]

    def ranked(self, text: str, most: int) -> tuple[Ranked, ...]:
        """Return the likeliest kinds, the likeliest first; none where no fragment is known."""
        known = {gram: self.grams[gram] for gram in grams_of(text) if gram in self.grams}
        if not known:
            return ()
        length = math.sqrt(sum(gram.rarity**2 for gram in known.values()))
        scores = list(self.start)
        for gram in known.values():
            part = self.step * gram.rarity / length
            for place, weight in enumerate(gram.weights):
                scores[place] += part * (weight - 256 if weight > _BYTE else weight)
        shares = _shares(scores)
        best = sorted(range(len(shares)), key=lambda place: -shares[place])[:most]
        return tuple(
            Ranked(self.kinds[place], shares[place], self._words(text, known, place)) for place in best
        )

    def _words(self, text: str, known: Mapping[str, Gram], place: int) -> tuple[str, ...]:
        """Return the pieces of the text that speak most for a kind; none overlaps another."""
        said = [(gram.weight(place) * gram.rarity, name) for name, gram in known.items() if len(name) > 1]
        taken: list[str] = []
        for strength, name in sorted(said, key=lambda one: (-one[0], one[1])):
            if strength <= 0 or len(taken) == WORDS_SHOWN:
                break
            if not any(set(name) & set(other) for other in taken):
                taken.append(name)
        letters = plain(text)
        return tuple(sorted(taken, key=letters.find))

    def as_data(self) -> dict[str, Any]:
        """Return the model as JSON keeps it."""
        return {
            "kinds": list(self.kinds),
            "start": [round(value, 4) for value in self.start],
            "step": self.step,
            "grams": {name: [gram.rarity, gram.weights.hex()] for name, gram in sorted(self.grams.items())},
        }


def read_model(data: Mapping[str, Any]) -> Model:
    """Read a model from what JSON keeps; raises ValueError for what is none."""
    kinds = tuple(str(kind) for kind in data["kinds"])
    grams = dict(_read_grams(data["grams"], len(kinds)))
    start = tuple(float(value) for value in data["start"])
    if len(start) != len(kinds):
        raise ValueError(f"a model of {len(kinds)} kinds has {len(start)} starting values")
    return Model(kinds, start, float(data["step"]), grams)


def _read_grams(data: Mapping[str, Sequence[Any]], count: int) -> Iterator[tuple[str, Gram]]:
    for name, (rarity, weights) in data.items():
        gram = Gram(int(rarity), bytes.fromhex(weights))
        if len(gram.weights) != count or not 0 < len(name) <= LONGEST:
            raise ValueError(f'the fragment "{name}" does not fit a model of {count} kinds')
        yield name, gram


def _shares(scores: Sequence[float]) -> list[float]:
    highest = max(scores)
    raised = [math.exp(score - highest) for score in scores]
    total = sum(raised)
    return [value / total for value in raised]
