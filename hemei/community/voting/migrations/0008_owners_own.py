"""Walls of the new tables; what is of one unit lies in a stream of its own, which its owners may claim."""

from django.db import migrations

from hemei.ground.records.security import APP_ROLE, protect, unprotect

TABLES = ("voting_voterbinding", "voting_letterrun", "voting_letter", "voting_proxy", "voting_sheet")
KEPT = """
create function voting_sheet_kept() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and to_jsonb(new) - 'secret' = to_jsonb(old) - 'secret' then
    return new;  -- the same codes, locked anew by another key
  end if;
  raise exception 'A sheet is never changed or deleted.' using errcode = '23514';
end $$;
create trigger voting_sheet_kept before update or delete on voting_sheet
  for each row execute function voting_sheet_kept();
create trigger voting_sheet_never_emptied before truncate on voting_sheet
  for each statement execute function records_append_only();
"""
FREED = """
drop trigger voting_sheet_never_emptied on voting_sheet;
drop trigger voting_sheet_kept on voting_sheet;
drop function voting_sheet_kept();
"""
# The lock is of the roll that the vote is of: a ballot lies in the stream of its unit.
IN_TIME = """
create or replace function voting_ballot_in_time() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
begin
  perform 1 from voting_roll r
  where r.id in (select v.roll_id from fresh f join voting_vote v on v.id = f.vote_id) for share;
  if exists (
    select 1 from voting_roll r
    where r.id in (select v.roll_id from fresh f join voting_vote v on v.id = f.vote_id) and r.closed_at is not null)
  then
    raise exception 'The roll of this ballot is closed.' using errcode = '23514';
  end if;
  return null;
end $$;
"""
OWN_STREAMS = "update voting_rollunit set stream = 'voting.roll_unit:' || id;"

# Whoever looks for his own votes is put on the access lists of his units: as an owner on the roll, as who is bound to
# vote for a unit, or as a proxy. What he proved to be in the registers counts as he himself. One statement, harmless
# when repeated.
CLAIM = f"""
create function voting_claim() returns integer language plpgsql security definer
set search_path = public, pg_temp as $$
declare
  who bigint := nullif(current_setting('app.person', true), '')::bigint;
  persons bigint[];
  found integer;
begin
  if who is null then
    return 0;
  end if;
  persons := array(
    select who union
    select split_part(a.stream, ':', 2)::bigint from records_access a
    where a.person_id = who and a.stream like 'people.person:%');
  with mine as (
    select u.id, u.roll_id, u.unit_id from voting_rollunit u where u.owner_ids && persons
    union
    select u.id, u.roll_id, u.unit_id
    from voting_voterbinding b
    join voting_rollunit u on u.unit_id = b.unit_id
    join voting_roll r on r.id = u.roll_id
    where b.person_id = any(persons) and b.ended_at is null and r.closes_at::date >= b.valid_from
    union
    select u.id, u.roll_id, u.unit_id
    from voting_proxy p join voting_rollunit u on u.id = p.roll_unit_id
    where p.holder_id = any(persons) and p.withdrawn_at is null
  ), given as (
    insert into records_access (stream, person_id)
    select 'voting.roll_unit:' || id, who from mine
    union
    select 'voting.roll:' || roll_id, who from mine
    union
    select v.stream, who from mine join voting_vote v on v.roll_id = mine.roll_id
    union
    select b.stream, who from voting_voterbinding b
    where b.ended_at is null and (b.person_id = any(persons) or b.owner_id = any(persons) or exists (
      select 1 from voting_rollunit u where u.unit_id = b.unit_id and u.owner_ids && persons))
    on conflict do nothing
    returning 1
  )
  select count(*) into found from given;
  return found;
end $$;
revoke execute on function voting_claim() from public;
grant execute on function voting_claim() to {APP_ROLE};
"""


class Migration(migrations.Migration):
    dependencies = [("records", "0002_chain"), ("voting", "0006_paper")]

    operations = [
        migrations.RunSQL(
            "".join(protect(table) for table in TABLES), "".join(unprotect(table) for table in TABLES)
        ),
        migrations.RunSQL(KEPT, FREED),
        migrations.RunSQL(IN_TIME, migrations.RunSQL.noop),
        migrations.RunSQL(OWN_STREAMS, migrations.RunSQL.noop),
        migrations.RunSQL(CLAIM, "drop function voting_claim();"),
    ]
