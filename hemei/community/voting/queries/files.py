"""What is published of a vote and what the court gets, made from the rows each time: the same rows, the same bytes."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal

from hemei.community.voting import verify
from hemei.community.voting.models import Assembly, Outcome, RollUnit, Vote
from hemei.community.voting.queries.assemblies import OutcomeRow, decided_for, former_outcomes, outcomes
from hemei.community.voting.queries.corrections import orders, strikes
from hemei.community.voting.queries.enclosed import papers_of
from hemei.community.voting.queries.evidence import basis_table, bindings_of, call_backs_of, paper_of
from hemei.community.voting.queries.explained import pool_reasons, reasons_for
from hemei.community.voting.queries.law import counting_at, law_day, matter_on, trust_of
from hemei.community.voting.queries.matters import ground_words
from hemei.community.voting.queries.paper import titles_of
from hemei.community.voting.queries.rolls import counted_units
from hemei.community.voting.queries.sheets import sealed_of
from hemei.community.voting.rules.acts import decided_on
from hemei.community.voting.rules.assemblies import CALLER_NAMES
from hemei.community.voting.rules.count import judge, measure
from hemei.community.voting.rules.own_rules import Own, own_of
from hemei.community.voting.rules.packing import Elsewhere, Part
from hemei.community.voting.rules.roll import Unit
from hemei.community.voting.rules.standards import Keep, VoteTrust
from hemei.community.voting.rules.trust import (
    Counted,
    SealedBallot,
    full_file,
    public_file,
    roll_name,
    vote_name,
)
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor
from hemei.kernel.workdays import shanghai_day

STANDARDS = (
    "owner-matters", "matter-parts", "vote-counting", "vote-trust", "assembly-procedure", "voter-proof",
    "paper-ballots",
)  # fmt: skip

LAW = frozenset({"owner-matters", "vote-counting"})
"""Of these the case file holds what was in force on the day of the decision, of all others on that of the notice."""


@dataclass(frozen=True, slots=True)
class Files:
    """The two files of a vote, and what they were made from."""

    full: dict[str, Any]
    public: dict[str, Any]
    units: tuple[Unit, ...]
    sealed: tuple[SealedBallot, ...]


def files_of(vote_id: int, *, actor: Actor, now: datetime, at_round: int | None = None) -> Files | None:
    """Return the full and the public file of a closed vote; None before, and where the actor sees no ballots.

    The count is done anew, by the rules in Python from the rows: it does not rest on what the database summed. With
    `at_round` they are the files of that round of the count, without what was struck later.
    """
    made = files_of_votes([vote_id], actor=actor, now=now, at_round=at_round)
    return next((files for _vote, files in made), None)


def files_of_votes(
    vote_ids: Iterable[int], *, actor: Actor, now: datetime, at_round: int | None = None
) -> Iterator[tuple[int, Files]]:
    """Yield the files of closed votes as `files_of`, one after the other; each roll is read once."""
    rows = Vote.objects.filter(record.seen_by(actor), pk__in=set(vote_ids), roll__closed_at__isnull=False)
    rolls: dict[tuple[int, datetime | None], tuple[Unit, ...]] = {}
    for vote in rows.select_related("roll__assembly").order_by("id"):
        row = _round_of(vote, at_round)
        of = (vote.roll_id, row.judged_at if row is not None else None)
        if of not in rolls:
            rolls[of] = counted_units(*of)
        sealed = tuple(sealed_of(vote, now=now, at_round=at_round))
        yield vote.pk, _made(vote, rolls[of], sealed, at_round)


def _root_of(vote: Vote, at_round: int | None) -> str:
    """Return the root that was published of a count, empty where none was."""
    assembly = getattr(vote.roll, "assembly", None)
    number = str(vote.number) if at_round is None else f"{vote.number}.{at_round}"
    return assembly.roots.get(number, "") if assembly is not None else ""


def _round_of(vote: Vote, at_round: int | None) -> Outcome | None:
    """Return what came of a round of the count, or of the last; None before the first."""
    rounds = Outcome.objects.filter(vote=vote, **({} if at_round is None else {"round": at_round}))
    return rounds.order_by("-round").first()


def _law_of(vote: Vote, at_round: int | None) -> date:
    """Return the day whose law a round of the count went by, or goes by where there is none yet."""
    row = _round_of(vote, at_round)
    return law_day(row) if row is not None else decided_on(vote.roll.closes_at)


def _made(
    vote: Vote, units: tuple[Unit, ...], sealed: tuple[SealedBallot, ...], at_round: int | None
) -> Files:
    """Make the files; what was published in an earlier format stays under the root it was published with."""
    noticed_on, day, known = vote.roll.noticed_on, _law_of(vote, at_round), _root_of(vote, at_round)
    counting, matter = counting_at(noticed_on, day, own_of(vote.roll.own)), matter_on(vote.matter, day)
    keep: Keep = "first" if counting.double_ballots.counts == "first" else "last"
    left = [one.ballot for one in sealed if not one.struck]
    measured = measure(units, left, counting, keep=keep)
    outcome = judge(matter, total=measured.total, part=measured.part, agree=measured.agree)
    trust = trust_of(vote.roll)
    counted = Counted(
        vote_name(vote.pk), matter, counting, trust, keep, measured, outcome,
        item=(vote.number, vote.title), roll_of=roll_name(vote.roll_id), own=own_of(vote.roll.own),
        decision=_decision(getattr(vote.roll, "assembly", None)), called_back=_called_back(vote, trust, at_round),
    )  # fmt: skip
    salt = vote.roll.salt
    public = public_file(counted, units, sealed, salt)
    earlier: tuple[Literal[1, 2, 3], ...] = (3, 2, 1)
    for form in earlier if known and known != public["root"] else ():
        old = public_file(replace(counted, format=form, decision={}, called_back={}), units, sealed, salt)
        public = old if old["root"] == known else public
    return Files(full_file(counted, units, sealed, salt), public, units, sealed)


def _called_back(vote: Vote, trust: VoteTrust, at_round: int | None) -> dict[str, Any]:
    """Return from which ballots is drawn for the call-back, in numbers and in words.

    Files of rolls from before more than channels was drawn say nothing of it.
    """
    row = _round_of(vote, at_round)
    kept = row.details if row is not None and trust.call_back.rests_on else {}
    said = [one.text.format(**one.values) for one in pool_reasons(kept)]
    return {"of": dict(kept["called_back"]), "said": said} if said else {}


@dataclass(frozen=True, slots=True)
class Published:
    """A vote in the public file: its root, and where to get the file."""

    assembly_id: int
    number: int
    public: dict[str, Any]


def published_of(roll_id: int, *, actor: Actor, now: datetime) -> dict[int, Published]:
    """Return the public files of a roll's votes by vote, none before they are published; the caller opens the place."""
    found = Assembly.objects.filter(roll_id=roll_id, published_at__isnull=False).values_list("pk", flat=True)
    published: dict[int, Published] = {}
    for assembly_id in found:
        numbers = dict(Vote.objects.filter(roll_id=roll_id).values_list("pk", "number"))
        for vote, files in files_of_votes(numbers, actor=actor, now=now):
            published[vote] = Published(assembly_id, numbers[vote], files.public)
    return published


