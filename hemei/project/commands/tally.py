"""`hemei tally`: count an owners' vote from two files; for auditors and courts, without database and without Django."""

from __future__ import annotations

import gettext
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from hemei.community.voting.rules.count import Measured, Outcome, Sums, judge, measure
from hemei.community.voting.rules.explain import reasons_of, square_metres
from hemei.community.voting.rules.files import (
    Fault,
    read_ballots,
    read_roll,
    refuse_doubles,
)
from hemei.community.voting.rules.own_parameters import BY_KEY
from hemei.community.voting.rules.own_rules import Own, Said, overlaid
from hemei.community.voting.rules.standards import (
    DOUBLES,
    MATTER_CODES,
    STANDARDS,
    Doubles,
    Keep,
    Matter,
    MatterCode,
    OwnerMatters,
    VoteCounting,
)
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Reason, mark
from hemei.kernel.standards import NoStandard, StandardError, load_some_standards
from hemei.kernel.workdays import shanghai_day
from hemei.project import environment, locations

Translate = Callable[[str], str]
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@dataclass(frozen=True, slots=True)
class _Counted:
    matter: Matter
    counting: VoteCounting
    measured: Measured
    outcome: Outcome
    reasons: tuple[Reason, ...]


@click.command()
@click.option(
    "--roll", "roll_path", type=_FILE, required=True, help="CSV: unit,building,area_m2,owners,delivered."
)
@click.option(
    "--ballots", "ballots_path", type=_FILE, required=True, help="CSV: unit,choice,channel,received_at,valid."
)
@click.option("--matter", "code", type=click.Choice(MATTER_CODES), required=True, help="What was decided.")
@click.option(
    "--on",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Day of the decision, the last of the vote, 2026-11-25; today where not given.",
)
@click.option(
    "--doubles", type=click.Choice(DOUBLES),
    help="Which of two valid ballots of a unit counts; by default as the standard of that day says (last).",
)  # fmt: skip
@click.option(
    "--mixed",
    type=click.Choice(tuple(BY_KEY["mixed_choice"].words)),
    help="When a head agrees whose units vote differently, where the estate's rules of procedure say so.",
)
@click.option(
    "--merge",
    type=click.Choice(tuple(BY_KEY["same_owners"].words)),
    help="Which units are one head, where the estate's rules of procedure say so.",
)
@click.option(
    "--spoiled", type=click.Choice(tuple(BY_KEY["spoiled_ballots"].words)),
    help="Whether spoiled ballots take part, where the estate's rules of procedure say so.",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="One JSON object for programs.")
