"""What privacy itself keeps: the reasons why somebody looked, former owners, requests and notices shown."""

from __future__ import annotations

from hemei.ground.privacy.queries.held import HOLDER
from hemei.ground.privacy.services import OwnerKeeper, ReasonKeeper

KEEPERS = {"access_log": ReasonKeeper(), "owner": OwnerKeeper()}
HOLDERS = (HOLDER,)
