"""What the database itself keeps of a fund: raw SQL of the application's role against each of its constraints."""

from __future__ import annotations

from django.db import DatabaseError, connection, transaction

from hemei.community.funds import services
from hemei.community.funds.models import Share, Use
from hemei.community.funds.tests.conftest import Chest
from hemei.community.funds.tests.test_services import FIRST
from hemei.community.ledgers import queries as books
from hemei.ground.people.tests.factories import NOW, SYSTEM
from hemei.ground.records import services as records

NO_RIGHT = "42501"
STEP = "update funds_use set state = '{}'{} where id = {{use}}"
SHARE = (
    "insert into funds_share (stream, scope, use_id, household_id, area_dm2, share_fen, from_fen, gap_fen, payer)"
    " select u.stream, u.scope, u.id, h.id, 1, {fen}, 0, {fen}, 'owner' from funds_use u, funds_household h"
    " where u.id = {{use}} and not exists (select 1 from funds_share s where s.use_id = u.id and s.household_id = h.id)"
    " limit 1"
)
LESS = "delete from funds_share where use_id = {use} and id = (select min(id) from funds_share where use_id = {use})"
A_DAY = "current_date"
BEGUN = (
    "insert into funds_use (stream, scope, fund_id, path, state, title, part, level, items, budget_fen, situation,"
    " planned_on, contractor, chosen_by, audit, cleared_on, warranty) select 'x', scope, fund_id, 'ordinary',"
    f" 'cleared', title, part, 'estate', items, 1, '', {A_DAY}, '', '', '', {A_DAY}, 'over'"
    " from funds_use where id = {use}"
)
ANY_ENTRY = "(select min(id) from ledgers_entry)"
BY_ANOTHER = "paid_at = now(), paid_by_id = 1, paid_factor_at = now()"
ANY_GAP = f"update funds_share set gap_paid_on = {A_DAY}, gap_entry_id = {ANY_ENTRY} where gap_fen > 0"
PLANNED = {
    "cleared without a vote": (STEP.format("cleared", f", cleared_on = {A_DAY}"), "funds_use_moves"),
    "paid at once": (
        STEP.format("paid", f", bill_fen = 1, paid_on = {A_DAY}, entry_id = 1"),
        "funds_use_moves",
    ),
    "an emergency of an ordinary use": (
        "update funds_use set path = 'emergency', situation = 'E1'",
        "funds_use_kept",
    ),
    "a larger budget": ("update funds_use set budget_fen = budget_fen + 1", "funds_use_kept"),
    "a bill of a plan": ("update funds_use set bill_fen = 1", "funds_use_kept"),
    "a day of clearing": (f"update funds_use set cleared_on = {A_DAY}", "funds_use_kept"),
    "shares of a plan": (SHARE.format(fen=1), "funds_share_kept"),
    "a use that begins cleared": (BEGUN, "funds_use_begins"),
    "a use deleted": ("delete from funds_use", NO_RIGHT),
    "uses emptied": ("truncate funds_use cascade", NO_RIGHT),
    "another first deposit": ("update funds_household set first_fen = 1", "funds_household_only_moves"),
    "another area": ("update funds_household set area_dm2 = area_dm2 + 1", "funds_household_only_moves"),
    "another ledger": ("update funds_fund set ledger_id = ledger_id + 1", "funds_fund_only_moves"),
    "a household deleted": ("delete from funds_household", NO_RIGHT),
}
VOTED = {
    "passed before it is published": (STEP.format("cleared", f", cleared_on = {A_DAY}"), "funds_use_vote"),
    "passed by a vote of something else": (
        "update funds_use set assembly_id = assembly_id + 1 where id = {use}",
        "funds_use_kept",
    ),
    "merged without a use it supplements": (
        STEP.format("merged", f", cleared_on = {A_DAY}"),
        "funds_use_step",
    ),
}
BILLED = {
    "a share less": (LESS, "funds_use_shared"),
    "a share more": (SHARE.format(fen=1), "funds_use_shared"),
    "a share changed": (
        "update funds_share set share_fen = share_fen + 1, gap_fen = gap_fen + 1",
        "funds_share_kept",
    ),
    "another bill": ("update funds_use set bill_fen = bill_fen + 1 where id = {use}", "funds_use_kept"),
    "paid without a check": (STEP.format("paid", f", paid_on = {A_DAY}, entry_id = 1"), "funds_use_moves"),
    "approved without a day of the check": (STEP.format("approved", ""), "funds_use_step"),
}
APPROVED = {
    "a share less": (LESS, "funds_share_kept"),
    "a share of another household": (SHARE.format(fen=1), "funds_share_kept"),
    "another area of a share": ("update funds_share set area_dm2 = 1", "funds_share_kept"),
    "a gap paid before the bill": (f"update funds_share set gap_paid_on = {A_DAY}", "funds_share_kept"),
    "paid by any entry": (
        STEP.format("paid", f", paid_on = {A_DAY}, entry_id = {ANY_ENTRY}, {BY_ANOTHER}"),
        "funds_use_posted",
    ),
    "paid from accounts otherwise than shared": (
        "update funds_share set gap_fen = share_fen, from_fen = 0; "
        + STEP.format("paid", f", paid_on = {A_DAY}, entry_id = {ANY_ENTRY}, {BY_ANOTHER}"),
        "funds_use_posted",
    ),
}
PAID = {
    "a share less": (LESS, "funds_share_kept"),
    "a share changed": (
        "update funds_share set from_fen = 0, gap_fen = share_fen where use_id = {use}",
        "funds_share_kept",
    ),
    "another payer": ("update funds_share set payer = 'developer'", "funds_share_kept"),
    "a gap paid by no receipt": (ANY_GAP, "funds_share_receipt"),
    "a gap paid by any entry": (
        ANY_GAP.replace("gap_paid_on =", "gap_receipt = 'G1', gap_paid_on =", 1),
        "funds_share_posted",
    ),
    "a gap paid where none was": (
        f"update funds_share set gap_paid_on = {A_DAY} where gap_fen = 0",
        "funds_share_kept",
    ),
    "back to approved": (STEP.format("approved", ""), "funds_use_unpaid"),
    "another bill": ("update funds_use set bill_fen = bill_fen + 1 where id = {use}", "funds_use_kept"),
    "another day": ("update funds_use set paid_on = paid_on - 1 where id = {use}", "funds_use_kept"),
    "another clock": ("update funds_use set check_by = now() where id = {use}", "funds_use_kept"),
}


