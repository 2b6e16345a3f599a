"""The business put to the owners that a contract is of: asked of the record, for lists of contracts."""

from __future__ import annotations

from typing import Any

from django.db.models import BigIntegerField, DateTimeField, F, Func, OuterRef, QuerySet
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from hemei.ground.records import queries as records


def offered() -> QuerySet[Any]:
    """Return, of rows of contracts, what was put to the owners of just their business, with its words.

    The kind and the place, as often for as much at least, no longer; whose the part is, entering it asks.
    """
    last = Func(
        OuterRef("valid_from"), F("months"), arg_joiner=" + interval '1 month' * ", template="(%(expressions)s)",
        output_field=DateTimeField(),
    )  # fmt: skip
    told = records.events_told("ledgers.offer_put").annotate(
        kind=KT("payload__data__kind"), place=KT("payload__data__place"), words=KT("payload__data__words"),
        every=_whole("every_months"), least=_whole("least_fen"), months=_whole("months"),
    )  # fmt: skip
    return told.annotate(last=last).filter(
        stream=OuterRef("stream"), kind=OuterRef("kind"), place=OuterRef("place"), every=OuterRef("every_months"),
        least__lte=OuterRef("amount_fen"), last__gte=OuterRef("valid_until"),
    )  # fmt: skip


def _whole(name: str) -> Cast:
    return Cast(KT(f"payload__data__{name}"), BigIntegerField())
