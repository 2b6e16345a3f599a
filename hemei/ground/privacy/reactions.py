"""What privacy keeps: reasons why somebody looked, former owners and residents, requests, notices shown."""

from __future__ import annotations

from hemei.ground.people import queries as people
from hemei.ground.privacy.queries.held import HOLDER
from hemei.ground.privacy.services import FormerKeeper, ReasonKeeper

KEEPERS = {
    "access_log": ReasonKeeper(),
    "owner": FormerKeeper(people.former_owners),
    "dweller": FormerKeeper(people.former_residents),
}
HOLDERS = (HOLDER,)
