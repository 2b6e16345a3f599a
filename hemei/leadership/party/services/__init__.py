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
    "OrganisationDraft",
    "PartDraft",
    "RelationDraft",
    "TieDraft",
    "adopt_structure",
    "cover_estate",
    "demand_duties",
    "end_cover",
    "end_part",
    "end_relation",
    "load_organisations",
    "load_parts",
    "load_relations",
    "load_ties",
    "place_part",
    "relate",
]
