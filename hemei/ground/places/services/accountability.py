"""Which community answers for an estate, and which others it touches."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime

from hemei.ground.places.models import (
    AccountableCommunity,
    Building,
    Entrance,
    Estate,
    PlacePosition,
    PropertyUnit,
    TouchingCommunity,
)
from hemei.ground.places.rules.changes import CHANGERS
from hemei.ground.places.rules.codes import Level
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, mark
from hemei.kernel.workdays import shanghai_day


def give_estate_to(*, actor: Actor, now: datetime, estate_id: int, community_id: int, day: date) -> None:
    """Make another community accountable for an estate from the day on.

    Raises:
        Refused: the estate is not the actor's, the community is not there, the day will not do.
    """
    with records.acting(actor):
        estate = _locked(estate_id)
        began = estate.accountable.order_by("-valid_from")[0].valid_from
        _check_day(actor, day, began, now)
        if estate.community_id == community_id:
            raise Refused.because(mark("该社区已经是责任社区。"), field="community", code="same_community")
        _community_path(community_id)
        former = estate.community_id
        hand_over_estates([estate_id], community_id, day)
        estate.refresh_from_db(fields=["scope"])
        records.record_event(
            stream=estate.stream,
            type="places.estate_given",
            actor=actor,
            at=now,
            scope=estate.scope,
            data={"from": former, "to": community_id, "day": day.isoformat()},
        )


def set_touching_communities(
    *, actor: Actor, now: datetime, estate_id: int, community_ids: Collection[int], day: date
) -> None:
    """Say which further communities an estate lies in or borders on from the day on.

    Raises:
        Refused: the accountable community is among them, one is not there, or the day will not do.
    """
    with records.acting(actor):
        estate = _locked(estate_id)
        open_rows = TouchingCommunity.objects.filter(estate=estate, valid_until=None)
        present = dict(open_rows.values_list("community_id", "valid_from"))
        _check_day(actor, day, max(present.values(), default=estate.valid_from), now)
        if estate.community_id in community_ids:
            raise Refused.because(
                mark("责任社区不能同时列为相邻社区。"), field="touching", code="accountable"
            )
        for community in community_ids:
            _community_path(community)
        wanted = set(community_ids)
        open_rows.exclude(community_id__in=wanted).update(valid_until=day)
        TouchingCommunity.objects.bulk_create(
            TouchingCommunity(estate=estate, community_id=community, valid_from=day)
            for community in sorted(wanted - present.keys())
        )
        records.record_event(
            stream=estate.stream,
            type="places.touching_changed",
            actor=actor,
            at=now,
            scope=estate.scope,
            data={"from": sorted(present), "to": sorted(wanted), "day": day.isoformat()},
        )


def hand_over_estates(estate_ids: Sequence[int], community_id: int, day: date) -> None:
    """Move estates with all their rows to a community; the caller holds the transaction.

    A grid cell goes along only where it stands under the new community already.
    """
    if not estate_ids:
        return
    path = _community_path(community_id)
    AccountableCommunity.objects.filter(estate_id__in=estate_ids, valid_until=None).update(valid_until=day)
    AccountableCommunity.objects.bulk_create(
        AccountableCommunity(estate_id=number, community_id=community_id, valid_from=day)
        for number in estate_ids
    )
    TouchingCommunity.objects.filter(
        estate_id__in=estate_ids, community_id=community_id, valid_until=None
    ).update(valid_until=day)
    cells = dict(
        PlacePosition.objects.filter(
            place_id__in=Estate.objects.filter(pk__in=estate_ids).values("grid_id"),
            parent_id=community_id,
            valid_until=None,
        ).values_list("place_id", "path")
    )
    for estate in Estate.objects.filter(pk__in=estate_ids):
        cell = estate.grid_id if estate.grid_id in cells else None
        scope = cells[cell] if cell else path
        Estate.objects.filter(pk=estate.pk).update(community_id=community_id, grid_id=cell, scope=scope)
        Building.objects.filter(estate_id=estate.pk).update(scope=scope)
        Entrance.objects.filter(building__estate_id=estate.pk).update(scope=scope)
        PropertyUnit.objects.filter(estate_id=estate.pk).update(scope=scope)


def pass_on_touching(ended_id: int, heir_ids: Sequence[int], day: date) -> None:
    """Let estates that touched an ended community touch its heirs; which truly does is for people to say."""
    rows = TouchingCommunity.objects.filter(community_id=ended_id, valid_until=None)
    touched = list(rows.values_list("estate_id", "estate__community_id"))
    rows.update(valid_until=day)
    known = set(
        TouchingCommunity.objects.filter(
            estate_id__in=[estate for estate, _ in touched], valid_until=None
        ).values_list("estate_id", "community_id")
    )
    TouchingCommunity.objects.bulk_create(
        TouchingCommunity(estate_id=estate, community_id=heir, valid_from=day)
        for estate, accountable in touched
        for heir in heir_ids
        if heir != accountable and (estate, heir) not in known
    )


def _locked(estate_id: int) -> Estate:
    estate = Estate.objects.select_for_update().filter(pk=estate_id, valid_until=None).first()
    if estate is None:
        raise Refused.because(mark("没有找到这个小区。"), code="not_found")
    return estate


def _check_day(actor: Actor, day: date, began: date, now: datetime) -> None:
    if actor.role not in CHANGERS:
        raise Refused.because(mark("您的岗位不能变更小区归属。"), code="role")
    if not began < day <= shanghai_day(now):
        raise Refused.because(
            mark("生效日须在{began}之后、且不晚于今天。"),
            field="day",
            code="bad_day",
            began=began.isoformat(),
        )


def _community_path(community_id: int) -> str:
    position = PlacePosition.objects.filter(
        place_id=community_id, place__level=Level.COMMUNITY.value, valid_until=None
    ).first()
    if position is None:
        raise Refused.because(
            mark("社区不存在或已撤销（编号{id}）。"), id=community_id, field="community", code="no_community"
        )
    return position.path
