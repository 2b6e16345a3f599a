"""A substitute gives nobody's word who prepared the order or serves no more, and no signatory's days grow."""

import importlib

from django.db import migrations

_BEFORE = importlib.import_module("hemei.community.purses.migrations.0025_prepared_by_owners").APPROVAL
_TWO_HANDS = importlib.import_module("hemei.community.purses.migrations.0034_stood_in_by_two").HANDS
_HAND = "new.person_id in (held.prepared_by_id, held.rested_by_id)"
_BEHIND = """ or exists (
    select from purses_signatory s
    where s.id = new.counts_for_id and s.person_id in (held.prepared_by_id, held.rested_by_id))"""
APPROVAL = _BEFORE.replace(_HAND, _HAND + _BEHIND)

_HANDS = "create or replace" + _TWO_HANDS.partition("create trigger")[0].strip().removeprefix("create")
_TAKEN = "  return new;\nend $$;"
_SERVES = """  if not exists (
    select from people_appointment a
    where a.person_id = away.person_id and a.body_id = away.body_id and a.valid_from <= new.valid_from
      and (a.valid_until is null or a.valid_until > new.valid_from)) then
    raise exception 'A substitute stands in for who serves on the first of the days.'
      using errcode = '23514', constraint = 'purses_substitute_served';
  end if;
"""
HANDS = _HANDS.replace(_TAKEN, _SERVES + _TAKEN)

DAYS = """
create function purses_signatory_days() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
begin
  if old.valid_until is not null and (new.valid_until is null or new.valid_until > old.valid_until) then
    raise exception 'Who approves until a day approves no later.'
      using errcode = '23514', constraint = 'purses_signatory_days';
  end if;
  return new;
end $$;
create trigger purses_signatory_days before update on purses_signatory
  for each row execute function purses_signatory_days();
"""
NO_DAYS = """
drop trigger purses_signatory_days on purses_signatory;
drop function purses_signatory_days();
"""


class Migration(migrations.Migration):
    dependencies = [("purses", "0034_stood_in_by_two")]

    operations = [
        migrations.RunSQL(APPROVAL, _BEFORE),
        migrations.RunSQL(HANDS, _HANDS),
        migrations.RunSQL(DAYS, NO_DAYS),
    ]
