"""The writers of the Party side; pages and other apps enter here."""

from hemei.leadership.party.services.acts import (
    cover_estate,
    end_cover,
    end_part,
    end_relation,
    place_part,
    relate,
)
from hemei.leadership.party.services.demanding import demand_duties
from hemei.leadership.party.services.founding import (
    Founding,
    change_organisation,
    end_organisation,
    found_organisation,
)
from hemei.leadership.party.services.loading import (
    OrganisationDraft,
    PartDraft,
    RelationDraft,
    TieDraft,
    adopt_structure,
    load_organisations,
    load_parts,
    load_relations,
    load_ties,
)

__all__ = [
    "Founding",
    "OrganisationDraft",
    "PartDraft",
    "RelationDraft",
    "TieDraft",
    "adopt_structure",
    "change_organisation",
    "cover_estate",
    "demand_duties",
    "end_cover",
    "end_organisation",
    "end_part",
    "end_relation",
    "found_organisation",
    "load_organisations",
    "load_parts",
    "load_relations",
    "load_ties",
    "place_part",
    "relate",
]
