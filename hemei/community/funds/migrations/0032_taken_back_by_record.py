"""What an act on a fund posted is taken back only with a correction that a second person confirmed.

A correction takes back one entry, and what was posted with it: of a gap the payment on to who did the works, of an
account that was closed the interest it had by then.
"""

from django.db import migrations

KEPT = """
create function funds_entry_taken_back() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
declare
  taken ledgers_entry;
begin
  select * into taken from ledgers_entry where id = new.reverses_id;
  if taken.source_stream like 'funds.%' and not exists (
      select from funds_correction c join funds_fund f on f.id = c.fund_id
      join ledgers_entry first on first.id = c.entry_id
      left join funds_household h on h.id = c.household_id
      where c.state = 'confirmed' and f.ledger_id = new.ledger_id and (
        c.reversal_id = new.id
        or (c.kind = 'gap' and taken.source_key = first.source_key || ':on')
        or (c.kind = 'closing'
            and split_part(taken.source_key, ' ', 1) ~ ('^fund-interest:[0-9]+:' || h.unit_id || '$')))) then
    raise exception 'Entry % of a fund is taken back only with a correction that was confirmed.', new.reverses_id
      using errcode = '23514', constraint = 'funds_entry_taken_back';
  end if;
  return null;
end $$;
create constraint trigger funds_entry_taken_back after insert on ledgers_entry
  deferrable initially deferred for each row when (new.reverses_id is not null and new.by_role = 'system')
  execute function funds_entry_taken_back();
"""
FREED = "drop trigger funds_entry_taken_back on ledgers_entry; drop function funds_entry_taken_back();"


class Migration(migrations.Migration):
    dependencies = [("funds", "0031_other_pays"), ("ledgers", "0019_reversals_of_platform")]

    operations = [migrations.RunSQL(KEPT, FREED)]
