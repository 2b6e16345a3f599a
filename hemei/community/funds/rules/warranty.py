"""Whether the developer's warranty of a part still runs: what is asked of every use, and what proves the answer.

The register knows the year in which a building was finished, not the day. A warranty of five years of a building of
2020 may run until the last day of 2025: until then the answer needs a paper. So it does where no year is known, and
where the warranty lasts as long as the building was designed for.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from hemei.community.funds.rules.standards import WARRANTY, FundRules, WarrantyPeriod
from hemei.kernel.decision import Decision, Reason, Reference, mark


class Warranty(StrEnum):
    """What who plans a use says of the developer's warranty."""

    OVER = "over"
    OUTSIDE = "outside"
    RUNS = "runs"


WARRANTY_NAMES: dict[Warranty, str] = {
    Warranty.OVER: mark("保修期已满"),
    Warranty.OUTSIDE: mark("有书面说明，不属于保修责任"),
    Warranty.RUNS: mark("还在保修期内"),
}


@dataclass(frozen=True, slots=True)
class Cover:
    """The warranty of a part by the register and the standard: its last possible day, where one can be told."""

    period: WarrantyPeriod
    built_year: int | None
    until: date | None

    def may_run(self, on: date) -> bool:
        """Whether it may still run on a day: an end that cannot be told may not have come."""
        return self.until is None or on <= self.until


def cover_of(part: str, built_year: int | None, rules: FundRules) -> Cover | None:
    """Return the warranty of a part; None where no document gives it one."""
    period = rules.warranty_of(part)
    if period is None:
        return None
    known = built_year is not None and period.years
    return Cover(period, built_year, date((built_year or 0) + period.years, 12, 31) if known else None)


def latest_built(years: list[int | None]) -> int | None:
    """Return the year of the newest of some buildings; None where one of them, or the only one, is not known."""
    known = [year for year in years if year is not None]
    return max(known) if known and len(known) == len(years) else None


def warranty_answered(
    said: Warranty | None, *, part: str, built_year: int | None, proven: bool, on: date, rules: FundRules
) -> Decision:
    """Whether the developer's warranty does not bar a use: it was asked, it is not running, and that is proven.

    `proven` is whether a paper came with the answer. What the developer or the builder has to mend is never paid from
    the fund (measures art. 25).
    """
    excluded, cover = rules.excluded_of(WARRANTY), cover_of(part, built_year, rules)
    references = [one.warrant.reference for one in (excluded, cover.period if cover else None) if one]
    if excluded is None or rules.part_of(part) is None:
        return Decision.yes()  # no document excludes it, or it is refused for another reason
    if said is None:
        return _no(
            references, mark("没有回答“{part}”的保修期满了没有。"),
            mark("请选择；保修期内的维修由{bearer}承担（{clause}）。"), "unanswered", part=_name(part, rules),
            bearer=excluded.borne_by, clause=excluded.warrant.cited,
        )  # fmt: skip
    if said is Warranty.RUNS:
        return _no(
            references, mark("“{part}”不能从维修资金列支，由{bearer}承担（{clause}）。"),
            mark("请要求{bearer}保修；保修期满以后再提出使用方案。"), "runs", part=excluded.name,
            bearer=excluded.borne_by, clause=excluded.warrant.cited,
        )  # fmt: skip
    if not proven and (said is Warranty.OUTSIDE or (cover is not None and cover.may_run(on))):
        return _unproven(said, cover, part, references, rules)
    return Decision.yes(*references)


def _unproven(
    said: Warranty, cover: Cover | None, part: str, references: list[Reference], rules: FundRules
) -> Decision:
    remedy = mark("请上传竣工验收备案表、建设单位的书面说明或者鉴定意见。")
    name = _name(part, rules)
    if said is Warranty.OUTSIDE or cover is None:
        return _no(
            references, mark("没有上传说明“{part}”不属于保修责任的材料。"), remedy, "unproven", part=name
        )
    clause = cover.period.warrant.cited
    if not cover.period.years:
        return _no(
            references, mark("“{part}”的保修期是设计文件规定的合理使用年限（{clause}），登记里看不出已满。"), remedy,
            "unproven", part=name, clause=clause,
        )  # fmt: skip
    if cover.until is None:
        return _no(
            references, mark("“{part}”保修{years}年（{clause}），登记里没有建成年份，看不出已满。"), remedy, "unproven",
            part=name, years=cover.period.years, clause=clause,
        )  # fmt: skip
    return _no(
        references, mark("“{part}”保修{years}年（{clause}），登记的建成年份是{built}年，到{until}可能还没有满。"),
        remedy, "unproven", part=name, years=cover.period.years, clause=clause, built=cover.built_year or 0,
        until=cover.until,
    )  # fmt: skip


def _name(part: str, rules: FundRules) -> str:
    found = rules.part_of(part)
    return found.name if found else part


def _no(references: list[Reference], text: str, remedy: str, code: str, **values: object) -> Decision:
    said = {name: value if isinstance(value, int) else str(value) for name, value in values.items()}
    field = "warranty_paper" if code == "unproven" else "warranty"
    return Decision.no(Reason(text, said, remedy, field, f"warranty_{code}"), references=tuple(references))
