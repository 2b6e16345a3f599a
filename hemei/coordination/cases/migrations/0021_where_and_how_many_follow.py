"""The look for what was reported before also tells where in the place an earlier case lies, and how many follow it."""

from django.db import migrations

# As in 0020, and `spot`: the register's building, or of the words the building's number, the gate or the garage they
# name, never the words; and `following`: how many follow the case beside whoever reported it.
ALIKE = """
drop function cases_alike(text, text[], text[], integer[], date, integer, text);
create function cases_alike(
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
    select f.id, m.* from found f join records_gram g on g.id = f.text_id and g.tokens && said
    cross join lateral (
      select count(*) filter (where t.token >= 0)::integer as its,
             array_agg(t.token) filter (where t.token = any(said)) as tokens
      from unnest(g.tokens) as t(token)) m
    order by cardinality(m.tokens) desc, f.id desc limit 20)
  select c.number, c.kind, c.estate_name, c.estate_id is not distinct from site, c.state, c.reported_at, c.scope,
         c.text_id, l.its, cardinality(l.tokens), l.tokens, coalesce(c.spot_key, ''),
         (select count(*)::integer from cases_supporter f where f.case_id = c.id and f.left_at is null)
  from likest l join cases_case c on c.id = l.id
  order by cardinality(l.tokens) desc, l.id desc;
end $$;
revoke execute on function cases_alike from public;
grant execute on function cases_alike to hemei_public, hemei_app;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0020_which_words_are_shared")]

    operations = [migrations.RunSQL(ALIKE, migrations.RunSQL.noop)]
