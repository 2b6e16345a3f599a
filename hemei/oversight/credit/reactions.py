"""From recorded events to proposed lines; each may be repeated without harm, and none counts before it is confirmed."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from math import ceil
from typing import Any

from hemei.coordination.cases import queries as cases
from hemei.coordination.disclosure import queries as disclosure
from hemei.ground.companies import queries as companies
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused
from hemei.kernel.workdays import shanghai_day
from hemei.oversight.assessment import queries as assessment
from hemei.oversight.credit import queries, services
from hemei.oversight.credit.queries.held import HOLDER
from hemei.oversight.credit.services import Source


def on_case_escalated(*, event: dict[str, Any], actor: Actor, now: datetime) -> None:
    """A clock of a case ran out while the company of the estate had it: an overdue complaint, once a clock.

    It is the conduct of the day on which the clock ended, not of the later one on which somebody above was told.
    """
    payload = event["payload"]
    about = payload["data"].get("about", {})
    if "refusing" not in about:
        missed = _Conduct(
            about.get("body"), _day(about.get("since", payload["at"])), "B09", str(about.get("clock", ""))
        )
        _propose(actor, now, event, missed)


def on_case_sent_back(*, event: dict[str, Any], actor: Actor, now: datetime) -> None:
    """The reporter sends back what the company said was solved: perhaps closed falsely, the authority looks."""
    about = event["payload"]["data"].get("about", {})
    if "solver" in about:
        said = _Conduct(about["solver"], _day(about["solved_at"]), "B11", f"round:{event['id']}")
        _propose(actor, now, event, said)


def on_case_reopened(*, event: dict[str, Any], actor: Actor, now: datetime) -> None:
    """A visit by lot found that what the company said was solved is not: closed falsely, the authority looks."""
    about = event["payload"]["data"]["about"]
    said = _Conduct(about["solver"], _day(about["solved_at"]), "B11", f"revisit:{about['revisit']}")
    _propose(actor, now, event, said)


@dataclass(frozen=True, slots=True)
class _Conduct:
    """What a body did on which day; the same `key` of a case is proposed once."""

    body: int | None
    day: date
    behaviour: str
    key: str


def _day(moment: str) -> date:
    return shanghai_day(datetime.fromisoformat(moment))


def _propose(actor: Actor, now: datetime, event: dict[str, Any], conduct: _Conduct) -> None:
    """Propose a line for the company's project of the day of the conduct, whoever has the estate when it comes out."""
    found = cases.handled(event["stream"])
    company = companies.company_of_body(conduct.body) if conduct.body else None
    if found is None or found.estate_id is None or company is None:
        return
    project = next(iter(companies.projects_at(found.estate_id, conduct.day)), None)
    if project is None or project.company_id != company.id:
        return
    _line(
        actor, now, event, f"{event['stream']}/{conduct.key}",
        behaviour=conduct.behaviour, happened_on=conduct.day, project_id=project.id,
    )  # fmt: skip


def _line(actor: Actor, now: datetime, event: dict[str, Any], key: str, **conduct: Any) -> None:
    """Propose a line for what an event tells, once a `key`; what the catalogue of its day does not know is no line."""
    draft = services.LineDraft(
        **conduct,
        source=Source(event["payload"]["type"]),
        source_stream=event["stream"],
        source_event=event["id"],
        source_key=key,
    )
    with suppress(Refused):
        services.propose_line(actor=actor, now=now, draft=draft)


def on_round_published(*, event: dict[str, Any], actor: Actor, now: datetime) -> None:
    """The projects at the top of a published round of third-party quality: good conduct, once a round."""
    payload = event["payload"]
    day = _day(payload["at"])
    rows = assessment.ranking(int(event["stream"].rsplit(":", 1)[1]))
    ranked = [row for row in rows if (row.standard, row.subject_kind) == _QUALITY and row.rank is not None]
    catalogue = queries.catalogue_if_any(day)
    if not ranked or catalogue is None:
        return
    places = ceil(catalogue.quality_top.share.value * len(ranked))
    for row in ranked:
        if row.rank is not None and row.rank <= places:
            _honour(actor, now, event, behaviour="G05", day=day, project=row.subject_id)