@click.option(
    "--language", type=click.Choice(("zh", "en")), default="zh", show_default=True, help="Of the reasons."
)
def tally(
    *,
    roll_path: Path,
    ballots_path: Path,
    code: MatterCode,
    on: datetime | None,
    doubles: Doubles | None,
    as_json: bool,
    language: str,
    **own: str | None,
) -> None:
    """Count an owners' vote: areas in whole dm2, heads by the court's interpretation, shares of the day.

    Areas have at most two decimals; owners are separated by ";", the developer is @developer; delivered and valid are
    yes or no; a choice is for, against or abstain. A unit that is not delivered is the developer's. UTF-8 or GB18030.

    Exit 0 whether passed or not. A bad value is named by file, line and column: then nothing is counted, exit 2.
    """
    translate = _translation(language)
    matter, law = _standards(on.date() if on else shanghai_day(utc_now()), code)
    chosen = _own(own)
    counting = overlaid(law, "vote-counting", chosen)
    files = {str(path): path.read_bytes() for path in (roll_path, ballots_path)}
    roll = read_roll(str(roll_path), files[str(roll_path)])
    ballots = read_ballots(str(ballots_path), files[str(ballots_path)], roll.codes)
    rule = doubles or counting.double_ballots.counts
    faults = [*roll.faults, *ballots.faults]
    if rule == "refuse":
        faults += refuse_doubles(str(ballots_path), ballots)
    if faults:
        _refuse(faults, translate)
    keep: Keep = "first" if rule == "first" else "last"
    measured = measure(roll.units, ballots.ballots, counting, keep=keep)
    outcome = judge(matter, total=measured.total, part=measured.part, agree=measured.agree)
    reasons = (*reasons_of(matter, counting, measured, outcome, chosen), *roll.notes)
    found = _Counted(matter, counting, measured, outcome, reasons)
    if as_json:
        click.echo(json.dumps(_object(found, translate), ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(_lines(found, files, translate)))


def _translation(language: str) -> Translate:
    if language == "zh":
        return str
    try:
        return gettext.translation("django", locations.shipped("locale"), languages=[language]).gettext
    except FileNotFoundError as error:
        raise click.UsageError(
            "The English messages are not compiled; run `make run-environment`."
        ) from error


def _standards(day: date, code: MatterCode) -> tuple[Matter, VoteCounting]:
    folder = environment.folder("HEMEI_STANDARDS_FOLDER", locations.shipped("standards"))
    city = environment.text("HEMEI_STANDARDS", environment.STANDARDS_CITY)
    try:
        standards = load_some_standards(folder, city=city, shapes=STANDARDS)
        matter = standards.find("owner-matters", OwnerMatters, on=day).of(code)
        return matter, standards.find("vote-counting", VoteCounting, on=day)
    except (NoStandard, StandardError) as error:
        raise click.UsageError(str(error)) from error


def _own(options: Mapping[str, str | None]) -> Own:
    """Return what the estate's own rules of procedure say, as far as the options name it."""
    keys = {"mixed": "mixed_choice", "merge": "same_owners", "spoiled": "spoiled_ballots"}
    return Own(says={keys[name]: Said(value, "") for name, value in options.items() if value is not None})


def _refuse(faults: Iterable[Fault], translate: Translate) -> None:
    """Name every bad value and end with exit 2; nothing was counted."""
    where = translate(mark("{file} 第{line}行"))
    which = translate(mark("{file} 第{line}行 {column} 列"))
    for fault in sorted(faults, key=lambda one: (one.file, one.line)):
        place = (which if fault.column else where).format(
            file=fault.file, line=fault.line, column=fault.column
        )
        said = _said(fault.reason, translate)
        remedy = translate(fault.reason.remedy).format(**fault.reason.values)
        click.echo(f"{place}: {said} {remedy}", err=True)
    click.echo(translate(mark("没有计票。")), err=True)
    raise click.exceptions.Exit(2)


def _said(reason: Reason, translate: Translate) -> str:
    """Say a reason; a value that is a marked message itself, such as a channel, is said in the language too."""
    values = {
        key: translate(value) if value and isinstance(value, str) else value
        for key, value in reason.values.items()
    }
    return translate(reason.text).format(**values)


def _object(found: _Counted, translate: Translate) -> dict[str, Any]:
    measured = found.measured
    return {
        "matter": found.matter.code,
        "clause": found.matter.clause,
        "total_area_dm2": measured.total.area_dm2,
        "total_heads": measured.total.heads,
        "part_area_dm2": measured.part.area_dm2,
        "part_heads": measured.part.heads,
        "for_area_dm2": measured.agree.area_dm2,
        "for_heads": measured.agree.heads,
        "quorum": found.outcome.quorum,
        "passed": found.outcome.passed,
        "reasons": [_said(reason, translate) for reason in found.reasons],
    }


def _lines(found: _Counted, files: Mapping[str, bytes], translate: Translate) -> Iterable[str]:
    matter, measured = found.matter, found.measured
    name = matter.name if translate is str else matter.name_en
    yield translate(mark("事项：{name}（{code}）")).format(name=name, code=matter.code)
    used = "、" if translate is str else ", "
    yield translate(mark("标准：{documents}")).format(
        documents=used.join(
            f"{reference.standard} {reference.day}"
            for reference in (matter.warrant.reference, found.counting.heads.warrant.reference)
        )
    )
    for file, data in files.items():
        yield f"SHA-256 {hashlib.sha256(data).hexdigest()}  {file}"
    yield ""
    said: tuple[tuple[str, Sums], ...] = (
        (mark("全部：{area}平方米，{heads}人"), measured.total),
        (mark("参与表决：{area}平方米，{heads}人"), measured.part),
        (mark("同意：{area}平方米，{heads}人"), measured.agree),
    )
    for text, sums in said:
        yield translate(text).format(area=square_metres(sums.area_dm2), heads=f"{sums.heads:,}")
    yield ""
    yield from (_said(reason, translate) for reason in found.reasons)
