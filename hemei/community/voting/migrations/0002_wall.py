"""Row-level security and the sums of voting; a ballot is never changed or deleted, only another may take its place."""

from django.db import migrations

from hemei.ground.records.security import APP_ROLE, protect, unprotect, visible

TABLES = ("voting_roll", "voting_rollunit", "voting_vote", "voting_ballot")
KEPT = """
create function voting_ballot_kept() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and old.standing and not new.standing
     and to_jsonb(new) - 'standing' = to_jsonb(old) - 'standing' then
    return new;
  end if;
  raise exception 'A ballot is never changed or deleted; another one may take its place.' using errcode = '23514';
end $$;
create trigger voting_ballot_kept before update or delete on voting_ballot
  for each row execute function voting_ballot_kept();
create trigger voting_ballot_never_emptied before truncate on voting_ballot
  for each statement execute function records_append_only();
create trigger voting_vote_append_only before update or delete or truncate on voting_vote
  for each statement execute function records_append_only();
"""
FREED = """
drop trigger voting_vote_append_only on voting_vote;
drop trigger voting_ballot_never_emptied on voting_ballot;
drop trigger voting_ballot_kept on voting_ballot;
drop function voting_ballot_kept();
"""

# The wall stands at the votes: to ask it of every ballot again would take longer than to count them. Most ballots are of
# a head with one unit: they are summed in one pass. The rest is grouped by head: ballots of heads that may have several
# units, of units that were corrected (as they stand on the roll) and, where the rules say so, spoiled ones.
SUMS = f"""
create function voting_sums(votes bigint[], spoiled boolean, most boolean)
returns table (vote_id bigint, part_area bigint, agree_area bigint, part_heads bigint, agree_heads bigint)
language plpgsql stable security definer
set search_path = public, pg_temp set plan_cache_mode = force_custom_plan as $$
#variable_conflict use_column
declare
  seen bigint[] := array(select id from voting_vote where id = any(votes) and {visible("voting_vote")});
begin
  return query
  with alone as (
    select b.vote_id, sum(b.area_dm2) as area, count(*) as heads,
           coalesce(sum(b.area_dm2) filter (where b.choice = 'for'), 0) as agree,
           count(*) filter (where b.choice = 'for') as agreeing
    from voting_ballot b
    where b.vote_id = any(seen) and b.standing and not b.several
      and not exists (select 1 from voting_rollunit u where u.id = b.roll_unit_id and u.corrected)
    group by b.vote_id
  ), rest as (
    select b.vote_id, b.head, b.area_dm2 as area, b.choice = 'for' as agrees
    from voting_ballot b
    where b.vote_id = any(seen) and b.standing and b.several
      and not exists (select 1 from voting_rollunit u where u.id = b.roll_unit_id and u.corrected)
    union all
    select b.vote_id, u.head, u.area_dm2, b.choice = 'for'
    from voting_rollunit u join voting_ballot b on b.roll_unit_id = u.id
    where u.corrected and b.vote_id = any(seen) and b.standing
    union all
    select b.vote_id, u.head, u.area_dm2, false
    from voting_ballot b join voting_rollunit u on u.id = b.roll_unit_id
    where spoiled and b.vote_id = any(seen) and not b.valid
      and not exists (select 1 from voting_ballot s
        where s.vote_id = b.vote_id and s.roll_unit_id = b.roll_unit_id and (s.standing or s.id < b.id))
  ), head as (
    select r.vote_id, sum(r.area) as area, coalesce(sum(r.area) filter (where r.agrees), 0) as agree,
           bool_and(r.agrees) as every
    from rest r group by r.vote_id, r.head
  )
  select g.vote_id, sum(g.area)::bigint, sum(g.agree)::bigint, sum(g.heads)::bigint, sum(g.agreeing)::bigint
  from (
    select a.vote_id, a.area, a.agree, a.heads, a.agreeing from alone a
    union all
    select h.vote_id, sum(h.area), sum(h.agree), count(*),
           count(*) filter (where case when most then 2 * h.agree > h.area else h.every end)
    from head h group by h.vote_id
  ) g group by g.vote_id;
end $$;
revoke execute on function voting_sums(bigint[], boolean, boolean) from public;
grant execute on function voting_sums(bigint[], boolean, boolean) to {APP_ROLE};
"""
NO_SUMS = "drop function voting_sums(bigint[], boolean, boolean);"


class Migration(migrations.Migration):
    dependencies = [("records", "0002_chain"), ("voting", "0001_tables")]

    operations = [
        migrations.RunSQL(
            "".join(protect(table) for table in TABLES), "".join(unprotect(table) for table in TABLES)
        ),
        migrations.RunSQL(KEPT, FREED),
        migrations.RunSQL(SUMS, NO_SUMS),
    ]
