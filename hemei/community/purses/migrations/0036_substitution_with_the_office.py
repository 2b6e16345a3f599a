"""A substitution ends with the office of who is stood in for, and nobody's days end but by a recorded act, not before it."""

import importlib

from django.db import migrations

_BEFORE = importlib.import_module("hemei.community.purses.migrations.0035_word_behind").APPROVAL
_SECOND = "  if new.confirmed_at > new.given_at or"
_SERVES = """  if signs.stands_for_id is not null and not exists (
    select from purses_signatory s
    join people_appointment a on a.person_id = s.person_id and a.body_id = s.body_id
    where s.id = signs.stands_for_id and a.valid_from <= day and (a.valid_until is null or a.valid_until > day)) then
    raise exception 'A substitution ends with the office of who is stood in for.'
      using errcode = '23514', constraint = 'purses_approval_behind_serves';
  end if;
"""
APPROVAL = _BEFORE.replace(_SECOND, _SERVES + _SECOND)

ENDED = """
create function purses_signatory_ended() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
begin
  if not exists (
    select from records_event e
    where e.stream = new.stream and e.type = 'purses.signatory_ended'
      and (e.payload -> 'data' ->> 'signatory')::bigint in (new.id, new.stands_for_id)
      and ((e.payload ->> 'at')::timestamptz at time zone 'Asia/Shanghai')::date <= new.valid_until) then
    raise exception 'The days of signatory % end by a recorded act, and not before it.', new.id
      using errcode = '23514', constraint = 'purses_signatory_ended';
  end if;
  return null;
end $$;
create constraint trigger purses_signatory_ended after update on purses_signatory
  deferrable initially deferred for each row when (new.valid_until is distinct from old.valid_until)
  execute function purses_signatory_ended();
"""
UNDONE = "drop trigger purses_signatory_ended on purses_signatory; drop function purses_signatory_ended();"


class Migration(migrations.Migration):
    dependencies = [("purses", "0035_word_behind"), ("records", "0001_tables")]

    operations = [migrations.RunSQL(APPROVAL, _BEFORE), migrations.RunSQL(ENDED, UNDONE)]