def encoded(file: dict[str, Any]) -> bytes:
    """Return a file as it is handed out."""
    return (json.dumps(file, ensure_ascii=False, indent=1, default=_said) + "\n").encode()


def _said(value: datetime) -> str:
    return value.isoformat()


def verifier() -> bytes:
    """Return the program that recounts from both files."""
    return Path(verify.__file__).read_bytes()


def court_file(assembly_id: int, *, actor: Actor, now: datetime) -> Iterator[tuple[str, Part]]:
    """Yield the parts of a case file by name: what a court needs to count again and to see how it came about."""
    found = Assembly.objects.filter(record.seen_by(actor), pk=assembly_id).select_related("roll").first()
    if found is None or found.roll is None:
        return
    results = outcomes(assembly_id, actor=actor)
    words = dict(titles_of(found.roll))
    yield "notice.json", encoded(_notice(found, words))
    yield (
        "log.jsonl",
        _log([found.stream, found.roll.stream, *([found.proposal.stream] if found.proposal else [])]),
    )
    yield (
        "objections.json",
        encoded({"roll": _objections(found.roll.stream), "result": _objections(found.stream)}),
    )
    for row in results:
        yield from _counted(row, words, f"votes/{row.vote.number}", None, actor, now)
    for row in former_outcomes(assembly_id, actor=actor):
        yield from _counted(row, words, f"votes/{row.vote.number}/round-{row.round}", row.round, actor, now)
    yield "orders.json", encoded({"orders": [asdict(one) for one in orders(assembly_id, actor=actor)]})
    yield "struck.json", encoded({"ballots": [asdict(one) for one in strikes(assembly_id, actor=actor)]})
    yield "bindings.json", encoded(bindings_of(found.roll))
    yield "call-backs.json", encoded(call_backs_of(found.roll))
    for name, part in paper_of(found.roll, papers_of(found)):
        yield name, part if isinstance(part, bytes | Elsewhere) else encoded(part)
    yield "verify.py", verifier()
    yield from _rules_of(found)


