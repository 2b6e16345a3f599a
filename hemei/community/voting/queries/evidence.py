"""What a count rests on, for the court: pages of paper, what was read and judged, call-backs, who voted by what right.

Only for the case file, which is made with a recorded reason; the caller has opened the place.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from hemei.community.voting.models import (
    Ballot,
    CallBack,
    CalledBallot,
    CallTry,
    Entry,
    Roll,
    Scan,
    ScanBatch,
    VoterBinding,
)
from hemei.community.voting.queries.called_back import pool_drawn_from
from hemei.community.voting.queries.enclosed import Paper
from hemei.community.voting.queries.law import trust_of
from hemei.community.voting.rules.packing import Elsewhere, volumes_of
from hemei.community.voting.rules.sheets import serial_of
from hemei.community.voting.rules.trust import SealedBallot
from hemei.ground.records import queries as record

MOST_PICTURES = 100_000_000
"""So many bytes of pictures go into one volume of the file; what is more goes into the next."""

VOLUMES = "volumes.json"
"""Which pictures stand in which volume; only where there are several."""

BASIS_COLUMNS = (
    "code", "number", "unit", "channel", "basis", "binding", "proxy", "person", "document", "capacity",
    "visitors", "received_at", "handed_from", "handed_until", "entered_at",
    "evidence",
)  # fmt: skip


def basis_table(vote_id: int, sealed: Iterable[SealedBallot]) -> bytes:
    """Return by what right each ballot of a vote was cast, in the order of the full file."""
    fields = (
        "roll_unit__code", "channel", "sheet__basis", "sheet__binding_id", "sheet__proxy_id", "sheet__person_id",
        "sheet__document", "sheet__capacity", "sheet__visitors", "received_at", "sheet__handed_from",
        "sheet__handed_until", "sheet__entered_at", "sheet__evidence_id",
    )  # fmt: skip
    known = {number: rest for number, *rest in Ballot.objects.filter(vote=vote_id).values_list("id", *fields)}
    said = record.open_sealed({rest[-1] for rest in known.values() if rest[-1] is not None})
    for rest in known.values():
        rest[-1] = said.get(rest[-1], "")
    room = io.StringIO()
    writer = csv.writer(room, lineterminator="\n")
    writer.writerow(BASIS_COLUMNS)
    writer.writerows([one.code, one.ballot.line, *map(_cell, known[one.ballot.line])] for one in sealed)
    return room.getvalue().encode()


def _cell(value: Any) -> str:
    if isinstance(value, list):
        return ";".join(map(str, value))
    return "" if value is None else value.isoformat() if hasattr(value, "isoformat") else str(value)


def bindings_of(roll: Roll) -> dict[str, Any]:
    """Return the bindings that ballots of a roll rest on, or that were objected to, and all that happened to each."""
    wanted = set(
        Ballot.objects.filter(vote__roll=roll, sheet__binding__isnull=False).values_list(
            "sheet__binding_id", flat=True
        )
    )
    contested = VoterBinding.objects.filter(unit__in=roll.units.values("unit"), objection_id__isnull=False)
    rows = VoterBinding.objects.filter(pk__in=wanted | set(contested.values_list("pk", flat=True)))
    fields = (
        "id", "unit_id", "person_id", "owner_id", "kind", "capacity", "document", "valid_from", "expires_on",
        "ended_at", "objected_at", "stream",
    )  # fmt: skip
    found = list(rows.order_by("id").values(*fields))
    happened = record.histories([row["stream"] for row in found])
    return {
        "bindings": [
            {**_said(row), "events": [_event(one) for one in happened.get(row["stream"], ())]}
            for row in found
        ]
    }


def _event(one: record.EventRow) -> dict[str, Any]:
    """Return an event; its words, such as an objection's, opened."""
    vaults = {name: text["vault"] for name, text in one.data.get("texts", {}).items()}
    opened = record.open_sealed(vaults.values())
    return {
        "type": one.type, "at": one.at.isoformat(), "actor": one.actor,
        "about": {key: value for key, value in one.data.items() if key != "texts"},
        "texts": {name: opened.get(vault) for name, vault in vaults.items()},
    }  # fmt: skip


