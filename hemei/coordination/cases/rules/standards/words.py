"""The closed words the documents of a case share."""

from __future__ import annotations

from typing import Literal

ServiceClass = Literal["S0", "S1", "S2", "S3", "S4"]
Level = Literal["community", "street", "county", "city"]
Moment = Literal[
    "reported", "accepted", "whistled", "result_given", "awaiting", "sent_back", "supervised", "paused"
]
