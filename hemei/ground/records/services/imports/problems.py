"""What is wrong with rows, kept encrypted until the import is done with."""

from __future__ import annotations

import json
from collections.abc import Sequence
from operator import attrgetter
from typing import Any

from hemei.ground.records.models import Import
from hemei.ground.records.services.bulk import insert_many
from hemei.ground.records.services.imports.shape import Written
from hemei.ground.records.services.vault import encrypt
from hemei.kernel.decision import Reason, Refused
from hemei.kernel.registers import Checked, Problem

# More than anybody reads: beyond this problems are counted, not kept.
MOST_PROBLEMS = 50_000
FIELD = "import_problem"
_COLUMNS = {
    "scope": "text", "stream": "text", "source_id": "bigint", "row": "bigint", "column": "text", "code": "text",
    "said": "bytea",
}  # fmt: skip


def keep_problems(source: Import, problems: Sequence[Problem]) -> None:
    """Write the problems of a batch."""
    room = MOST_PROBLEMS - source.bad
    if not problems or room <= 0:
        return
    quoted = {f'"{name}"' if name == "column" else name: kind for name, kind in _COLUMNS.items()}
    insert_many(
        "records_importproblem",
        quoted,
        (
            (
                source.scope, source.stream, source.pk, problem.row, problem.column, problem.reason.code,
                encrypt(_said(problem), FIELD),
            )
            for problem in problems[:room]
        ),
    )  # fmt: skip


def found_problems(checked: Checked, written: Written) -> list[Problem]:
    """Return all that is wrong with a batch, row by row."""
    return sorted([*checked.problems, *written.problems], key=attrgetter("row"))


def _said(problem: Problem) -> str:
    return json.dumps({"value": problem.value, **reason_json(problem.reason)}, ensure_ascii=False)


def reason_json(reason: Reason) -> dict[str, Any]:
    """Return a reason as it is kept, so that it can be said in the reader's language."""
    return {
        "text": reason.text,
        "values": dict(reason.values),
        "remedy": reason.remedy,
        "field": reason.field,
        "code": reason.code,
    }


def refusal_of(refused: Refused) -> list[dict[str, Any]]:
    """Return a refusal of the whole as it is kept with the import."""
    return [reason_json(reason) for reason in refused.decision.reasons]
