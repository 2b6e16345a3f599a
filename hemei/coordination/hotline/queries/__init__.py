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
from hemei.coordination.hotline.queries.orders import (
    DueOrder,
    NearOrder,
    OrderOfCase,
    due_orders,
    order_of,
    orders_near,
)
from hemei.coordination.hotline.queries.systems import (
    register_of,
    sources_on,
    system_of,
    system_on,
    systems_named,
    systems_on,
)
from hemei.coordination.hotline.queries.words import (
    Waiting,
    WordRow,
    kinds_listed,
    kinds_on,
    waiting_words,
    word_told,
    words_told,
)
from hemei.coordination.hotline.rules.acts import Act, may
from hemei.coordination.hotline.rules.words import ANSWERED, Of

__all__ = [
    "ANSWERED",
    "Act",
    "Counted",
    "DueOrder",
    "NearOrder",
    "Of",
    "OrderOfCase",
    "OrderRow",
    "Taking",
    "Waiting",
    "WordRow",
    "due_orders",
    "kinds_listed",
    "kinds_on",
    "may",
    "order_file",
    "order_files",
    "order_of",
    "orders_counted",
    "orders_near",
    "orders_of",
    "register_of",
    "sources_on",
    "system_of",
    "system_on",
    "systems_named",
    "systems_on",
    "takings",
    "waiting_words",
    "word_told",
    "words_told",
]
