"""Who votes for another sees the unit until the result is final; then the claim ends, and a sweep lets him out."""

from django.db import migrations, models

from hemei.ground.records.security import APP_ROLE

# A vote is over for whoever voted in another's right once objections to its result are, or it came to nothing; a roll
# without a meeting with its last moment. A binding or a proxy gives nothing of a vote that is over, and a binding
# nothing of one that began when it had expired. An owner on the roll keeps what is his.
CLAIM = f"""
create function voting_over(roll bigint, at timestamptz) returns boolean language sql stable
set search_path = public, pg_temp as $$
  select r.closes_at < at and not exists (
    select 1 from voting_assembly a where a.roll_id = r.id and a.state not in ('called_off', 'annulled')
      and (a.objections_until is null or a.objections_until >= at))
  from voting_roll r where r.id = roll
$$;
create function voting_claim(at timestamptz) returns integer language plpgsql security definer
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
    where b.person_id = any(persons) and b.ended_at is null
      and (r.closes_at at time zone 'Asia/Shanghai')::date >= b.valid_from
      and b.expires_on > coalesce((r.opens_at at time zone 'Asia/Shanghai')::date, r.noticed_on)
      and not voting_over(r.id, at)
    union
    select u.id, u.roll_id, u.unit_id
    from voting_proxy p join voting_rollunit u on u.id = p.roll_unit_id
    where p.holder_id = any(persons) and p.withdrawn_at is null and not voting_over(p.roll_id, at)
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
revoke execute on function voting_over(bigint, timestamptz) from public;
revoke execute on function voting_claim(timestamptz) from public;
grant execute on function voting_claim(timestamptz) to {APP_ROLE};
"""
NO_CLAIM = "drop function voting_claim(timestamptz); drop function voting_over(bigint, timestamptz);"


class Migration(migrations.Migration):
    dependencies = [("voting", "0036_who_supported")]

    operations = [
        migrations.AddField("roll", "released_at", models.DateTimeField(null=True)),
        migrations.AddIndex(
            "roll",
            models.Index(fields=["id"], name="voting_roll_unreleased", condition=models.Q(released_at=None)),
        ),
        migrations.RunSQL(CLAIM, NO_CLAIM),
    ]
