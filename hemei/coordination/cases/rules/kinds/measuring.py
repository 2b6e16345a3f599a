"""How often the right kind is shown first, or among three; beside it, by the list's words and the commonest kinds."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from hemei.coordination.cases.rules.kinds.fitting import Example
from hemei.coordination.cases.rules.kinds.model import Model
from hemei.coordination.cases.rules.kinds.showing import Taught, suggested
from hemei.coordination.cases.rules.standards import KindSuggestions, ResponsibilityList
from hemei.coordination.cases.rules.suggest import MOST_SUGGESTIONS


@dataclass(frozen=True, slots=True)
class Hits:
    """Of how many texts the right kind stood first, and among the three."""

    first: int = 0
    three: int = 0

    def plus(self, ranked: Sequence[str], kind: str) -> Hits:
        """Return the hits with one more text asked."""
        return Hits(self.first + (ranked[:1] == [kind]), self.three + (kind in ranked[:MOST_SUGGESTIONS]))


@dataclass(frozen=True, slots=True)
class OfKind:
    """One kind: how many cases it was learnt from, how many were asked, and what the model found."""

    learnt: int = 0
    asked: int = 0
    model: Hits = field(default_factory=Hits)


@dataclass(frozen=True, slots=True)
class Answers:
    """So many texts were asked, and three ways of suggesting answered them."""

    asked: int
    model: Hits
    words: Hits
    commonest: Hits


@dataclass(frozen=True, slots=True)
class Measured:
    """What was asked and what three ways of suggesting answered.

    `generated` of the texts were written by a program, not by people: an easy question. `written` are the answers to
    sentences written by hand, which never change; None where the version is older than that question. `further` asks
    those sentences that tell of more than one thing for what else they tell of: whether it stands among the three.
    `as_shown` says that `model` is what a person is shown; versions of old were asked for their bare order.
    """

    learnt: int
    asked: int
    model: Hits
    words: Hits
    commonest: Hits
    kinds: Mapping[str, OfKind]
    generated: int = 0
    written: Answers | None = None
    further: Answers | None = None
    as_shown: bool = False

    def as_data(self) -> dict[str, Any]:
        """Return the measures as JSON keeps them."""
        return asdict(self)


def read_measured(data: Mapping[str, Any]) -> Measured:
    """Read measures from what JSON keeps."""
    kinds = {
        code: OfKind(one["learnt"], one["asked"], Hits(**one["model"])) for code, one in data["kinds"].items()
    }
    told, written, further = _answers(data), data.get("written"), data.get("further")
    return Measured(
        data["learnt"],
        told.asked,
        told.model,
        told.words,
        told.commonest,
        kinds,
        data.get("generated", 0),
        _answers(written) if written else None,
        _answers(further) if further else None,
        data.get("as_shown", False),
    )


def _answers(data: Mapping[str, Any]) -> Answers:
    model, words, commonest = (Hits(**data[name]) for name in ("model", "words", "commonest"))
    return Answers(data["asked"], model, words, commonest)


def measure(
    model: Model,
    learnt: Iterable[str],
    held: Sequence[Example],
    listed: ResponsibilityList,
    rules: KindSuggestions,
) -> Measured:
    """Ask what a person would be shown for texts that were not taught, and two simpler ways beside it.

    `learnt` are the kinds that the model was taught.
    """
    taught = Counter(learnt)
    commonest = [kind for kind, _ in taught.most_common(MOST_SUGGESTIONS)]
    kinds: dict[str, OfKind] = defaultdict(OfKind)
    kinds.update({row.code: OfKind(taught[row.code]) for row in listed.problem})
    hits: dict[str, Hits] = defaultdict(Hits)
    ways: dict[str, Callable[[str], list[str]]] = {
        "model": lambda text: _shown(text, listed, rules, Taught(model, taught)),
        "words": lambda text: _shown(text, listed, rules, None),
        "commonest": lambda _text: commonest,
    }
    for example in held:
        for name, way in ways.items():
            ranked = way(example.text)
            hits[name] = hits[name].plus(ranked, example.kind)
            if name == "model":
                before = kinds[example.kind]
                kinds[example.kind] = OfKind(
                    before.learnt, before.asked + 1, before.model.plus(ranked, example.kind)
                )
    return Measured(
        sum(taught.values()),
        len(held),
        hits["model"],
        hits["words"],
        hits["commonest"],
        dict(kinds),
        as_shown=True,
    )


def _shown(text: str, listed: ResponsibilityList, rules: KindSuggestions, taught: Taught | None) -> list[str]:
    return [one.problem.code for one in suggested(text, listed, rules, taught)]


def answers(measured: Measured) -> Answers:
    """Return what was answered without the kinds."""
    return Answers(measured.asked, measured.model, measured.words, measured.commonest)


def read_written(
    text: str, listed: ResponsibilityList, *, passing: bool = False, further: bool = False
) -> list[Example]:
    """Read labelled texts: lines of a kind's code, a tab and a text; # is a remark.

    Of several codes joined by + the first counts; or, `further`, each of the others, once more with the text.

    Raises ValueError naming a line without a kind of the list, or, `passing`, leaves out texts of a kind that this list
    does not have.
    """
    known = {row.code for row in listed.problem}
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        codes, _, said = line.partition("\t")
        if passing and codes.split("+")[0] not in known:
            continue
        if not said or not set(codes.split("+")) <= known:
            raise ValueError(f"line {number}: {codes!r} is no kind of the list followed by a tab.")
        first, *others = codes.split("+")
        found += [Example(number, "", code, said) for code in (others if further else [first])]
    return found
