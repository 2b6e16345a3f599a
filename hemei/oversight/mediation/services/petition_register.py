"""Petitions from a file: new ones are entered and sealed, known ones carried on; a repetition is proposed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db import connection

from hemei.ground.clocks import queries as clocks
from hemei.ground.places import queries as places
from hemei.ground.places.queries.finding import Communities, Estates
from hemei.ground.records import services as records
from hemei.ground.records.queries import blind_indexes
from hemei.kernel.decision import Reason, mark
from hemei.kernel.registers import Row
from hemei.kernel.workdays import WorkingTime
from hemei.oversight.mediation.models import Petition
from hemei.oversight.mediation.queries.petition_facts import kind_words, petition_rules
from hemei.oversight.mediation.rules.petition_standards import PetitionRules
from hemei.oversight.mediation.rules.petitions import (
    Known,
    Repeat,
    Said,
    Times,
    days_fit,
    repeated_by,
    times_of,
)
from hemei.oversight.mediation.services.petitions import petition_stream, registered

SEALED = ("name", "phone", "text")
WHO = ("name", "phone")
"""By which a petitioner is recognised; only their keyed digests are compared."""


def petition_writer() -> PetitionWriter:
    """Begin a run."""
    return PetitionWriter()


@dataclass(frozen=True, slots=True)
class _Spot:
    scope: str
    community: int
    estate: int | None


@dataclass
class PetitionWriter:
    """Writes petitions; keeps the places, the kinds and the calendar of the run."""

    estates: Estates | None = None
    communities: Communities | None = None
    working: WorkingTime | None = None
    kinds: Mapping[str, str] = field(default_factory=dict)

    def __call__(self, work: records.Work, rows: Sequence[Row]) -> records.Written:
        """Write a batch of petitions."""
        self._begin(work)
        written = records.Written()
        known = {
            row.number: row
            for row in Petition.objects.select_for_update().filter(
                number__in=[row.values["number"] for row in rows]
            )
        }
        foreign = _foreign([row.values["number"] for row in rows], known)
        fresh: list[tuple[Row, _Spot, str]] = []
        for row in rows:
            if row.values["number"] in foreign:
                written.refuse(row, "number", row.values["number"], _NOT_YOURS)
                continue
            spot, kind = self._spot(row, written), self._kind(row, written)
            own = known.get(row.values["number"])
            if spot is None or kind is None:
                continue
            if own is not None:
                self._carry_on(work, row, own, spot, written)
            else:
                fresh.append((row, spot, kind))
        self._enter(work, fresh, written)
        return written

    def _begin(self, work: records.Work) -> None:
        self.estates = self.estates or Estates(work.actor)
        self.communities = self.communities or Communities(work.actor, work.today)
        self.working = self.working or clocks.working_time(now=work.now)
        self.kinds = self.kinds or kind_words(work.today)

    def _spot(self, row: Row, written: records.Written) -> _Spot | None:
        """Return where a petition lies: its estate, else its community; refuse what is not there or not his."""
        values = row.values
        if self.estates is None or self.communities is None:
            raise RuntimeError("a writer begins before it writes")
        if values["estate"] is not None:
            site = self.estates.find(values["estate"])
            if isinstance(site, Reason):
                written.refuse(row, "estate", values["estate"], site)
                return None
            return _Spot(site.scope, self.estates.homes[site.id], site.id)
        found = self.communities.find(values["community"] or "", values["street"] or "")
        if isinstance(found, Reason):
            written.refuse(row, "community", values["community"] or "", found)
            return None
        return _Spot(places.place(found).path, found, None)

    def _kind(self, row: Row, written: records.Written) -> str | None:
        kind = self.kinds.get(row.values["kind"])
        if kind is None:
            listed = "、".join(dict.fromkeys(word for word in self.kinds if not word.isascii()))
            reason = Reason(
                mark("没有这一类问题。"),
                {"kinds": listed},
                mark("请从这些类别中选填：{kinds}。"),
                code="kind",
            )
            written.refuse(row, "kind", row.values["kind"], reason)
        return kind

    def _times(
        self, received_on: date, told_on: date | None, rules: PetitionRules, *, extended: bool
    ) -> Times:
        if self.working is None:
            raise RuntimeError("a writer begins before it writes")
        return times_of(received_on, told_on, rules, self.working, extended=extended)

    def _carry_on(
        self, work: records.Work, row: Row, own: Petition, spot: _Spot, written: records.Written
    ) -> None:
        """Let a file say more of a known petition: told, ended, extended. What it was is not rewritten."""
        values = row.values
        if own.received_on != values["received_on"] or own.community_id != spot.community:
            reason = Reason(
                _OTHER,
                {"day": own.received_on.isoformat()},
                mark("请核对编号、登记日期和小区。"),
                code="other",
            )
            written.refuse(row, "number", own.number, reason)
            return
        told_on, ended_on = values["told_on"] or own.told_on, values["ended_on"] or own.ended_on
        fits = days_fit(own.received_on, told_on, ended_on, work.today)
        if not fits.allowed:
            reason = fits.reasons[0]
            written.refuse(row, reason.field, values[reason.field], reason)
            return
        extended = own.extended or values["extended"] is Said.AGAIN
        times = self._times(own.received_on, told_on, petition_rules(own.received_on), extended=extended)
        wanted = {
            "told_on": told_on, "ended_on": ended_on, "extended": extended, "tell_by": times.tell_by,
            "finish_by": times.finish_by,
        }  # fmt: skip
        changed = {name: value for name, value in wanted.items() if getattr(own, name) != value}
        if not changed:
            written.same += 1
            return
        written.before += records.images("mediation_petition", [own.pk])
        told = {name: [_told(getattr(own, name)), _told(value)] for name, value in changed.items()}
        for name, value in changed.items():
            setattr(own, name, value)
        own.save(update_fields=list(changed))
        written.changed += 1
        data = {"changes": told, "source": work.source}
        event = records.EventDraft(own.stream, "mediation.petition_followed", work.now, own.scope, data)
        records.record_events(actor=work.actor, drafts=[event])

    def _enter(
        self, work: records.Work, fresh: Sequence[tuple[Row, _Spot, str]], written: records.Written
    ) -> None:
        """Write new petitions: their seals, their rows, their first events."""
        if not fresh:
            return
        numbers = records.next_ids("mediation_petition", len(fresh))
        earlier = _Earlier(fresh, work.today)
        made = []
        for number, (row, spot, kind) in zip(numbers, fresh, strict=True):
            petition = self._petition(work, number, row, spot, kind)
            earlier.judge(petition, row)
            made.append(petition)
        _seal(made, [row for row, _, _ in fresh], written)
        records.insert_rows(made)
        written.add("mediation_petition", numbers)
        written.new += len(made)
        written.subjects += [records.Subject(one.stream, one.scope) for one in made]
        records.record_many((registered(one, work.now, work.source), work.actor) for one in made)

    def _petition(self, work: records.Work, number: int, row: Row, spot: _Spot, kind: str) -> Petition:
        values, rules = row.values, petition_rules(row.values["received_on"])
        extended = values["extended"] is Said.AGAIN
        times = self._times(values["received_on"], values["told_on"], rules, extended=extended)
        return Petition(
            id=number, stream=petition_stream(number), scope=spot.scope, number=values["number"],
            source=values["source"].value, kind=kind, community_id=spot.community, estate_id=spot.estate,
            received_on=values["received_on"], told_on=values["told_on"], ended_on=values["ended_on"],
            extended=extended, tell_by=times.tell_by, finish_by=times.finish_by, persons=values["persons"] or 1,
            repeat=Repeat.FIRST.value, registered_at=work.now,
        )  # fmt: skip


_EARLIER = """
select p.id, p.received_on, p.kind, p.community_id, p.estate_id, s.blind_index
from mediation_petition p join records_sealed s on s.id in (p.name_id, p.phone_id)
where s.field = any(%s) and s.blind_index = any(%s) and p.received_on >= %s
"""


class _Earlier:
    """The petitions on record by the petitioners of a batch, and those of the batch itself as they are judged."""

    def __init__(self, fresh: Sequence[tuple[Row, _Spot, str]], today: date) -> None:
        self.who: dict[int, frozenset[bytes]] = {id(row): _marks(row) for row, _, _ in fresh}
        self.known: dict[int, Known] = {}
        marks = list({one for found in self.who.values() for one in found})
        if not marks:
            return
        first = min(row.values["received_on"] for row, _, _ in fresh)
        longest = timedelta(days=petition_rules(today).repeat.days)
        with connection.cursor() as cursor:
            cursor.execute(_EARLIER, [[field_of(name) for name in WHO], marks, first - longest])
            for number, day, kind, community, estate, index in cursor.fetchall():
                before = self.known.get(number)
                who = (before.who if before else frozenset()) | {bytes(index)}
                self.known[number] = Known(number, day, kind, community, estate, who)

    def judge(self, petition: Petition, row: Row) -> None:
        """Propose a repetition by the rule, or by the word of the file."""
        one = Known(
            petition.pk, petition.received_on, petition.kind, petition.community_id, petition.estate_id,
            self.who[id(row)],
        )  # fmt: skip
        rule = petition_rules(petition.received_on).repeat
        petition.repeat_of_id = repeated_by(one, self.known.values(), rule)
        if petition.repeat_of_id is not None or row.values["repeat"] is Said.AGAIN:
            petition.repeat = Repeat.PROPOSED.value
        self.known[one.id] = one


def field_of(name: str) -> str:
    """Return under which field of the vault a column of petitions is sealed."""
    return f"petition_{name}"


def _marks(row: Row) -> frozenset[bytes]:
    return frozenset(
        index for name in WHO if row.values[name] for index in blind_indexes(field_of(name), row.values[name])
    )


_REGISTERED = """
select s.blind_index, min(s.person_id) from records_sealed s
where s.field = 'phone' and s.blind_index = any(%s) and s.person_id is not null and s.erased_at is null
group by s.blind_index having count(distinct s.person_id) = 1
"""


def _persons(phones: Iterable[str | None]) -> dict[str, int]:
    """Return the person on record of each telephone that is one person's, so that a request finds his petitions."""
    indexes = {index: text for text in set(phones) if text for index in blind_indexes("phone", text)}
    if not indexes:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_REGISTERED, [list(indexes)])
        return {indexes[bytes(index)]: person for index, person in cursor.fetchall()}


