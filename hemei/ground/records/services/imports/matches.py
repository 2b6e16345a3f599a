"""Rows that are like something on record: kept by the check, decided by a clerk, followed by the import."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, connection, transaction

from hemei.ground.records.models import Import, ImportMatch
from hemei.ground.records.rules import Choice, ImportState
from hemei.ground.records.services.bulk import insert_many
from hemei.ground.records.services.events import record_event
from hemei.ground.records.services.imports.beginning import demand_move, locked_import
from hemei.ground.records.services.imports.shape import Alike
from hemei.ground.records.services.scope import acting
from hemei.ground.records.services.vault import encrypt
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, mark

FIELD = "import_match"
# More candidates than a clerk compares.
MOST_CANDIDATES = 3
_DECIDABLE = frozenset({ImportState.CHECKED, ImportState.HALTED})
_COLUMNS = {
    "scope": "text", "stream": "text", "source_id": "bigint", "row": "bigint", "kind": "text", "said": "bytea",
    "likeliest": "bigint", "choice": "text",
}  # fmt: skip
# All that are left of a kind at once. What two rows would both be the same as stays open: somebody must look.
_ALL_SAME = """
update records_importmatch m set choice = 'same', chosen = m.likeliest
from (select min(id) as id from records_importmatch where source_id = %s and choice = '' and kind = %s
      group by likeliest having count(*) = 1) alone
where m.id = alone.id
  and not exists (select from records_importmatch o where o.source_id = m.source_id and o.chosen = m.likeliest)
"""


def keep_matches(source: Import, found: Sequence[Alike]) -> None:
    """Write what a check found."""
    quoted = {f'"{name}"' if name == "row" else name: kind for name, kind in _COLUMNS.items()}
    insert_many(
        "records_importmatch",
        quoted,
        (
            (
                source.scope, source.stream, source.pk, alike.row.number, alike.kind, encrypt(_said(alike), FIELD),
                alike.candidates[0].subject, "",
            )
            for alike in found
        ),
    )  # fmt: skip


def _said(alike: Alike) -> str:
    candidates = [
        {"subject": one.subject, "label": one.label, "changes": one.changes}
        for one in alike.candidates[:MOST_CANDIDATES]
    ]
    words = str(alike.row.values[alike.column])
    return json.dumps({"row": words, "candidates": candidates}, ensure_ascii=False)


def choices_of(source: Import, first: int, last: int) -> dict[int, tuple[Choice | None, int | None]]:
    """Return what was decided of the rows of a batch; no choice where nobody has decided yet."""
    rows = source.matches.filter(row__gte=first, row__lte=last)
    return {
        row: (Choice(choice) if choice else None, chosen)
        for row, choice, chosen in rows.values_list("row", "choice", "chosen")
    }


def forget_undecided(source: Import) -> None:
    """Forget what nobody decided, before a new check finds it again; decisions stay."""
    source.matches.filter(choice="").delete()


def refuse_undecided(book: Sequence[Import]) -> None:
    """Refuse to write while rows are like something on record and nobody has said whether they are the same."""
    count = ImportMatch.objects.filter(source__in=book, choice="").count()
    if count:
        raise Refused.because(
            mark("有 {count} 行与在册的内容相像，还没有决定是不是同一个。"),
            remedy=mark("请在“可能重复”一页逐行或成批决定；或者选“只导入正确的行”，把它们留在外面。"),
            code="undecided",
            count=count,
        )


def decide_matches(
    *, actor: Actor, now: datetime, import_id: int, choices: Mapping[int, tuple[Choice, int | None]]
) -> None:
    """Take what a clerk says of single matches, by their ids: the choice and, for the same, the subject.

    Raises:
        Refused: two rows would become the same thing, or it is too late.
    """
    with acting(actor):
        source = _decidable(import_id)
        rows = {row.pk: row for row in source.matches.select_for_update().filter(pk__in=list(choices))}
        changed = []
        for number, row in rows.items():
            choice, subject = choices[number]
            row.choice, row.chosen = choice, (subject or row.likeliest) if choice is Choice.SAME else None
            changed.append(row)
        try:
            with transaction.atomic():
                ImportMatch.objects.filter(pk__in=list(rows)).update(choice="", chosen=None)
                ImportMatch.objects.bulk_update(changed, ["choice", "chosen"])
        except IntegrityError as error:
            raise Refused.because(
                mark("有两行选成了同一个。"),
                remedy=mark("一个在册的内容只能对应文件里的一行，请把其中一行改选。"),
                code="same_twice",
            ) from error
        _record(source, actor, now, {"rows": len(changed)})


def decide_kind(*, actor: Actor, now: datetime, import_id: int, kind: str, choice: Choice) -> int:
    """Take one choice for all that are still undecided of a kind; return how many were decided.

    Rows of which several would be the same thing stay undecided.
    """
    with acting(actor):
        source = _decidable(import_id)
        if choice is Choice.SAME:
            with connection.cursor() as cursor:
                cursor.execute(_ALL_SAME, [source.pk, kind])
                count = int(cursor.rowcount)
        else:
            count = source.matches.filter(kind=kind, choice="").update(choice=choice)
        _record(source, actor, now, {"rows": count, "kind": kind, "choice": choice.value})
    return count


def _decidable(import_id: int) -> Import:
    source = locked_import(import_id)
    demand_move(source, ImportState.CHECKED, _DECIDABLE)
    return source


def _record(source: Import, actor: Actor, now: datetime, data: dict[str, Any]) -> None:
    record_event(
        stream=source.stream,
        type="records.matches_decided",
        actor=actor,
        at=now,
        scope=source.scope,
        data=data,
    )