def call_backs_of(roll: Roll) -> dict[str, Any]:
    """Return each call-back of a roll: seed, root, the order of the draw, and what every call came to."""
    made = []
    for found in CallBack.objects.filter(vote__roll=roll).select_related("vote").order_by("id"):
        tries: dict[int, list[dict[str, Any]]] = {}
        called = CallTry.objects.filter(called__call_back=found).order_by("id")
        for number, at, answer, caller in called.values_list("called_id", "called_at", "answer", "caller"):
            tries.setdefault(number, []).append({"at": at.isoformat(), "answer": answer, "caller": caller})
        listed = CalledBallot.objects.filter(call_back=found).order_by("place")
        ids = listed.order_by().values("ballot_id")
        made.append(
            {
                "vote": found.vote.number, "seed": found.seed, "root": found.root,
                "checkpoint": found.checkpoint_day.isoformat() if found.checkpoint_day else None,
                "drawn_at": found.drawn_at.isoformat(), "paper": found.paper, "forged": found.forged,
                "pool": pool_drawn_from(ids, trust_of(roll).call_back), "sample": found.sample,
                "widened_at": found.widened_at.isoformat() if found.widened_at else None,
                "verdict": found.verdict,
                "ballots": [
                    {**_called(row), "tries": tries.get(row["id"], [])} for row in listed.values(*_CALLED)
                ],
            }
        )  # fmt: skip
    return {"call_backs": made}


_CALLED = (
    "id", "place", "code", "drawn", "state", "ballot__channel", "ballot__sheet__basis", "ballot__sheet__capacity",
)  # fmt: skip


def _called(row: dict[str, Any]) -> dict[str, Any]:
    return {name.rpartition("__")[2]: value for name, value in row.items() if name != "id"}


def paper_of(roll: Roll, papers: Sequence[Paper] = ()) -> Iterator[tuple[str, Any]]:
    """Yield the pictures of the pages by name, then `paper.json`: what a machine read and persons judged of each.

    Before them the scanned `papers` the meeting rests on, and `papers.json`, which says what each is. Of pictures and
    papers that go into further volumes the fingerprint is yielded, and `volumes.json` says which go where. One
    picture is held at a time.
    """
    entries: dict[int, list[dict[str, Any]]] = {}
    judged = Entry.objects.filter(scan__batch__roll=roll).order_by("id")
    for page, item, word, clerk, at in judged.values_list("scan_id", "item", "word", "clerk", "entered_at"):
        entries.setdefault(page, []).append(
            {"item": item, "word": word, "clerk": clerk, "at": at.isoformat()}
        )
    rows = Scan.objects.filter(batch__roll=roll).select_related("sheet__run", "sheet__roll_unit", "picture")
    scans = list(rows.order_by("id"))
    kept = {scan.pk: scan.picture for scan in scans if scan.picture and scan.picture.erased_at is None}
    sizes = [(one.name, one.size) for one in papers]
    sizes += [(picture_name(scan), one.size) for scan, one in kept.items()]
    volumes = volumes_of(sizes, MOST_PICTURES)
    first, pages, listed = set(volumes[0]), [], []
    for paper in papers:
        content = record.stored_bytes(paper.digest)
        said = hashlib.sha256(content).hexdigest()
        yield paper.name, content if paper.name in first else Elsewhere(said)
        listed.append({"paper": paper.name, "sha256": said, **paper.about})
    yield "papers.json", {"papers": listed}
    for scan in scans:
        name, said = (picture_name(scan.pk) if scan.pk in kept else ""), ""
        if name:
            content = record.stored_bytes(kept[scan.pk].digest)
            said = hashlib.sha256(content).hexdigest()
            yield name, content if name in first else Elsewhere(said)
        pages.append(_page_said(scan, name, said, entries.get(scan.pk, [])))
    fields = ("id", "handed_from", "received_at", "opened_at", "confirmed_at")
    batches = [_said(row) for row in ScanBatch.objects.filter(roll=roll).order_by("id").values(*fields)]
    yield "paper.json", {"batches": batches, "pages": pages}
    if volumes[1:]:
        yield (
            VOLUMES,
            {"volumes": [{"number": at, "parts": names} for at, names in enumerate(volumes, start=1)]},
        )


def picture_name(scan_id: int) -> str:
    """Return under which name the picture of a page stands in a case file."""
    return f"paper/{scan_id}.jpg"


def _page_said(scan: Scan, name: str, sha256: str, entries: list[dict[str, Any]]) -> dict[str, Any]:
    sheet = scan.sheet
    return {
        "page": scan.pk, "batch": scan.batch_id, "picture": name, "number": scan.page, "sha256": sha256,
        "serial": serial_of(sheet.run.number, sheet.number) if sheet else "",
        "handed_at": sheet.handed_at.isoformat() if sheet and sheet.handed_at else None,
        "unit": sheet.roll_unit.code if sheet else "", "problem": scan.problem,
        "set_aside_at": scan.set_aside_at.isoformat() if scan.set_aside_at else None,
        "set_aside_by_two": scan.set_aside_by is not None,
        "read": scan.rows, "entries": entries,
    }  # fmt: skip


def _said(row: dict[str, Any]) -> dict[str, Any]:
    return {key: value.isoformat() if hasattr(value, "isoformat") else value for key, value in row.items()}
