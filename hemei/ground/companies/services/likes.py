"""Companies on record that a row of a file may mean under another name or a miswritten credit code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from typing import Any

from hemei.ground.companies.models import Company
from hemei.ground.companies.rules.contracts import CODE, NAME, code_doubt, code_key, company_key
from hemei.ground.records import services as records
from hemei.kernel.registers import Row


class Likes:
    """The companies on record by what people vary in writing them, but the file's `own`; read once a batch."""

    def __init__(self, fresh: Iterable[Row], *, own: AbstractSet[int]) -> None:
        self.found: dict[tuple[str, str], list[Company]] = {}
        if not any(True for _ in fresh):
            return
        for company in Company.objects.filter(valid_until=None).exclude(pk__in=own).order_by("id"):
            self.found.setdefault((CODE, code_key(company.uscc)), []).append(company)
            self.found.setdefault((NAME, company_key(company.name)), []).append(company)

    def of(self, row: Row) -> records.Alike | None:
        """Return what a row is like: by code, else by name."""
        values = row.values
        wanted = ((CODE, code_key(values["uscc"])), (NAME, company_key(values["name"])))
        found = [(key[0], company) for key in wanted for company in self.found.get(key, ())]
        if not found:
            return None
        companies = list(dict.fromkeys(company for _, company in found))
        candidates = tuple(
            records.Candidate(
                one.pk,
                f"{one.name}（{one.uscc}）",
                tuple((name, old, new) for name, (old, new) in company_changes(one, values).items()),
            )
            for one in companies[:3]
        )
        return records.Alike(row, "name", found[0][0], candidates)


def company_changes(company: Company, values: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    """Return what a file says otherwise, from and to. A code that fails its check never takes the place of another."""
    wanted = {"name": values["name"], "uscc": values["uscc"]}
    if code_doubt(wanted["uscc"]) is not None:
        del wanted["uscc"]
    return {
        name: (getattr(company, name), new) for name, new in wanted.items() if getattr(company, name) != new
    }
