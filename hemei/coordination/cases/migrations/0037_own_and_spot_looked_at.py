"""The look for what was reported before also reads where it lies, and finds the reporter's own running case."""

from django.db import migrations

# As in 0021, and `spot_tokens`: which of the words asked for stand in the words of the spot. Words are read by their keys:
# the planner, which cannot know how few cases are near, read from the index of words every text of the city that shares
# one with the new report. `offset 0` keeps it to a key a text.
ALIKE = """
drop function cases_alike(text, text[], text[], integer[], date, integer, text);
create function cases_alike(
  wanted text, kinds text[], states text[], said integer[], since date, metres integer, form_key text
) returns table (number text, kind text, estate_name text, here boolean, state text, reported_at timestamptz,
               scope text, text_id bigint, its integer, shared integer, tokens integer[], spot text, following integer,
               spot_tokens integer[])
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
      select b.id, b.text_id, b.stream from cases_case b
      where b.estate_id = near.id and b.kind = one.kind and b.fact_on >= since and b.state = any(states)
      order by b.fact_on desc limit 25) c
    union all
    select c.id, c.text_id, c.stream from (
      select * from cases_case b where site is null and b.scope = place order by b.id desc limit 200) c
    where c.estate_id is null and c.kind = any(kinds) and c.fact_on >= since and c.state = any(states)),
  likest as materialized (
    select f.id, m.its, coalesce(m.tokens, '{}') as tokens, coalesce(w.tokens, '{}') as spot_tokens from found f
    cross join lateral (select r.tokens from records_gram r where r.id = f.text_id offset 0) g
    cross join lateral (
      select count(*) filter (where t.token >= 0)::integer as its,
             array_agg(t.token) filter (where t.token = any(said)) as tokens
      from unnest(g.tokens) as t(token)) m
    left join lateral (
      select array_agg(t.token) as tokens from (
        select v.id from records_sealed v where v.stream = f.stream and v.field = 'spot' order by v.id limit 1) v
      cross join lateral (select r.tokens from records_gram r where r.id = v.id offset 0) r
      cross join unnest(r.tokens) as t(token) where t.token = any(said)) w on true
    where m.tokens is not null or w.tokens is not null
    order by cardinality(coalesce(m.tokens, '{}')) + cardinality(coalesce(w.tokens, '{}')) desc, f.id desc limit 20)
  select c.number, c.kind, c.estate_name, c.estate_id is not distinct from site, c.state, c.reported_at, c.scope,
         c.text_id, l.its, cardinality(l.tokens), l.tokens, coalesce(c.spot_key, ''),
         (select count(*)::integer from cases_supporter f where f.case_id = c.id and f.left_at is null), l.spot_tokens
  from likest l join cases_case c on c.id = l.id
  order by cardinality(l.tokens) desc, l.id desc;
end $$;
revoke execute on function cases_alike from public;
grant execute on function cases_alike to hemei_public, hemei_app;
"""
# What the bound person reported himself, of these kinds in that estate; his own form sent again finds nothing.
OWN = """
create function cases_own_running(wanted text, kinds text[], states text[], form_key text) returns table (
  number text, kind text, estate_name text, here boolean, state text, reported_at timestamptz, scope text,
  text_id bigint, its integer, spot text, following integer, tokens integer[], spot_tokens integer[]
) language sql stable security definer set search_path = public, pg_temp as $$
  select c.number, c.kind, c.estate_name, true, c.state, c.reported_at, c.scope, c.text_id, 0,
         coalesce(c.spot_key, ''),
         (select count(*)::integer from cases_supporter f where f.case_id = c.id and f.left_at is null),
         '{}'::integer[], '{}'::integer[]
  from places_estate e join cases_case c on c.estate_id = e.id
  where e.token = wanted and e.valid_until is null
    and c.reporter_id = nullif(current_setting('app.person', true), '')::bigint
    and c.kind = any(kinds) and c.state = any(states)
    and not exists (select 1 from cases_submission s where s.key = form_key)
  order by c.id desc limit 3
$$;
revoke execute on function cases_own_running from public;
grant execute on function cases_own_running to hemei_app;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0036_no_word_on_own_work")]

    operations = [migrations.RunSQL(ALIKE + OWN, "drop function cases_own_running;")]
