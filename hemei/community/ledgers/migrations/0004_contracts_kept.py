"""Walls of the contracts: what was agreed and what is due by it stay as they were registered."""

from django.db import migrations

from hemei.ground.records.security import APP_ROLE, protect, unprotect

TABLES = ("revenuecontract", "revenuedue")
MAY_CHANGE = {"revenuecontract": ("ended_on",), "revenuedue": ("received_fen", "entry_id", "dropped")}


def kept(table: str) -> str:
    """Return the SQL by which rows of a table change in these columns only and are never deleted."""
    rest = "".join(f" - '{column}'" for column in MAY_CHANGE[table])
    return f"""
create function ledgers_{table}_kept() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and to_jsonb(new){rest} = to_jsonb(old){rest} then
    return new;
  end if;
  raise exception 'What a contract says is never changed or deleted; end it, and register another.' using errcode = '23514';
end $$;
create trigger ledgers_{table}_kept before update or delete on ledgers_{table}
  for each row execute function ledgers_{table}_kept();
create trigger ledgers_{table}_never_emptied before truncate on ledgers_{table}
  for each statement execute function records_append_only();
revoke delete on ledgers_{table} from {APP_ROLE};
"""


def freed(table: str) -> str:
    """Return the SQL that undoes :func:`kept`."""
    return f"""
grant delete on ledgers_{table} to {APP_ROLE};
drop trigger ledgers_{table}_never_emptied on ledgers_{table};
drop trigger ledgers_{table}_kept on ledgers_{table};
drop function ledgers_{table}_kept();
"""


class Migration(migrations.Migration):
    dependencies = [("ledgers", "0002_kept")]

    operations = [
        *(migrations.RunSQL(kept(table), freed(table)) for table in TABLES),
        *(migrations.RunSQL(protect(f"ledgers_{table}"), unprotect(f"ledgers_{table}")) for table in TABLES),
    ]