def refused(sql: str, use: int) -> str:
    """Return which constraint refuses what the application's role writes; nothing where it goes through."""
    try:
        with transaction.atomic(), records.acting(SYSTEM), connection.cursor() as cursor:
            cursor.execute("select current_user")
            assert cursor.fetchone() == ("hemei_app",)
            cursor.execute(sql.format(use=use))
            assert cursor.rowcount != 0, f"nothing was written: {sql}"
            cursor.execute("set constraints all immediate")
    except DatabaseError as error:
        found = error.__cause__.diag  # type: ignore[union-attr]
        return found.constraint_name or found.sqlstate or ""
    return ""


def resisted(attacks: dict[str, tuple[str, str]], use: int) -> None:
    found = {name: refused(sql, use) for name, (sql, _constraint) in attacks.items()}
    assert found == {name: constraint for name, (_sql, constraint) in attacks.items()}


def test_no_statement_of_the_application_makes_a_use_untrue(chest: Chest) -> None:
    chest.deposit({**FIRST, "103": 10_000})
    use = chest.plan()
    resisted(PLANNED, use)
    with transaction.atomic():
        services.call_vote(actor=chest.clerk, now=NOW, use_id=use)
        resisted(VOTED, use)
        transaction.set_rollback(True)
    chest.to_accepted(use)
    services.bill_use(actor=chest.clerk, now=NOW, use_id=use, bill_fen=100_000, audit="")
    resisted(BILLED, use)
    chest.approve(use)
    resisted(APPROVED, use)
    chest.pay_approved(use)
    resisted(PAID, use)
    assert (chest.state(use), Share.objects.filter(use_id=use, gap_fen__gt=0).count()) == ("paid", 1)
    assert books.slips(using="default") == []


def test_no_payment_stands_on_a_vote_of_another_use(chest: Chest) -> None:
    """The vote of another use passed and stands; it carries this one neither by being named nor by being copied."""
    chest.deposit(FIRST)
    other, use = chest.plan(title="1幢落水管", part="drains"), chest.plan()
    assembly = chest.carry(other)
    borrowed = (
        f"update funds_use set state = 'voting', assembly_id = {assembly}, vote = 1 where id = {{use}}; "
        + STEP.format("cleared", f", cleared_on = {A_DAY}")
    )
    assert refused(borrowed, use) == "funds_use_vote"
    assert Use.objects.get(pk=use).state == "planned"
