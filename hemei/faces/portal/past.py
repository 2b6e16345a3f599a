"""Which pages show a past day where the address says `on=2026-03-01`. Every page of a register is here, once.

Whoever adds a page to a register puts it into `PAGES`, or into `TODAY_ONLY` with the reason; a test says which
page was forgotten, and another walks over all of `PAGES` and sees the day kept by every link.
"""

from __future__ import annotations

PAGES = frozenset(
    {
        # estates, buildings, units, owners, companies, projects, managers
        "places:estates", "places:estates_sheet", "places:estate", "companies:register",
        "companies:companies", "companies:companies_sheet", "companies:company",
        "companies:managed", "companies:managed_sheet", "companies:management",
        # bodies, committees and offices
        "people:committees", "people:committees_sheet", "people:committee",
        "people:bodies", "people:bodies_sheet", "people:body", "people:person",
        "offices:streets", "offices:streets_sheet", "offices:towns", "offices:towns_sheet", "offices:street",
        "offices:communities", "offices:communities_sheet", "offices:community", "offices:assessments",
        "offices:assessments_sheet",
        # Party, policy, duties
        "party:organisations", "party:sheet", "party:organisation", "party:lists", "party:system", "party:system_sheet",
        "party:estate",
        "policy:documents", "policy:sheet", "policy:document",
        "duties:duties", "duties:sheet", "duties:duty",
        # deliberation: the register of mechanisms
        "deliberation:communities", "deliberation:communities_sheet", "deliberation:community",
        # old estates: decisions, renovation beside coverage, budgets, stages, services
        "renewal:estates", "renewal:estates_sheet", "renewal:steps", "renewal:steps_sheet",
        "renewal:budgets", "renewal:budgets_sheet", "renewal:stages", "renewal:stages_sheet",
        "renewal:services", "renewal:services_sheet",
        # exemplars: estates by the lists they stand in
        "honours:estates", "honours:estates_sheet",
        # figures and map
        "cockpit:home", "cockpit:below_sheet",
        "cockpit:board", "cockpit:wall", "cockpit:map", "cockpit:points", "cockpit:figure",
        "cockpit:sheet", "cockpit:committees", "cockpit:modes",
    }
)  # fmt: skip

_FORM = "a form acts today"
_BULLETIN = "a bulletin is of its own month"
_STANDARD = "a version of a standard has its own day, which stands in its address"
TODAY_ONLY = {
    "companies:mode": _FORM, "companies:renovation": _FORM,
    "people:register_term": _FORM, "people:correct_term": _FORM, "people:file_term": _FORM, "people:end_term": _FORM,
    "people:take_seat": _FORM, "people:change_post": _FORM, "people:say_party": _FORM,
    "people:open_office": _FORM,
    "cockpit:bulletins": _BULLETIN, "cockpit:bulletin": _BULLETIN, "cockpit:bulletin_do": _BULLETIN,
    "cockpit:bulletin_file": _BULLETIN, "cockpit:published": _BULLETIN, "cockpit:published_file": _BULLETIN,
    "companies:leader": _FORM, "companies:manager": _FORM, "companies:code": _FORM, "companies:fees": _FORM,
    "companies:contract": _FORM, "companies:extend": _FORM, "companies:end": _FORM,
    "people:found_body": _FORM, "people:rename_body": _FORM, "people:dissolve_body": _FORM,
    "people:register_staff": _FORM, "people:appoint": _FORM,
    "people:staff": "accounts are handed over today", "people:staff_sheet": "accounts are handed over today",
    "offices:fact": _FORM,
    "party:demand": _FORM, "party:end_part": _FORM, "party:end_tie": _FORM, "party:new": _FORM,
    "party:relate": _FORM, "party:change": _FORM, "party:end": _FORM, "party:end_relation": _FORM,
    "renewal:estate": "what fits an estate is asked to decide today", "renewal:project": "the works go on today",
    "renewal:emergency": "leads to where an emergency service is ended today",
    "policy:new": _FORM, "policy:clause": _FORM, "policy:end": _FORM, "policy:demand": _FORM, "policy:issue": _FORM,
    "policy:sources": "which laws this copy rests on", "policy:rules": "which laws this copy rests on",
    "policy:standards": _STANDARD, "policy:standards_sheet": _STANDARD, "policy:standard": _STANDARD,
    "deliberation:mechanism_act": _FORM,
    "duties:new": _FORM, "duties:act": _FORM, "duties:photo": "a picture does not change",
}  # fmt: skip
