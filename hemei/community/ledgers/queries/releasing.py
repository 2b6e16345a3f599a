"""What was asked not to be collected, as far as the actor may see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models.functions import Coalesce

from hemei.community.ledgers.models import Release
from hemei.community.ledgers.rules.acts import Act, may
from hemei.community.ledgers.rules.releasing import purpose_of
from hemei.ground.people import queries as people
from hemei.ground.records import queries as record
from hemei.ground.records.queries import FileRow
from hemei.kernel.actor import Actor, Role


@dataclass(frozen=True, slots=True)
class ReleaseRow:
    """What was asked: an amount due dropped, a contract ended, an entry reversed; `agreed` is the answer."""

    id: int
    contract_id: int | None
    entry_id: int | None
    stream: str
    due_id: int | None
    period_from: date | None
    amount_fen: int | None
    day: date | None
    reason_id: int
    asked_at: datetime
    asked_account_id: int | None
    agreed: bool | None
    answered_at: datetime | None


_ROW = (
    "id", "contract_id", "entry_id", "stream", "due_id", "due__period_from", "due__amount_fen", "day", "reason_id",
    "asked_at", "asked_account_id", "agreed", "answered_at",
)  # fmt: skip
_MOST = 20


def releases_of(contract_id: int, *, actor: Actor) -> list[ReleaseRow]:
    """Return what was asked not to be collected of a contract, the latest first."""
    if not may(actor, Act.SEE).allowed:
        return []
    rows = Release.objects.filter(record.seen_by(actor), contract_id=contract_id)
    return [ReleaseRow(*row) for row in rows.order_by("-id").values_list(*_ROW)[:_MOST]]


def releases_of_entry(entry_id: int, *, actor: Actor) -> list[ReleaseRow]:
    """Return what was asked of an entry, the latest first."""
    if not may(actor, Act.SEE).allowed:
        return []
    rows = Release.objects.filter(record.seen_by(actor), entry_id=entry_id)
    return [ReleaseRow(*row) for row in rows.order_by("-id").values_list(*_ROW)[:_MOST]]


def release(release_id: int, *, actor: Actor) -> ReleaseRow | None:
    """Return what was asked, if the actor may see it."""
    if not may(actor, Act.SEE).allowed:
        return None
    rows = Release.objects.filter(record.seen_by(actor), pk=release_id)
    return next((ReleaseRow(*row) for row in rows.values_list(*_ROW)), None)


def releases_to_answer(
    *, actor: Actor, on: date
) -> record.Lines[tuple[int, str | None, str, date | None, int | None]]:
    """Return what waits for the actor's second word, with place, estate, day of an end, entry; one statement.

    The community answers where no committee can act; nobody answers what he asked.
    """
    if not may(actor, Act.RELEASE).allowed or actor.account_id is None:
        return record.Lines()
    rows = Release.objects.filter(record.seen_by(actor), agreed=None).exclude(
        asked_account_id=actor.account_id
    )
    rows = rows.annotate(
        of_estate=Coalesce("contract__ledger__estate_id", "entry__ledger__estate_id"),
        estate_name=Coalesce("contract__ledger__estate__name", "entry__ledger__estate__name"),
    )
    if actor.role is not Role.COMMITTEE_MEMBER:
        rows = rows.filter(~people.has_able_committee("of_estate", on))
    fields = ("id", "contract__place", "estate_name", "day", "entry_id")
    return record.lines_of(rows.order_by("id")[:_MOST], fields, lambda *row: row)


def of_company(stream: str, release_id: int, *, actor: Actor, on: date) -> bool:
    """Return whether the actor holds an office on the day at the company that asked, whichever he acts in."""
    told = record.events_of(streams={stream}, kind="ledgers.release_asked")
    bodies = {event.actor.get("body") for _stream, event in told if event.data["release"] == release_id}
    held = people.appointments_on(on, person_id=actor.person_id) if actor.person_id else []
    return any(one.body_id in bodies and people.estate_of_body(one.body_id) is None for one in held)


def answered_by(rows: Sequence[ReleaseRow]) -> dict[int, tuple[str, int | None]]:
    """Return by asking the role and the body that answered it; who asks has seen them."""
    told = record.events_of(streams={row.stream for row in rows}, kind="ledgers.release_answered")
    wanted = {row.id for row in rows}
    return {
        number: (str(event.actor.get("role", "")), event.actor.get("body"))
        for _stream, event in told
        if (number := int(event.data["release"])) in wanted
    }


def release_papers(row: ReleaseRow) -> list[FileRow]:
    """Return the papers of one asking, the oldest first; who asks has seen it."""
    wanted = purpose_of(row.id)
    return [one for one in record.files_of([row.stream]) if one.purpose == wanted]
