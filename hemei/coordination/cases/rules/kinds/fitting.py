"""Learn: multinomial logistic regression (scikit-learn) over fragments; what comes out is plain data.

The list's own words are learnt beside the cases, each as a text of its own: a kind the city never had is known by
its words from the first day. A fragment that only cases have must occur in so many of them and at so many places
that it belongs to nobody (`kind-suggestions`, `gram`). Only the worker and the command load the library.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hemei.coordination.cases.rules.kinds.grams import grams_of
from hemei.coordination.cases.rules.kinds.model import Gram, Model
from hemei.coordination.cases.rules.standards import ResponsibilityList
from hemei.coordination.cases.rules.standards.suggesting import GramFloor

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

_STIFFNESS = 10.0  # how closely the examples are followed: the inverse of the usual penalty on large weights
_ROUNDS = 300


@dataclass(frozen=True, slots=True)
class Example:
    """A confirmed case: where, of which kind, and its text; `id` says whether it is held back."""

    id: int
    place: str
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class _Text:
    kind: str
    grams: frozenset[str]


def fit(examples: Iterable[Example], listed: ResponsibilityList, floor: GramFloor) -> Model:
    """Return what the examples and the list's words teach; the same in, the same out."""
    own = [_Text(row.code, grams_of(words)) for row in listed.problem for words in _words(row)]
    cases = [(example.place, _Text(example.kind, grams_of(example.text))) for example in examples]
    texts = [*own, *(text for _, text in cases)]
    rarities = _rarities(texts, _kept(own, cases, floor))
    return _fitted(texts, rarities)


def _words(row: Any) -> Iterable[str]:
    yield from (row.name, *row.words)
    for variant in row.variant:
        yield from (variant.name, *variant.words)


def _kept(own: Sequence[_Text], cases: Sequence[tuple[str, _Text]], floor: GramFloor) -> set[str]:
    count: Counter[str] = Counter()
    places: dict[str, set[str]] = defaultdict(set)
    for place, text in cases:
        count.update(text.grams)
        for gram in text.grams:
            places[gram].add(place)
    spread = {gram for gram, number in count.items() if floor.keeps(number, len(places[gram]))}
    return spread.union(*(text.grams for text in own))


def _rarities(texts: Sequence[_Text], kept: set[str]) -> Mapping[str, int]:
    """Return how rare each fragment is, in thousandths: the logarithm of one in how many texts has it, and one."""
    count = Counter(gram for text in texts for gram in text.grams if gram in kept)
    whole = 1 + len(texts)
    return {gram: round(1000 * (math.log(whole / (1 + count[gram])) + 1)) for gram in sorted(count)}


def _fitted(texts: Sequence[_Text], rarities: Mapping[str, int]) -> Model:
    # Only the worker needs it: 100 MB that no page carries.
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415
    from threadpoolctl import threadpool_limits  # noqa: PLC0415

    names = list(rarities)
    learner = LogisticRegression(C=_STIFFNESS, max_iter=_ROUNDS)
    with threadpool_limits(
        1
    ):  # many threads wait for each other more than they count, and the worker is not alone
        learner.fit(_matrix(texts, names, rarities), [text.kind for text in texts])
    weights = learner.coef_
    step = float(abs(weights).max()) / 127 or 1.0
    whole = (weights / step).round().astype("int8").T.tobytes()
    kinds = tuple(str(kind) for kind in learner.classes_)
    wide = len(kinds)
    return Model(
        kinds=kinds,
        start=tuple(float(value) for value in learner.intercept_),
        step=step,
        grams={
            name: Gram(rarities[name], whole[place * wide : (place + 1) * wide])
            for place, name in enumerate(names)
        },
    )


def _matrix(texts: Sequence[_Text], names: Sequence[str], rarities: Mapping[str, int]) -> csr_matrix:
    from scipy.sparse import csr_matrix  # noqa: PLC0415

    columns = {name: place for place, name in enumerate(names)}
    values: list[float] = []
    places: list[int] = []
    ends = [0]
    for text in texts:
        known = sorted(columns[gram] for gram in text.grams if gram in columns)
        length = math.sqrt(sum(rarities[names[place]] ** 2 for place in known)) or 1.0
        values += [rarities[names[place]] / length for place in known]
        places += known
        ends.append(len(places))
    return csr_matrix((values, places, ends), shape=(len(texts), len(names)))
