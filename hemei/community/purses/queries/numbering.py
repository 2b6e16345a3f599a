"""Accounts at the bank that wait to be confirmed, and the bank an assembly chose for its fund; the place is open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from hemei.community.purses.rules.acts import FUND, REVENUE, Act, may
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor

ACT_OF: dict[str, Act] = {REVENUE: Act.OPEN, FUND: Act.OPEN_FUND}
"""Who enters and confirms an account, by its purse."""
ASKED, CONFIRMED, DECLINED, CHOSEN, REPLACED = (
    "purses.account_asked", "purses.account_confirmed", "purses.account_declined", "purses.fund_bank_chosen",
    "purses.account_replaced",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class AskedAccount:
    """An account somebody entered; its number lies in the vault, the bank's papers under `papers`."""

    key: int
    purse: str
    bank: str
    holder: str
    number_id: int
    tail: str
    opened_on: date
    asked_by: int | None
    asked_at: datetime
    papers: str


def stream_of(estate_id: int) -> str:
    """Return the stream in which is written what was asked of an estate's accounts at the bank."""
    return f"purses.numbers:{estate_id}"


def papers_of(key: int) -> str:
    """Return the stream under which the papers of a request lie."""
    return f"purses.account_asked:{key}"


def waiting_account(estate_id: int, purse: str) -> AskedAccount | None:
    """Return the account of a purse that waits to be confirmed in an estate."""
    stream = stream_of(estate_id)
    ended = {
        int(event.data["request"])
        for kind in (CONFIRMED, DECLINED)
        for _stream, event in record.events_of(streams=[stream], kind=kind)
    }
    for _stream, event in reversed(record.events_of(streams=[stream], kind=ASKED)):
        if event.data["purse"] == purse and int(event.data["request"]) not in ended:
            return _asked(event.data, event.actor.get("person"), event.at)
    return None


# What was asked of an account and neither confirmed nor declined, by another person; row-level security applies.
_TO_CONFIRM = """
select l.id as ledger, a.payload -> 'data' ->> 'purse' as purse, e.name as estate
from records_event a
join places_estate e on e.id = (a.payload -> 'data' ->> 'estate')::bigint
join ledgers_ledger l on l.estate_id = e.id
where a.type = %(asked)s and a.payload -> 'data' ->> 'purse' = any(%(purses)s)
  and coalesce((a.payload -> 'actor' ->> 'person')::bigint, 0) <> %(person)s
  and not exists (select from records_event b where b.stream = a.stream and b.type = any(%(ended)s)
                  and b.payload -> 'data' ->> 'request' = a.payload -> 'data' ->> 'request')
order by a.id limit %(limit)s
"""


def accounts_to_confirm(*, actor: Actor, limit: int = 20) -> record.Lines[tuple[int, str, str]]:
    """Return the accounts at the bank that wait for the actor as the second person; one statement.

    Each by the books of its estate, its purse and the estate's name, the oldest first.
    """
    purses = [purse for purse, act in ACT_OF.items() if may(actor, act).allowed]
    if not purses or actor.person_id is None:
        return record.Lines()
    values = {
        "asked": ASKED, "ended": [CONFIRMED, DECLINED], "purses": purses, "person": actor.person_id, "limit": limit,
    }  # fmt: skip
    return record.lines(_TO_CONFIRM, values, lambda *row: row)


def _asked(data: Mapping[str, Any], person: int | None, at: datetime) -> AskedAccount:
    key = int(data["request"])
    return AskedAccount(
        key, data["purse"], data["bank"], data["holder"], data["texts"]["number"]["vault"], data["tail"],
        date.fromisoformat(data["opened_on"]), person, at, papers_of(key),
    )  # fmt: skip


def chosen_bank(estate_id: int) -> str:
    """Return the bank at which an assembly that has its fund keeps it, empty before the handover."""
    told = record.events_of(streams=[stream_of(estate_id)], kind=CHOSEN)
    return str(told[-1][1].data["bank"]) if told else ""


def former_numbers(stream: str) -> list[int]:
    """Return the sealed numbers an account had before."""
    told = record.events_of(streams=[stream], kind=REPLACED)
    return [int(event.data["former"]) for _stream, event in told]