def on_honour(*, event: dict[str, Any], actor: Actor, now: datetime) -> None:
    """A company's service was named an exemplar of the city, or its project a demonstration project."""
    payload = event["payload"]
    project = payload["data"].get("project")
    day = _day(payload["at"])
    if project is not None:
        behaviour = "G02" if payload["type"] == Source.DEMONSTRATION else "G01c"
        _honour(actor, now, event, behaviour=behaviour, day=day, project=project)


def _honour(
    actor: Actor, now: datetime, event: dict[str, Any], *, behaviour: str, day: date, project: int
) -> None:  # fmt: skip
    about = event["stream"] if behaviour == "G01c" else ""
    key = f"{event['stream']}/{event['id']}/{project}"
    _line(actor, now, event, key, behaviour=behaviour, happened_on=day, project_id=project, about=about)


def on_tender(*, event: dict[str, Any], actor: Actor, now: datetime) -> None:
    """A tender was opened, or somebody bids: say level and stars of each bidder as of that day, once."""
    package = int(event["stream"].rsplit(":", 1)[1])
    day = _day(event["payload"]["at"])
    services.weigh_bidders(actor=actor, now=now, package_id=package, day=day)


def on_package_contracted(*, event: dict[str, Any], actor: Actor, now: datetime) -> None:
    """A company took over a package of old estates: good conduct of each annex, once; an authority confirms it."""
    day = _day(event["payload"]["at"])
    for project in event["payload"]["data"]["projects"]:
        _honour(actor, now, event, behaviour="G04", day=day, project=project)


def on_petition_registered(*, event: dict[str, Any], actor: Actor, now: datetime) -> None:
    """A group petitioned on an estate: its company's project of that day is looked at, once a petition.

    Who caused it an authority says; a repetition that was proposed waits for the word of a person and is none.
    """
    data = event["payload"]["data"]
    if not data["group"] or data["repeat"] != "first" or data["estate"] is None:
        return
    day = date.fromisoformat(data["received_on"])
    project = next(iter(companies.projects_at(data["estate"], day)), None)
    if project is None:
        return
    _line(actor, now, event, event["stream"], behaviour="B12", happened_on=day, project_id=project.id)


def on_disclosure_missed(*, event: dict[str, Any], actor: Actor, now: datetime) -> None:
    """A company owed its estate's owners a disclosure that is still not there: proposed, once a disclosure.

    It is the conduct of the day by which it was due, not of the day on which it counts as not disclosed. What no
    company is to disclose, as of the maintenance fund, is no conduct of one.
    """
    data = event["payload"]["data"]
    if not disclosure.owed_by_companies(data["subject"], date.fromisoformat(data["until"])):
        return
    day = date.fromisoformat(data["due_on"])
    company = companies.company_of_body(data["body"])
    project = next(iter(companies.projects_at(data["estate"], day)), None)
    if company is None or project is None or project.company_id != company.id:
        return
    _line(actor, now, event, event["stream"], behaviour="B05", happened_on=day, project_id=project.id)


def on_contract_undecided(*, event: dict[str, Any], actor: Actor, now: datetime) -> None:
    """Business on common parts runs without the owners' decision: the company in charge is looked at, once a contract.

    Whether the owners decided elsewhere, and who let it run, an authority says.
    """
    data = event["payload"]["data"]
    day = _day(event["payload"]["at"])
    project = next(iter(companies.projects_at(data["estate"], day)), None)
    if project is None:
        return
    key = f"{event['stream']}/contract:{data['contract']}"
    _line(actor, now, event, key, behaviour="B04", happened_on=day, project_id=project.id)


_QUALITY = ("service-quality", "project")
REACTIONS = {
    "assessment.round_published": (on_round_published,),
    "cases.case_escalated": (on_case_escalated,),
    "cases.case_reopened": (on_case_reopened,),
    "cases.case_sent_back": (on_case_sent_back,),
    "disclosure.missed": (on_disclosure_missed,),
    "honours.demonstration_awarded": (on_honour,),
    "honours.exemplar_published": (on_honour,),
    "mediation.petition_registered": (on_petition_registered,),
    "ledgers.contract_undecided": (on_contract_undecided,),
    "renewal.bidder_entered": (on_tender,),
    "renewal.package_contracted": (on_package_contracted,),
    "renewal.tender_opened": (on_tender,),
}
HOLDERS = (HOLDER,)
