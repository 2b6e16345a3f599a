"""The closed words the documents of a case share."""

from __future__ import annotations

from typing import Literal

ServiceClass = Literal["S0", "S1", "S2", "S3", "S4"]
Level = Literal["community", "street", "county", "city"]
Moment = Literal[
    "reported", "accepted", "whistled", "result_given", "awaiting", "sent_back", "supervised", "paused"
]
Missed = Literal[
    "accept", "handling", "step", "arrival", "feedback", "supervision", "extension", "arbitration"
]
"""What a clock of a body measures, as `words.ClockKind` has it; the reporter's and the visitor's are left out."""
