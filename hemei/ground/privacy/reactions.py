"""What privacy itself keeps: the reasons why somebody looked."""

from __future__ import annotations

from hemei.ground.privacy.services import ReasonKeeper

KEEPERS = {"access_log": ReasonKeeper()}
