"""No statement of the application's role changes what a call-back's verdict rests on."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from hemei.community.voting.models import CallBack, CalledBallot, VoterBinding
from hemei.community.voting.tests.test_calling_rights import Asked, asked
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, PlaceRange, Role

__all__ = ["asked"]
pytestmark = pytest.mark.django_db
FAR = Actor(role=Role.COMMUNITY_CLERK, account_id=1, person_id=1_000_903, places=(PlaceRange("999999."),))
TRY = (
    "insert into voting_calltry (called_id, called_at, answer, caller, scope, stream)"
    " values ({called}, now(), '{answer}', 1000903, {scope}, {stream})"
)
HERE = {"scope": "'{scope}'", "stream": "'{stream}'"}
STANDS = "update voting_calledballot set state = '{state}' where id = {called}"
DRAWN = "update voting_callback set {what} where id = {made}"
LISTED = (
    "insert into voting_calledballot (call_back_id, ballot_id, place, code, drawn, state, scope, stream)"
    " select call_back_id, ballot_id, 98, code, true, 'confirmed', scope, stream"
    " from voting_calledballot where id = {called}"
)
ATTACKS = {
    "confirmed without a call": (
        STANDS.format(state="confirmed", called="{called}"),
        "voting_calledballot_borne",
    ),
    "given up without a call": (
        STANDS.format(state="unconfirmed", called="{called}"),
        "voting_calledballot_borne",
    ),
    "not drawn any more": (
        "update voting_calledballot set drawn = false where id = {called}",
        "voting_calledballot_kept",
    ),
    "another place in the draw": (
        "update voting_calledballot set place = 99 where id = {called}",
        "voting_calledballot_kept",
    ),
    "gone from the list": ("delete from voting_calledballot where id = {twin}", "voting_calledballot_kept"),
    "listed as confirmed": (
        LISTED,
        "voting_calledballot_kept",
    ),
    "another margin": (
        DRAWN.format(what="forged = coalesce(forged, 0) + 1", made="{made}"),
        "voting_callback_kept",
    ),
    "another seed": (DRAWN.format(what="seed = 'x'", made="{made}"), "voting_callback_kept"),
    "no call-back": ("delete from voting_callback where id = {made}", "voting_callback_kept"),
    "a call elsewhere": (
        TRY.format(called="{called}", answer="not_reached", scope="'999999.'", stream="'x'"),
        "voting_calltry_placed",
    ),
    "a denial that counts nowhere": (
        TRY.format(called="{called}", answer="not_given", **HERE),
        "voting_calltry_counts",
    ),
    "bound by the register": (
        "update voting_voterbinding set kind = 'register' where id = {binding}",
        "voting_voterbinding_kept",
    ),
    "bound by another": (
        "update voting_voterbinding set bound_by = 1000904 where id = {binding}",
        "voting_voterbinding_kept",
    ),
    "bound since another day": (
        "update voting_voterbinding set valid_from = valid_from - 9 where id = {binding}",
        "voting_voterbinding_kept",
    ),
    "bound for longer": (
        "update voting_voterbinding set expires_on = expires_on + 9 where id = {binding}",
        "voting_voterbinding_kept",
    ),
    "bound for less": (
        "update voting_voterbinding set expires_on = expires_on - 1 where id = {binding}",
        "voting_voterbinding_kept",
    ),
    "bound again": (
        "update voting_voterbinding set ended_at = null where id = {ended}",
        "voting_voterbinding_kept",
    ),
}


def refused(sql: str, actor: Actor = SYSTEM) -> str:
    """Return which constraint refuses what the application's role writes; nothing where it goes through."""
    try:
        with transaction.atomic(), records.acting(actor), connection.cursor() as cursor:
            cursor.execute("select current_user")
            assert cursor.fetchone() == ("hemei_app",)
            cursor.execute(sql)
            assert cursor.rowcount != 0, f"nothing was written: {sql}"
            cursor.execute("set constraints all immediate")
    except DatabaseError as error:
        found = error.__cause__.diag  # type: ignore[union-attr]
        return found.constraint_name or found.message_primary or ""
    return ""


def rows(asked: Asked) -> dict[str, object]:
    """Draw a ballot by proxy and one by phone; return what an attack names."""
    asked.proxied("104")
    asked.bind("101", "甲", owner_id=asked.person("甲"))
    ended = VoterBinding.objects.get(unit_id=asked.quarter.units["101"])
    asked.phoned("101", "甲", owner_id=asked.person("甲"))
    made = asked.drawn()[0]
    called = CalledBallot.objects.get(pk=asked.called("104", made))
    standing = VoterBinding.objects.get(unit_id=asked.quarter.units["101"], ended_at=None)
    return {
        "called": called.pk, "twin": asked.called("101", made), "made": made, "binding": standing.pk,
        "ended": ended.pk, "scope": called.scope, "stream": called.stream,
    }  # fmt: skip


def test_no_statement_of_the_application_makes_a_verdict_untrue(asked: Asked) -> None:
    named = rows(asked)
    found = {name: refused(sql.format(**named)) for name, (sql, _constraint) in ATTACKS.items()}
    assert found == {name: constraint for name, (_sql, constraint) in ATTACKS.items()}
    assert CallBack.objects.get(pk=named["made"]).verdict == ""


@pytest.mark.parametrize("where", [{"scope": "'999999.'", "stream": "'x'"}, HERE])
def test_a_place_that_does_not_see_the_sheet_asks_by_what_right_first(
    asked: Asked, where: dict[str, str]
) -> None:
    named = rows(asked)
    sql = TRY.format(called="{called}", answer="confirmed", **where).format(**named)
    assert refused(sql, FAR) != ""
    assert CalledBallot.objects.get(pk=named["called"]).tries.count() == 0
