"""The readers of orders; pages and other apps enter here.

Every reader takes the actor or expects his transaction to be bound; row-level security is the second wall.
"""

from hemei.coordination.hotline.queries.files import (
    Counted,
    OrderRow,
    Taking,
    order_file,
    order_files,
    orders_counted,
    orders_of,
    takings,
)
from hemei.coordination.hotline.queries.systems import REGISTER_OF, SYSTEM_OF, sources_on, system_on
from hemei.coordination.hotline.queries.words import Waiting, kinds_listed, waiting_words
from hemei.coordination.hotline.rules.acts import Act, may
from hemei.coordination.hotline.rules.words import ANSWERED, Of, System

__all__ = [
    "ANSWERED",
    "REGISTER_OF",
    "SYSTEM_OF",
    "Act",
    "Counted",
    "Of",
    "OrderRow",
    "System",
    "Taking",
    "Waiting",
    "kinds_listed",
    "may",
    "order_file",
    "order_files",
    "orders_counted",
    "orders_of",
    "sources_on",
    "system_on",
    "takings",
    "waiting_words",
]
