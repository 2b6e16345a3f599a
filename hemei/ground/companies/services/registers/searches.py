"""What of a refused row can be looked up by itself: its company, its estate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hemei.ground.companies.services.registers.contracts import NO_COMPANY, entered_companies, say_doubt
from hemei.ground.places.services import estate_named
from hemei.ground.records import services as records
from hemei.kernel.registers import Row


def company_named(work: records.Work) -> Mapping[tuple[str, ...], records.Search]:
    """Return how to look up the company a refused row names."""
    del work
    return {("uscc",): _companies}


def project_named(work: records.Work) -> Mapping[tuple[str, ...], records.Search]:
    """Return how to look up the estate and the company a refused row names."""
    return {**estate_named(work), **company_named(work)}


def code_doubted(work: records.Work) -> Mapping[tuple[str, ...], records.Search]:
    """Return how to tell whether the code of a refused company needs a reason."""
    del work
    return {("uscc", "override"): _doubts}


def _doubts(rows: Sequence[Row], written: records.Written) -> None:
    known = entered_companies(row.values["uscc"] for row in rows)
    for row in rows:
        if row.values["uscc"] not in known:
            say_doubt(row, written)


def _companies(rows: Sequence[Row], written: records.Written) -> None:
    known = entered_companies(row.values["uscc"] for row in rows)
    for row in rows:
        if row.values["uscc"] not in known:
            written.refuse(row, "uscc", row.values["uscc"], NO_COMPANY)
