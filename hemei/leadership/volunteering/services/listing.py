"""The three lists of a community, and offers that serve a need until there is a result."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from hemei.ground.people.services import opened
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, demand, mark
from hemei.kernel.workdays import shanghai_day
from hemei.leadership.volunteering.models import Item, Match
from hemei.leadership.volunteering.rules.acts import Act, may
from hemei.leadership.volunteering.rules.deciding import Side, is_title, may_match, may_move, may_withdraw
from hemei.leadership.volunteering.rules.words import ItemKind, ItemState, MatchState
from hemei.leadership.volunteering.services.shared import community_of, missing, office_of, sealed_id, tell


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """An item to be listed: a community's own, or an office's offer to it."""

    community: int
    kind: ItemKind
    title: str
    text: str = ""
    until: date | None = None


def list_item(*, actor: Actor, now: datetime, draft: Listing) -> int:
    """List a need, resource or project. An office lists what it offers to any community."""
    community, day = community_of(draft.community), shanghai_day(now)
    covered, title = actor.covers(community.path), " ".join(draft.title.replace("\x00", "").split())
    offers = draft.kind is not ItemKind.NEED and may(actor.role, Act.OFFER).allowed
    if not offers:
        demand(may(actor.role, Act.KEEP_LISTS, covered=covered))
    demand(is_title(title))
    if draft.until is not None and draft.until <= day:
        raise Refused.because(
            mark("期限要在今天以后"), remedy=mark("请核对日期，或留空"), field="until", code="until"
        )
    body = actor.body_id if offers else office_of(community, day)
    if body is None:
        raise missing()
    (number,) = records.next_ids("volunteering_item", 1)
    stream, scope = f"volunteering.item:{number}", community.path
    with opened(actor, scope):
        records.grant_access(stream=stream, bodies=(body,))
        Item(
            id=number,
            stream=stream,
            scope=scope,
            community_id=community.id,
            kind=draft.kind.value,
            title=title,
            text_id=sealed_id(stream, scope, "text", draft.text),
            body_id=body,
            state=ItemState.OPEN.value,
            listed_on=day,
            until=draft.until,
        ).save(force_insert=True)
    data = {"kind": draft.kind.value, "community": community.id, "body": body}
    tell(actor, now, stream, scope, "volunteering.item_listed", data)
    return int(number)


@records.whole
def withdraw_item(*, actor: Actor, now: datetime, item_id: int) -> None:
    """Take an item off the list: the community its own and offers to it, an office what it offered."""
    row = _item(item_id)
    if actor.body_id != row.body_id or not may(actor.role, Act.OFFER).allowed:
        demand(may(actor.role, Act.KEEP_LISTS, covered=actor.covers(row.scope)))
    demand(may_withdraw(ItemState(row.state)))
    _set(row, ItemState.WITHDRAWN, shanghai_day(now))
    tell(actor, now, row.stream, row.scope, "volunteering.item_withdrawn", {})


@records.whole
def match_offer(*, actor: Actor, now: datetime, need_id: int, offer_id: int) -> int:
    """Let a resource or project serve a need."""
    need, offer = _item(need_id), _item(offer_id)
    demand(may(actor.role, Act.MATCH, covered=actor.covers(need.scope)), may_match(_side(need), _side(offer)))
    day = shanghai_day(now)
    (number,) = records.next_ids("volunteering_match", 1)
    stream = f"volunteering.match:{number}"
    row = Match(
        id=number, stream=stream, scope=need.scope, need=need, offer=offer, state=MatchState.RUNNING.value,
        begun_on=day,
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        if "volunteering_match_once" not in str(error):
            raise
        raise Refused.because(mark("这两项正在对接"), field="offer", code="twin") from error
    records.grant_access(stream=stream, bodies=tuple({need.body_id, offer.body_id}))
    # Each side sees the other's item.
    records.grant_access(stream=need.stream, bodies=(offer.body_id,))
    for item in (need, offer):
        _set(item, ItemState.MATCHED)
    data = {"need": need.pk, "offer": offer.pk}
    tell(actor, now, stream, need.scope, "volunteering.match_begun", data)
    return int(number)


@records.whole
def note_progress(*, actor: Actor, now: datetime, match_id: int, text: str) -> None:
    """Say how a match goes; the community or who offers."""
    row = _match(match_id)
    _either_side(actor, row)
    demand(may_move(MatchState(row.state)))
    if not text.strip():
        raise Refused.because(mark("没有写进展"), field="text", code="text")
    sealed = records.seal(stream=row.stream, scope=row.scope, field="text", text=text.strip())
    data = {"about": {"texts": {"text": {"vault": sealed.vault_id, "commitment": sealed.commitment}}}}
    tell(actor, now, row.stream, row.scope, "volunteering.progress_noted", data)


@records.whole
def finish_match(*, actor: Actor, now: datetime, match_id: int, text: str, done: bool) -> None:
    """Record the result, or that nothing came of it; only the community judges. A need served is done."""
    row = _match(match_id)
    demand(may(actor.role, Act.MATCH, covered=actor.covers(row.scope)), may_move(MatchState(row.state)))
    if not text.strip():
        raise Refused.because(
            mark("没有写结果"), remedy=mark("请写明做成了什么，或为什么没有做成"), field="text", code="text"
        )
    day = shanghai_day(now)
    row.state = (MatchState.DONE if done else MatchState.DROPPED).value
    row.ended_on = day
    row.result_id = sealed_id(row.stream, row.scope, "result", text)
    row.save(update_fields=["state", "ended_on", "result_id"])
    for item, last in ((row.need, done), (row.offer, done and row.offer.kind == ItemKind.PROJECT)):
        running = Match.objects.filter(need=item, ended_on=None) | Match.objects.filter(
            offer=item, ended_on=None
        )
        if running.exists():
            continue
        # A resource serves again; a need that was served and a project that was carried out are done.
        _set(item, ItemState.DONE if last else ItemState.OPEN, day if last else None)
    tell(
        actor, now, row.stream, row.scope, "volunteering.match_ended", {"done": done, "result": row.result_id}
    )


def _either_side(actor: Actor, row: Match) -> None:
    offered = actor.body_id is not None and actor.body_id == row.offer.body_id
    if not (offered and may(actor.role, Act.OFFER).allowed):
        demand(may(actor.role, Act.MATCH, covered=actor.covers(row.scope)))


def _side(row: Item) -> Side:
    return Side(ItemKind(row.kind), ItemState(row.state), row.community_id)


def _set(row: Item, state: ItemState, ended_on: date | None = None) -> None:
    row.state, row.ended_on = state.value, ended_on
    row.save(update_fields=["state", "ended_on"])


def _item(number: int) -> Item:
    row = Item.objects.select_for_update().filter(pk=number).first()
    if row is None:
        raise missing()
    return row


def _match(number: int) -> Match:
    row = (
        Match.objects.select_for_update(of=("self",))
        .select_related("need", "offer")
        .filter(pk=number)
        .first()
    )
    if row is None:
        raise missing()
    return row
