"""Each purse of an entry adds up to nothing by itself: no statement moves the owners' money from one purse to the other.

A code of the chart belongs to one purse for good. It says so once in a table of its own, of some thirty rows: nothing is
filled in for millions of accounts, and what the trigger asks of an account it finds at once. What belongs to no known
purse takes no posting. The chart lets no entry cross: what tops up the fund leaves the revenue as `into_fund` and comes
into the fund as `fund_common`, in balance on both sides. The codes of the city's own charts are read from what it issued.
"""

import tomllib
from typing import Any

from django.db import migrations, models

from hemei.ground.records.security import APP_ROLE

SHIPPED = {
    "revenue": (
        "revenue_bank", "revenue_due", "revenue_owed", "revenue_kept", "parking", "advertising", "site_use", "telecom",
        "rent", "damages", "revenue_interest", "operating_cost", "repair", "committee_cost", "audit_cost", "activities",
        "bank_charges", "into_fund",
    ),
    "fund": ("fund_bank", "fund_unit", "fund_common", "fund_owed", "fund_due"),
}  # fmt: skip


def fill(apps: Any, schema_editor: Any) -> None:
    """Enter the codes of the shipped chart, and of each the city issued; what was entered first stays."""
    alias = schema_editor.connection.alias
    issued = apps.get_model("records", "IssuedDocument").objects.using(alias).filter(name="chart-of-accounts")
    purses = {of: purse for purse, codes in SHIPPED.items() for of in codes}
    for text in issued.order_by("day").values_list("toml", flat=True):
        for one in tomllib.loads(text).get("account", ()):
            purses.setdefault(one["code"], one["purse"])
    code = apps.get_model("ledgers", "ChartCode")
    code.objects.using(alias).bulk_create(code(code=of, purse=purse) for of, purse in purses.items())


_OPENED = """
create or replace function ledgers_entry_opened() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
declare books record;
begin
  perform pg_advisory_xact_lock_shared(7894, new.ledger_id::int);
  select stream, scope, opened_on, open_from into books from ledgers_ledger where id = new.ledger_id;
  if new.booked_on < books.open_from then
    raise exception 'The ledger is closed before %: % is refused.', books.open_from, new.booked_on
      using errcode = 'check_violation';
  end if;
  if new.stream <> books.stream or new.scope <> books.scope then
    raise exception 'An entry stands where its ledger stands.' using errcode = 'check_violation';
  end if;
  new.sum_fen := 0;{fund}
  new.lines := 0;
  new.made_in := pg_current_xact_id()::text::bigint;
  return new;
end $$;
"""
_ADDED = """
create or replace function ledgers_posting_added() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
begin
  if exists (
    select 1 from added p join ledgers_entry e on e.id = p.entry_id join ledgers_account a on a.id = p.account_id
    {known}
    where e.made_in <> pg_current_xact_id()::text::bigint or a.ledger_id <> e.ledger_id
       or p.booked_on <> e.booked_on or p.stream <> e.stream or p.scope <> e.scope{unknown}
  ) then
    raise exception 'A posting belongs to an entry of the same transaction, and to an account of the same ledger{said}.'
      using errcode = 'check_violation';
  end if;
  {summed}
  where e.id = d.entry_id;
  perform 1 from ledgers_account where id in (select account_id from added) order by shared, id for no key update;
  update ledgers_account a set balance_fen = a.balance_fen + d.amount, postings = a.postings + d.lines
  from (select account_id, sum(amount_fen) as amount, count(*) as lines from added group by account_id) d
  where a.id = d.account_id;
  return null;
end $$;
"""
_SUMMED = """update ledgers_entry e set sum_fen = e.sum_fen + d.amount, lines = e.lines + d.lines
  from (select entry_id, sum(amount_fen) as amount, count(*) as lines from added group by entry_id) d"""
_SUMMED_APART = """update ledgers_entry e
  set sum_fen = e.sum_fen + d.amount, fund_fen = e.fund_fen + d.fund, lines = e.lines + d.lines
  from (
    select p.entry_id, sum(p.amount_fen) as amount, count(*) as lines,
      coalesce(sum(p.amount_fen) filter (where c.purse = 'fund'), 0) as fund
    from added p join ledgers_account a on a.id = p.account_id join ledgers_code c on c.code = a.code
    group by p.entry_id
  ) d"""
_BALANCED = """
create or replace function ledgers_entry_balanced() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
declare found record;
begin
  select * into found from ledgers_entry where id = new.id;
  if found.sum_fen <> 0 or found.lines < 2 then
    raise exception 'Entry % is not balanced: % postings add up to % fen.', new.id, found.lines, found.sum_fen
      using errcode = 'check_violation', constraint = 'ledgers_entry_balanced';
  end if;{apart}
  if found.reverses_id is not null and (
    (select ledger_id from ledgers_entry where id = found.reverses_id) <> found.ledger_id
    or exists (
      select 1 from ledgers_posting where entry_id in (new.id, found.reverses_id)
      group by account_id having sum(amount_fen) <> 0)
  ) then
    raise exception 'Entry % does not take back entry % account by account.', new.id, found.reverses_id
      using errcode = 'check_violation', constraint = 'ledgers_entry_reversal';
  end if;
  return null;
end $$;
"""
_APART = """
  if found.fund_fen <> 0 then
    raise exception 'Entry % moves % fen between the purses: each balances by itself.', new.id, found.fund_fen
      using errcode = 'check_violation', constraint = 'ledgers_entry_purses';
  end if;"""
_KEPT = """
create or replace function ledgers_entry_kept() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and pg_trigger_depth() > 1
     and to_jsonb(new) - 'sum_fen' - 'lines'{fund_new} = to_jsonb(old) - 'sum_fen' - 'lines'{fund_old} then
    return new;
  end if;
  raise exception 'An entry is never changed or deleted; reverse it by a further one.' using errcode = '23514';
end $$;
"""
APART = (
    _OPENED.format(fund="\n  new.fund_fen := 0;")
    + _ADDED.format(
        known="left join ledgers_code c on c.code = a.code", unknown=" or c.code is null",
        said=" and a purse", summed=_SUMMED_APART,
    )
    + _BALANCED.format(apart=_APART)
    + _KEPT.format(fund_new=" - 'fund_fen'", fund_old=" - 'fund_fen'")
    + f"""
create trigger ledgers_code_append_only before update or delete or truncate on ledgers_code
  for each statement execute function records_append_only();
revoke update, delete on ledgers_code from {APP_ROLE};
"""
)  # fmt: skip
TOGETHER = (
    f"""
grant update, delete on ledgers_code to {APP_ROLE};
drop trigger ledgers_code_append_only on ledgers_code;
"""
    + _KEPT.format(fund_new="", fund_old="")
    + _BALANCED.format(apart="")
    + _ADDED.format(known="", unknown="", said="", summed=_SUMMED)
    + _OPENED.format(fund="")
)


class Migration(migrations.Migration):
    dependencies = [("ledgers", "0008_dues_cut_short"), ("records", "0001_tables")]

    operations = [
        migrations.CreateModel(
            name="ChartCode",
            fields=[
                ("code", models.TextField(db_collation="C", primary_key=True, serialize=False)),
                (
                    "purse",
                    models.TextField(choices=[("revenue", "revenue"), ("fund", "fund")]),
                ),
            ],
            options={
                "db_table": "ledgers_code",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("purse__in", ["revenue", "fund"])), name="ledgers_code_purse"
                    )
                ],
            },
        ),
        migrations.AddField("entry", "fund_fen", models.BigIntegerField(default=0, db_default=0)),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RunSQL(APART, TOGETHER),
    ]
