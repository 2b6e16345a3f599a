"""The look for what was reported before reads the words of what it found near by, by their keys."""

from django.db import migrations

# As in 0021. The planner, which cannot know how few are near, read from the index of words every text of the city that
# shares one with the new report: the larger the city, the slower. `offset 0` keeps it to a key a case found.
ALIKE = """
create or replace function cases_alike(
  wanted text, kinds text[], states text[], said integer[], since date, metres integer, form_key text
) returns table (number text, kind text, estate_name text, here boolean, state text, reported_at timestamptz,
               scope text, text_id bigint, its integer, shared integer, tokens integer[], spot text, following integer)
language plpgsql stable security definer set search_path = public, pg_temp
set plan_cache_mode = force_generic_plan as $$
declare
  site bigint;
  place text;
begin
  if exists (select 1 from cases_submission s where s.key = form_key) then return; end if;
  select e.id, e.scope into site, place from places_estate e where e.token = wanted and e.valid_until is null;
  if not found then
    select c.path into place from public_place c where c.code = wanted and c.level = 'community';
  end if;
  return query
  with found as materialized (
    select c.* from cases_near(site, metres) near cross join unnest(kinds) as one(kind) cross join lateral (
      select b.id, b.text_id from cases_case b
      where b.estate_id = near.id and b.kind = one.kind and b.fact_on >= since and b.state = any(states)
      order by b.fact_on desc limit 25) c
    union all
    select c.id, c.text_id from (
      select * from cases_case b where site is null and b.scope = place order by b.id desc limit 200) c
    where c.estate_id is null and c.kind = any(kinds) and c.fact_on >= since and c.state = any(states)),
  likest as materialized (
    select f.id, m.* from found f
    cross join lateral (select r.tokens from records_gram r where r.id = f.text_id offset 0) g
    cross join lateral (
      select count(*) filter (where t.token >= 0)::integer as its,
             array_agg(t.token) filter (where t.token = any(said)) as tokens
      from unnest(g.tokens) as t(token)) m
    where m.tokens is not null
    order by cardinality(m.tokens) desc, f.id desc limit 20)
  select c.number, c.kind, c.estate_name, c.estate_id is not distinct from site, c.state, c.reported_at, c.scope,
         c.text_id, l.its, cardinality(l.tokens), l.tokens, coalesce(c.spot_key, ''),
         (select count(*)::integer from cases_supporter f where f.case_id = c.id and f.left_at is null)
  from likest l join cases_case c on c.id = l.id
  order by cardinality(l.tokens) desc, l.id desc;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0032_joined_cases_follow")]

    operations = [migrations.RunSQL(ALIKE, migrations.RunSQL.noop)]
