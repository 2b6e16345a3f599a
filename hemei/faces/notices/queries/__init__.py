"""The readers of notices; pages enter here."""

from hemei.faces.notices.queries.feed import WHAT, Entry, calendar_of
from hemei.faces.notices.queries.mine import (
    Means,
    MyNotice,
    calendar_language,
    contact_case,
    contact_told,
    every_notice,
    follows,
    language_of,
    my_feed,
    my_means,
    my_notices,
    preference_of,
)
from hemei.faces.notices.queries.queue import (
    QueueFilter,
    QueueRow,
    queue_counts,
    queue_rows,
    whole_queue,
)
from hemei.faces.notices.rules.acts import Act, may
from hemei.faces.notices.rules.words import (
    ERROR_TEXTS,
    MATTER_HINTS,
    MATTER_TEXTS,
    STATE_TEXTS,
    STATE_TONES,
    Matter,
    Sending,
    State,
)

__all__ = [
    "ERROR_TEXTS",
    "MATTER_HINTS",
    "MATTER_TEXTS",
    "STATE_TEXTS",
    "STATE_TONES",
    "WHAT",
    "Act",
    "Entry",
    "Matter",
    "Means",
    "MyNotice",
    "QueueFilter",
    "QueueRow",
    "Sending",
    "State",
    "calendar_language",
    "calendar_of",
    "contact_case",
    "contact_told",
    "every_notice",
    "follows",
    "language_of",
    "may",
    "my_feed",
    "my_means",
    "my_notices",
    "preference_of",
    "queue_counts",
    "queue_rows",
    "whole_queue",
]
