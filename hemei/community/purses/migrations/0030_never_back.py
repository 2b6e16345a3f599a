"""An agreement reaches back over nothing that was paid: not before account, decision or open months, nor over another."""

from django.db import migrations

BEGINS = """
create function purses_agreement_begins() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
declare
  first date;
begin
  select greatest(
    a.opened_on, l.open_from,
    (select (m.published_at at time zone 'Asia/Shanghai')::date from voting_assembly m
      where m.id = new.adopted_assembly_id),
    (select max((new.entered_at at time zone 'Asia/Shanghai')::date) from purses_agreement one
      where one.account_id = new.account_id and one.number < new.number
        and one.valid_until is distinct from one.valid_from
        and one.valid_from <= (new.entered_at at time zone 'Asia/Shanghai')::date)
  ) into first
  from purses_jointaccount a join ledgers_ledger l on l.id = a.ledger_id where a.id = new.account_id;
  if new.valid_from < first then
    raise exception 'An agreement does not reach back to %, before %.', new.valid_from, first
      using errcode = '23514', constraint = 'purses_agreement_begins';
  end if;
  return new;
end $$;
create trigger purses_agreement_begins before insert on purses_agreement
  for each row execute function purses_agreement_begins();
"""
UNDONE = """
drop trigger purses_agreement_begins on purses_agreement;
drop function purses_agreement_begins();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("purses", "0029_called_off"),
        ("ledgers", "0019_reversals_of_platform"),
        ("voting", "0001_tables"),
    ]

    operations = [migrations.RunSQL(BEGINS, UNDONE)]
