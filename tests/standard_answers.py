"""What the rules answer to the facts of an example, one function for each kind of document.

A new document brings its function here; an example then needs no test of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from fractions import Fraction

from hemei.coordination.cases.rules.standards import IntakeLimits
from hemei.coordination.offices.rules.standards import StreetStructure
from hemei.faces.cockpit.rules import FiguresDocument
from hemei.faces.quality.rules import DataQuality
from hemei.ground.companies.rules.modes import Mode
from hemei.ground.companies.rules.standards import ManagementModes, is_covered
from hemei.ground.people.rules.authorities import matters_of
from hemei.ground.people.rules.searching import may_search
from hemei.ground.people.rules.standards import PersonSearch
from hemei.ground.places.rules.positions import Frame, Point
from hemei.ground.places.rules.standards import CityFrame, StreetLevelUnits
from hemei.ground.privacy.rules import PersonalData, Right
from hemei.ground.records.rules import PaperTemplates
from hemei.kernel.actor import Matter, Role
from hemei.kernel.limits import Limit
from hemei.kernel.standards.protection import AccountRules, Masking
from hemei.kernel.workdays import SHANGHAI
from hemei.leadership.duties.rules.standards import DutyRules
from hemei.leadership.party.rules.standards import PartyResponsibilities, PartyStructure
from hemei.leadership.policy.rules import Force, PolicyDocuments, force_on
from hemei.leadership.volunteering.rules.deciding import Service, may_tell
from hemei.leadership.volunteering.rules.standards import FourLinks
from tests import (
    disclosure_answers,
    fund_answers,
    honours_answers,
    notice_answers,
    oldestates_answers,
    oversight_answers,
    petition_answers,
    renewal_answers,
)
from tests.agreement_answers import mediation_agreements, self_help_disputes
from tests.asked import Answer, Asked
from tests.assembly_answers import assembly_procedure
from tests.board_answers import information_board
from tests.case_answers import (
    business_hours,
    case_acts,
    case_ladders,
    case_limits,
    public_holidays,
    responsibility_list,
)
from tests.check_answers import case_checks, kind_suggestions
from tests.committee_answers import committee_life
from tests.deliberation_answers import small_matters, three_in_one
from tests.election_answers import election_gates, election_rules
from tests.hotline_answers import hotline_sources
from tests.ledger_answers import chart_of_accounts, payment_corrections, revenue_split
from tests.mediation_answers import mediation_levels, mediation_rules
from tests.meeting_answers import meeting_kinds, meeting_opinions
from tests.owner_answers import (
    committee_rules,
    matter_parts,
    owner_matters,
    paper_ballots,
    vote_counting,
    vote_trust,
    voter_proof,
)
from tests.patrol_answers import patrol_rounds
from tests.purse_answers import account_tiers


def personal_data(asked: Asked) -> Answer:
    content: PersonalData = asked.content
    facts, item = asked.facts, asked.example.item
    if "right" in facts:
        return {"stands": int(content.ground_of(item, Right(str(facts["right"]))) is not None)}
    if "claims" in facts:
        return {"may": int(content.claimant_of(item, Right(str(facts["claims"]))) is not None)}
    if "shown" in facts:
        return {"proves": int(content.proof_of(str(facts["shown"])) is not None)}
    if "start" in facts:
        return {"due": asked.due(content.claim_of(Right(item)).answer)}
    if item == "assessment":
        kept: Limit | None = content.assessment.kept
        words = ""
    else:
        activity = next(row for row in content.activity if row.code == item)
        kept, words = activity.kept, activity.kept_words
    if kept is None:
        return {"until": words}
    start = datetime.fromisoformat(str(facts["since"])).replace(tzinfo=SHANGHAI)
    return {"until": asked.working.due(start, kept).at.astimezone(SHANGHAI).isoformat()}


def intake_limits(asked: Asked) -> Answer:
    content: IntakeLimits = asked.content
    if "role" in asked.facts:
        return {"counted": int(content.reports_per_hour.counts(str(asked.facts["role"])))}
    return {"allowed": int(asked.facts["count"]) <= getattr(content, asked.example.item).most}


def person_search(asked: Asked) -> Answer:
    content: PersonSearch = asked.content
    count = int(asked.facts["count"])
    if asked.example.item == "searches_per_hour":
        now = datetime(2026, 11, 20, 10, tzinfo=SHANGHAI)
        return {"allowed": int(may_search([now] * count, content, now).allowed)}
    return {"allowed": int(count <= content.persons_shown.most)}


def masking(asked: Asked) -> Answer:
    content: Masking = asked.content
    if asked.example.item == "address":
        return {"shown_to": content.address.shown_to}
    return {"masked": content.of(asked.example.item).apply(str(asked.facts["text"]))}


def account_rules(asked: Asked) -> Answer:
    content: AccountRules = asked.content
    found = getattr(content, asked.example.item)
    return {"count": found.count} if hasattr(found, "count") else {"limit": str(found.limit)}


def street_level_units(asked: Asked) -> Answer:
    content: StreetLevelUnits = asked.content
    listed = asked.facts["code"] in {unit.code for unit in content.unit}
    return {"kind": "community_centre" if listed else ""}


def city_frame(asked: Asked) -> Answer:
    content: CityFrame = asked.content
    frame = Frame(west=content.west, south=content.south, east=content.east, north=content.north)
    return {"inside": frame.holds(Point(int(asked.facts["lon"]), int(asked.facts["lat"])))}


def matter_authorities(asked: Asked) -> Answer:
    departments = str(asked.facts["departments"]).split()
    held = matters_of(Role(str(asked.facts["role"])), departments, asked.content)
    return {"authority": "yes" if Matter(str(asked.facts["matter"])) in held else "no"}


def paper_templates(asked: Asked) -> Answer:
    content: PaperTemplates = asked.content
    template = content.of(asked.example.item)
    assert template is not None
    return {
        "title": template.title.format(**asked.facts),
        "number": template.number.format(**asked.facts),
    }


def figures(asked: Asked) -> Answer:
    content: FiguresDocument = asked.content
    item = next(item for item in content.figure if item.code == asked.example.item)
    counted, of = int(asked.facts["counted"]), int(asked.facts["of"])
    before = of - counted
    reached = item.reached(Fraction(counted - before, before) if item.fewer_by else Fraction(counted, of))
    subject = item.speaks_of(int(asked.facts.get("area_dm2", 0)))
    return {
        "reached": "" if reached is None else "yes" if reached else "no",
        "subject": "yes" if subject else "no",
    }


def data_quality(asked: Asked) -> Answer:
    document: DataQuality = asked.content
    if asked.example.item == "handing":
        assert document.handing is not None
        return {"due": asked.due(document.handing.limit)}
    item, facts = document.of(asked.example.item), {key: int(value) for key, value in asked.facts.items()}
    assert item is not None
    bound = item.thresholds
    if "units" in facts:
        units, built = facts["units"], facts["built"]
        more = units * bound["area_most_in"] > built * bound["area_most_of"]
        found = more or units * bound["area_least_in"] < built * bound["area_least_of"]
    elif "homes" in facts:
        off = abs(facts["households"] - facts["homes"])
        found = off * bound["households_off_in"] > facts["homes"] * bound["households_off_of"]
    else:
        found = facts["metres"] > bound["metres"] if bound else facts["found"] > 0
    return {"contradicts": "yes" if found else "no"}


def duty_rules(asked: Asked) -> Answer:
    rules: DutyRules = asked.content
    found = getattr(rules, asked.example.item)
    if "count" in asked.facts:
        return {"allowed": int(int(asked.facts["count"]) <= found.most)}
    return {"due": asked.due(found.limit)}


def policy_documents(asked: Asked) -> Answer:
    listed: PolicyDocuments = asked.content
    row = next(row for row in listed.document if row.code == asked.example.item.split(".")[0])
    day = date.fromisoformat(str(asked.facts.get("on", "2022-01-01")))
    verdict, _ = force_on(Force(row.year, row.issued, row.until), day)
    return {"force": verdict.value, "title": row.title, "clauses": len(row.passage)}


def party_responsibilities(asked: Asked) -> Answer:
    listed: PartyResponsibilities = asked.content
    level, _, code = asked.example.item.partition(".")
    found = listed.of(level)
    assert found is not None
    line = found.of(code)
    return {"due": asked.due(line.limit)} if line else {"items": len(found.line)}


def party_structure(asked: Asked) -> Answer:
    structure: PartyStructure = asked.content
    above = [row.kind for row in structure.relation if row.below == asked.example.item]
    kind = next((row.kind for row in structure.relation if row.code == asked.example.item), "")
    return {"leaders": above.count("leads"), "guides": above.count("guides"), "kind": kind}


def four_links(asked: Asked) -> Answer:
    content: FourLinks = asked.content
    found = content.of(asked.example.item)
    assert found is not None
    if found.limit is None:
        return {"part": "link"}
    return {"part": "fix", "due": asked.due(found.limit)}


def service_hours(asked: Asked) -> Answer:
    facts, today = asked.facts, date(2026, 11, 2)
    service = Service(
        day=today - timedelta(days=int(facts.get("days_ago", 0))),
        minutes=int(facts["minutes"]),
        registered=date(2020, 1, 1),
        until=None,
        that_day=int(facts.get("that_day", 0)),
        what="清扫楼道",
        item=None,
    )
    return {"allowed": int(may_tell(service, today, asked.content).allowed)}


def street_structure(asked: Asked) -> Answer:
    content: StreetStructure = asked.content
    item, facts = asked.example.item, asked.facts
    if item == "counts":
        return {"units": len(content.unit)}
    if item == "part_time_staff":
        return {"counted": "yes" if content.part_time_staff.holds(int(facts["count"])) else "no"}
    unit = content.of(item)
    if unit is not None:
        return {"sort": unit.sort, "property_work": "yes" if unit.property_work else "no"}
    carried = next((one for one in content.responsibility if one.code == item), None)
    if carried is not None:
        return {"carries": "yes" if carried.level == facts["level"] else "no"}
    return {"looked_at": "yes" if item in {one.code for one in content.aspect} else "no"}


def management_modes(asked: Asked) -> Answer:
    content: ManagementModes = asked.content
    counted = frozenset(Mode(item.code) for item in content.mode if item.covered)
    covered = is_covered(Mode(asked.example.item), counted, contract=asked.facts["contract"] == "yes")
    return {"covered": "yes" if covered else "no"}


ANSWERS: dict[str, Callable[[Asked], Answer]] = {
    **disclosure_answers.ANSWERS,
    **fund_answers.ANSWERS,
    **honours_answers.ANSWERS,
    **notice_answers.ANSWERS,
    **petition_answers.ANSWERS,
    **renewal_answers.ANSWERS,
    **oversight_answers.ANSWERS,
    **oldestates_answers.ANSWERS,
    "account-rules": account_rules,
    "business-hours": business_hours,
    "public-holidays": public_holidays,
    "case-acts": case_acts,
    "case-checks": case_checks,
    "case-limits": case_limits,
    "case-ladders": case_ladders,
    "city-frame": city_frame,
    "matter-authorities": matter_authorities,
    "assembly-procedure": assembly_procedure,
    "committee-life": committee_life,
    "committee-rules": committee_rules,
    "election-gates": election_gates,
    "election-rules": election_rules,
    "data-quality": data_quality,
    "figures": figures,
    "paper-templates": paper_templates,
    "duty-rules": duty_rules,
    "hotline-sources": hotline_sources,
    "intake-limits": intake_limits,
    "kind-suggestions": kind_suggestions,
    "mediation-agreements": mediation_agreements,
    "self-help-disputes": self_help_disputes,
    "mediation-levels": mediation_levels,
    "mediation-rules": mediation_rules,
    "meeting-kinds": meeting_kinds,
    "meeting-opinions": meeting_opinions,
    "masking": masking,
    "person-search": person_search,
    "owner-matters": owner_matters,
    "matter-parts": matter_parts,
    "personal-data": personal_data,
    "party-responsibilities": party_responsibilities,
    "patrol-rounds": patrol_rounds,
    "party-structure": party_structure,
    "policy-documents": policy_documents,
    "responsibility-list": responsibility_list,
    "four-links": four_links,
    "service-hours": service_hours,
    "small-matters": small_matters,
    "street-level-units": street_level_units,
    "street-structure": street_structure,
    "information-board": information_board,
    "account-tiers": account_tiers,
    "chart-of-accounts": chart_of_accounts,
    "payment-corrections": payment_corrections,
    "revenue-split": revenue_split,
    "three-in-one": three_in_one,
    "vote-counting": vote_counting,
    "management-modes": management_modes,
    "vote-trust": vote_trust,
    "paper-ballots": paper_ballots,
    "voter-proof": voter_proof,
}