def _rules_of(found: Assembly) -> Iterator[tuple[str, bytes]]:
    """Yield what a meeting went by: the estate's own rules of procedure, and the standards of the day."""
    if found.own:
        yield "rules-of-procedure.json", encoded(_own_rules(own_of(found.own)))
    for name in STANDARDS:
        told = _standard(name, found.noticed_on)
        law = (
            _standard(name, decided_on(found.closes_at) if found.closes_at else None) if name in LAW else told
        )
        if law:
            yield f"standards/{name}.toml", law.encode()
        if name == "vote-counting" and told != law:
            yield f"standards/{name}-notice.toml", told.encode()


def _counted(
    row: OutcomeRow, words: dict[int, str], folder: str, at_round: int | None, actor: Actor, now: datetime
) -> Iterator[tuple[str, bytes]]:
    """Yield the files of one count of a vote, and what came of it."""
    files = files_of(row.vote.id, actor=actor, now=now, at_round=at_round)
    if files is None:
        return
    yield f"{folder}/full.json", encoded(files.full)
    yield f"{folder}/public.json", encoded(files.public)
    yield f"{folder}/roll.csv", roll_table(files.units)
    yield f"{folder}/ballots.csv", ballot_table(files.sealed)
    yield f"{folder}/basis.csv", basis_table(row.vote.id, files.sealed)
    yield f"{folder}/result.txt", _told(row, words)


def roll_table(units: Sequence[Unit]) -> bytes:
    """Return the roll as `hemei tally` reads it; an owner is a number of the register."""
    rows = (
        [
            unit.code, unit.building, f"{unit.area_dm2 // 100}.{unit.area_dm2 % 100:02}", ";".join(sorted(unit.owners)),
            "yes" if unit.delivered else "no",
        ]
        for unit in units
    )  # fmt: skip
    return _table(["unit", "building", "area_m2", "owners", "delivered"], rows)


def ballot_table(sealed: Sequence[SealedBallot]) -> bytes:
    """Return the ballots as `hemei tally` reads them; without those that were struck."""
    rows = (
        [
            one.ballot.unit, one.ballot.choice, one.ballot.channel, one.ballot.received_at.isoformat(),
            "yes" if one.ballot.valid else "no",
        ]
        for one in sealed
        if not one.struck
    )  # fmt: skip
    return _table(["unit", "choice", "channel", "received_at", "valid"], rows)


