"""Organisations and relations from files: each row is founded or related by the rules of the pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.db import transaction

from hemei.ground.people import queries as people
from hemei.ground.places import queries as places
from hemei.ground.places.queries.finding import Estates, Site
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Reason, Refused, mark
from hemei.kernel.registers import Row
from hemei.leadership.party.models import Organisation, Relation, Tie
from hemei.leadership.party.rules.words import Level, RelationKind
from hemei.leadership.party.services.acts import end_relation, organisation_of, relate
from hemei.leadership.party.services.founding import Founding, found_organisation, seat_of

_COLUMN_OF = {"estate": "place", "company": "place", "above": "leader", "organisation": "leader"}
"""Which column of the file a reason about a field of the page is about."""


def organisation_writer() -> OrganisationWriter:
    """Begin a run."""
    return OrganisationWriter()


def relation_writer() -> RelationWriter:
    """Begin a run."""
    return RelationWriter()


def leader_named(work: records.Work) -> Mapping[tuple[str, ...], records.Search]:
    """Return how to look up who leads the organisation of a refused row."""
    del work
    return _named("leader")


def ends_named(work: records.Work) -> Mapping[tuple[str, ...], records.Search]:
    """Return how to look up the two organisations of a refused row."""
    del work
    return _named("above", "below")


def _named(*columns: str) -> Mapping[tuple[str, ...], records.Search]:
    return {(column,): partial(_seek, column) for column in columns}


def _seek(column: str, rows: Sequence[Row], written: records.Written) -> None:
    names = Names()  # read anew: a batch before may have founded some
    for row in rows:
        text = row.values[column]
        if text is not None and isinstance(reason := names.find(text), Reason):
            written.refuse(row, column, text, reason)


class Names:
    """The running organisations by name and number; read once a run, added to as it goes on."""

    def __init__(self) -> None:
        self.ids: dict[str, list[int]] = {}
        rows = Organisation.objects.filter(valid_until=None).values_list("body__name", "id")
        for name, number in rows:
            self.ids.setdefault(name, []).append(number)

    def find(self, text: str) -> int | Reason:
        """Return an organisation, or why there is none; two of one name are told apart by their numbers."""
        found = self.ids.get(text, [])
        if len(found) == 1:
            return found[0]
        if found:
            listed = "、".join(str(number) for number in found[:5])
            return Reason(
                mark("有{count}个党组织叫这个名称，编号分别是：{numbers}。"),
                {"count": len(found), "numbers": listed},
                mark("请改填编号。"),
                code="ambiguous",
            )
        if text.isascii() and text.isdigit() and len(text) < 19:  # noqa: PLR2004 - a bigint
            return int(text)
        return Reason(
            mark("没有这个党组织。"), {}, mark("请核对名称；新成立的请先导入党组织表。"), code="not_found"
        )


@dataclass
class OrganisationWriter:
    """Founds organisations; what is there already stays as it is."""

    names: Names | None = field(default=None)
    estates: Estates | None = field(default=None)

    def __call__(self, work: records.Work, rows: Sequence[Row]) -> records.Written:
        """Write a batch of organisations."""
        self.names, self.estates = self.names or Names(), self.estates or Estates(work.actor)
        written = records.Written()
        for row in rows:
            try:
                with transaction.atomic():
                    self._row(work, row, written)
            except Refused as refused:
                for reason in refused.decision.reasons:
                    column = _COLUMN_OF.get(reason.field, reason.field) or "name"
                    written.refuse(row, column, row.values.get(column), reason)
        return written

    def _row(self, work: records.Work, row: Row, written: records.Written) -> None:
        draft = self._draft(work.actor, row)
        if self._known(work.actor, draft, written):
            return
        number = found_organisation(actor=work.actor, now=work.now, draft=draft)
        founded = Organisation.objects.get(pk=number)
        assert self.names is not None  # noqa: S101 - begun with the batch
        self.names.ids.setdefault(draft.name, []).append(number)
        written.new += 1
        written.add("people_body", [founded.body_id])
        written.add("party_organisation", [number])
        written.add("party_tie", _ids(Tie, organisation=number))
        written.add("party_relation", _ids(Relation, below=number))
        written.subjects.append(records.Subject(founded.stream, founded.scope))

    def _known(self, actor: Actor, draft: Founding, written: records.Written) -> bool:
        """Whether it is there already; another form or another day is no correction but a change, made on its page."""
        place = seat_of(draft, actor).place_id
        row = Organisation.objects.filter(
            body__name=draft.name, body__place_id=place, valid_until=None, level=draft.level.value
        ).first()
        if row is None:
            return False
        if row.form != draft.form.value or row.valid_from != draft.since:
            raise Refused.because(
                mark("已经登记的形式或成立日期与这一行不同"),
                remedy=mark("请核对；有变化的，在它的页面上按日期登记"),
                field="form" if row.form != draft.form.value else "since",
                code="differs",
            )
        written.same += 1
        return True

    def _draft(self, actor: Actor, row: Row) -> Founding:
        values = row.values
        level, text = values["level"], values["place"] or ""
        more: dict[str, Any] = {}
        if level in {Level.ESTATE, Level.BUILDING}:
            site = self._site(text)
            more["estate_id"] = site.id
            if level is Level.BUILDING:
                more["building_id"] = _building(site, values["building"], actor)
        elif level is Level.COMPANY:
            more["company"] = _company(text)
        elif level is Level.UNIT:
            more["host"] = _unit(text)
        elif level not in {Level.CITY, Level.INDUSTRY}:
            more["place_id"] = _place(text, level, actor)
        return Founding(
            name=values["name"],
            form=values["form"],
            level=level,
            since=values["since"],
            leader=self._leader(values["leader"]) if values["leader"] else None,
            **more,
        )

    def _site(self, text: str) -> Site:
        assert self.estates is not None  # noqa: S101 - begun with the batch
        found = self.estates.find(text)
        return found if isinstance(found, Site) else _raise(found, "place")

    def _leader(self, text: str) -> int:
        assert self.names is not None  # noqa: S101 - begun with the batch
        found = self.names.find(text)
        return found if isinstance(found, int) else _raise(found, "leader")


def _raise(reason: Reason, column: str) -> Any:
    raise Refused.because(reason.text, remedy=reason.remedy, field=column, code=reason.code, **reason.values)


def _ids(model: type[Tie | Relation], **condition: int) -> list[int]:
    return list(model.objects.filter(**condition).order_by("id").values_list("id", flat=True))


def _building(site: Site, text: str | None, actor: Actor) -> int:
    found = [row.id for row in places.buildings_of(site.id, actor=actor) if row.name == text]
    if len(found) != 1:
        raise Refused.because(
            mark("小区里没有这一幢"), remedy=mark("请核对楼栋名称"), field="building", code="building"
        )
    return found[0]


def _company(text: str) -> int:
    found = [row.id for row in people.bodies_named(text) if row.kind is people.BodyKind.COMPANY]
    if len(found) != 1:
        raise Refused.because(
            mark("没有登记这家企业，或有几家同名"),
            remedy=mark("请核对企业全称"),
            field="place",
            code="company",
        )
    return found[0]


def _unit(text: str) -> int:
    found = [row.id for row in people.bodies_named(text)]
    if len(found) != 1:
        raise Refused.because(
            mark("没有登记这个单位，或有几个同名"), remedy=mark("请核对单位全称"), field="place", code="unit"
        )
    return found[0]


def _place(text: str, level: Level, actor: Actor) -> int:
    found = [
        row
        for row in places.places_called(text)
        if row.level.value == level.value and text in {row.code, row.name, row.short_name}
    ]
    own = [row for row in found if actor.covers(row.path)]
    if len(own) != 1:
        raise Refused.because(
            mark("这一级没有这个地点，有几个同名，或不在您的管辖范围"),
            remedy=mark("请核对名称，或改填区划代码"),
            field="place",
            code="place",
        )
    return own[0].id


@dataclass
class RelationWriter:
    """Relates organisations; an open relation that the file ends is ended."""

    names: Names | None = field(default=None)

    def __call__(self, work: records.Work, rows: Sequence[Row]) -> records.Written:
        """Write a batch of relations."""
        self.names = self.names or Names()
        written = records.Written()
        for row in rows:
            ends = {name: self.names.find(row.values[name]) for name in ("above", "below")}
            unknown = {name: found for name, found in ends.items() if isinstance(found, Reason)}
            for name, reason in unknown.items():
                written.refuse(row, name, row.values[name], reason)
            if unknown:
                continue
            try:
                with transaction.atomic():
                    _relation(work, row, ends, written)
            except Refused as refused:
                for reason in refused.decision.reasons:
                    column = reason.field if reason.field in row.values else "since"
                    written.refuse(row, column, row.values[column], reason)
        return written


def _relation(work: records.Work, row: Row, ends: dict[str, Any], written: records.Written) -> None:
    kind: RelationKind = row.values["kind"]
    since, until = row.values["since"], row.values["until"]
    known = Relation.objects.filter(
        above_id=ends["above"], below_id=ends["below"], kind=kind.value, valid_from=since
    ).first()
    if known is not None and until in {None, known.valid_until}:
        written.same += 1
        return
    if known is None:
        number = relate(actor=work.actor, now=work.now, since=since, kind=kind, **ends)
        written.new += 1
        written.add("party_relation", [number])
        below = organisation_of(ends["below"])
        written.subjects.append(records.Subject(below.stream, below.scope))
    else:
        number = known.pk
        written.before += records.images("party_relation", [number])
        written.changed += 1
    if until is not None:
        end_relation(actor=work.actor, now=work.now, relation_id=number, until=until)