def _seal(made: Iterable[Petition], rows: Iterable[Row], written: records.Written) -> None:
    rows = list(rows)
    persons = _persons(row.values["phone"] for row in rows)
    wanted = [
        (petition, name, row.values[name], persons.get(row.values["phone"] or ""))
        for petition, row in zip(made, rows, strict=True)
        for name in SEALED
        if row.values[name]
    ]
    sealed = records.write_seals(
        [
            records.prepare_seal(
                stream=petition.stream,
                scope=petition.scope,
                field=field_of(name),
                text=text,
                person_id=person,
                indexed=name in WHO,
            )
            for petition, name, text, person in wanted
        ]
    )
    for (petition, name, _text, _person), seal in zip(wanted, sealed, strict=True):
        setattr(petition, f"{name}_id", seal.vault_id)
    written.add("records_sealed", [seal.vault_id for seal in sealed])


def _foreign(numbers: Sequence[str], known: Mapping[str, Petition]) -> set[str]:
    """Return the numbers that are on record where the actor does not see: a file of another street."""
    with connection.cursor() as cursor:
        cursor.execute("select mediation_petition_numbers(%s)", [list(numbers)])
        return {number for (number,) in cursor.fetchall()} - set(known)


def _told(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


_OTHER = mark("这个编号已经登记，登记日期是{day}，地点或日期对不上。")
_NOT_YOURS = Reason(
    mark("这个编号已经在别处登记。"),
    {},
    mark("请核对编号；确属同一件的，由市级主管部门导入。"),
    code="not_yours",
)