def _table(header: Sequence[str], rows: Iterator[Sequence[str]]) -> bytes:
    room = io.StringIO()
    writer = csv.writer(room, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return room.getvalue().encode()


def _decision(found: Assembly | None) -> dict[str, Any]:
    """Return what the committee decided to call a meeting for, in its words; nothing where another called it."""
    words = decided_for([found.pk]).get(found.pk, "") if found is not None else ""
    return {"matters": found.decided_matters, "words": words} if found is not None and words else {}


def _notice(found: Assembly, words: dict[int, str]) -> dict[str, Any]:
    """Return the notice; each item also in the words of the ballots, with who stands or is to be recalled by name."""
    moments = ("called_at", "noticed_on", "opens_on", "closes_at", "closed_at", "judged_at", "published_at")
    return {
        "assembly": found.pk,
        "estate": found.estate_name,
        "title": found.title,
        "kind": found.kind,
        "called_by": found.called_by,
        "ground": found.ground,
        "called_by_words": CALLER_NAMES[found.called_by],  # type: ignore[index]
        "ground_words": "（".join(ground_words(found.ground, on=shanghai_day(found.called_at))) + "）",
        "buildings": found.buildings,
        "decision": _decision(found),
        "agenda": [
            {**item, "words": words.get(number, "")} for number, item in enumerate(found.agenda, start=1)
        ],
        "moot": found.moot or {},
        "decided_on": decided_on(found.closes_at).isoformat() if found.closes_at else None,
        **{name: value.isoformat() if (value := getattr(found, name)) else None for name in moments},
    }


_OPTIONS = {
    "double_ballots": "--doubles",
    "mixed_choice": "--mixed",
    "same_owners": "--merge",
    "spoiled_ballots": "--spoiled",
}


def _own_rules(own: Own) -> dict[str, Any]:
    """Return what the estate's own rules of procedure said when the roll was frozen, and how `hemei tally` is told."""
    options = [f"{_OPTIONS[key]} {said.value}" for key, said in own.says.items() if key in _OPTIONS]
    return {**own.as_kept(), "tally": " ".join(options)}


def _log(streams: Sequence[str]) -> bytes:
    lines = [
        json.dumps(
            {"stream": stream, "seq": event.seq, "type": event.type, "at": event.at.isoformat(), "actor": event.actor,
             "data": event.data},
            ensure_ascii=False, sort_keys=True,
        )
        for stream in streams
        for event in record.history(stream=stream)
    ]  # fmt: skip
    return ("\n".join(lines) + "\n").encode()


def _objections(stream: str) -> list[dict[str, Any]]:
    """Return every act with words of a person, and the words."""
    written = [event for event in record.history(stream=stream) if "texts" in event.data]
    told = [event for event in written if "choice" not in event.data["texts"]]
    vaults = [text["vault"] for event in told for text in event.data["texts"].values()]
    opened = record.open_sealed(vaults)
    return [
        {
            "type": event.type,
            "at": event.at.isoformat(),
            "about": {key: value for key, value in event.data.items() if key != "texts"},
            "texts": {name: opened.get(text["vault"]) for name, text in event.data["texts"].items()},
        }
        for event in told
    ]


def _told(row: OutcomeRow, words: dict[int, str]) -> bytes:
    lines = [reason.text.format(**reason.values) for reason in reasons_for(row)]
    return (
        "\n".join([f"{row.vote.number}. {words.get(row.vote.number, row.vote.title)}", *lines]) + "\n"
    ).encode()


def _standard(name: str, day: date | None) -> str:
    """Return the text of a standard in force on a day."""
    documents = [
        one
        for one in record.standards().documents
        if one.head.name == name and day is not None and one.head.day <= day
    ]
    return (
        max(documents, key=lambda one: (one.head.jurisdiction != "national", one.head.day)).text
        if documents
        else ""
    )


def secret_vote(assembly_id: int, *, actor: Actor) -> Iterator[tuple[str, bytes]]:
    """Yield what another system needs to hold a secret vote of the same agenda: voters with weights, and the questions.

    Two elections are needed, one weighted by area, one a head; see the how-to.
    """
    found = Assembly.objects.filter(record.seen_by(actor), pk=assembly_id).select_related("roll").first()
    if found is None or found.roll is None:
        return
    units = list(RollUnit.objects.filter(roll=found.roll).order_by("id"))
    heads: dict[int, str] = {}
    for unit in units:
        heads.setdefault(unit.head, unit.code)
    questions = [
        {"question": words, "answers": ["同意", "反对", "弃权"], "min": 1, "max": 1}
        for _number, words in titles_of(found.roll)
    ]
    for name, voters in (
        ("area", [(unit.code, unit.area_dm2) for unit in units]),
        ("heads", [(code, 1) for code in heads.values()]),
    ):
        template = {
            "name": f"{found.title} ({name})",
            "description": found.estate_name,
            "questions": questions,
        }
        yield f"{name}/template.json", encoded(template)
        yield (
            f"{name}/voters.txt",
            ("\n".join(f"{code},{code},{weight}" for code, weight in voters) + "\n").encode(),
        )
