"""A term that was ended before it began ends on its first day, and its seats with it: it never ran."""

from django.db import migrations

_FORMER = "and s.valid_from < coalesce(t.ended_on, t.valid_until, 'infinity'::date)"
_LATER = "and (s.valid_until = s.valid_from or s.valid_from < coalesce(t.ended_on, t.valid_until, 'infinity'::date))"
_WITHIN = """
create or replace function people_seats_within_term() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
declare
  subject bigint := (to_jsonb(new) ->> tg_argv[0])::bigint;
  wrong bigint;
begin
  select s.id into wrong from people_seat s join people_term t on t.id = s.term_id
  where t.id = subject and not (
    daterange(s.valid_from, s.valid_until) <@ daterange(t.valid_from, null)
    {begun}
    and (s.valid_until is null or s.valid_until <= coalesce(t.ended_on, t.valid_until, 'infinity'::date))
    and (s.post = 'reserve' or s.number between 1 and t.seats))
  limit 1;
  if wrong is not null then
    raise exception 'seat % lies outside its term %', wrong, subject using errcode = 'check_violation';
  end if;
  return null;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0013_residents")]

    operations = [migrations.RunSQL(_WITHIN.format(begun=_LATER), _WITHIN.format(begun=_FORMER))]
