"""Who follows a case: the look for what was reported before, joining it, and reading how it goes on."""

import django.db.models.deletion
from django.db import migrations, models

from hemei.ground.records.security import protect, unprotect

# Estates within some metres, itself first; a millionth of a degree is 0.11132 metres.
NEAR = """
create function cases_near(site bigint, metres integer) returns table (id bigint)
language sql stable security definer set search_path = public, pg_temp as $$
  select e.id from places_estate own join places_estate e on e.id = own.id or (
    e.valid_until is null and e.lat between own.lat - metres * 9 and own.lat + metres * 9
    and sqrt(((e.lon - own.lon) * cos(radians(own.lat / 1e6))) ^ 2 + ((e.lat - own.lat)::float8) ^ 2) * 0.11132
        <= metres)
  where own.id = site
  order by e.id <> own.id, (e.lon - own.lon)::float8 ^ 2 + (e.lat - own.lat)::float8 ^ 2, e.id limit 12
$$;
"""
# What was reported before near a place, of these kinds, in these states: how many pairs of characters its report has
# and how many of them the new text has, too. At most 25 a kind and estate come from the index on estate, kind and
# day; of a community's own, which lie in no estate, the last 200. No text leaves the vault.
ALIKE = """
create function cases_alike(
  wanted text, kinds text[], states text[], said integer[], since date, metres integer, form_key text
) returns table (number text, kind text, estate_name text, here boolean, state text, reported_at timestamptz,
               scope text, text_id bigint, its integer, shared integer)
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
      select * from cases_case b
      where b.estate_id = near.id and b.kind = one.kind and b.fact_on >= since and b.state = any(states)
      order by b.fact_on desc limit 25) c
    union all
    select c.* from (
      select * from cases_case b where site is null and b.scope = place order by b.id desc limit 200) c
    where c.estate_id is null and c.kind = any(kinds) and c.fact_on >= since and c.state = any(states))
  select f.number, f.kind, f.estate_name, f.estate_id is not distinct from site, f.state, f.reported_at, f.scope,
         f.text_id, m.its, m.shared
  from found f join records_gram g on g.id = f.text_id cross join lateral (
    select count(*) filter (where t.token >= 0)::integer as its,
           (count(*) filter (where t.token = any(said)))::integer as shared
    from unnest(g.tokens) as t(token)) m
  where m.shared > 0 order by m.shared desc, f.id desc limit 20;
end $$;
"""
# The case is locked, so that of two who join at once with one phone the second finds the first. Whether the phone of
# somebody who did not sign in is the reporter's is told to our process only, which says it to nobody.
FACTS = """
create function cases_support_facts(
  wanted text, place text, me bigint, phones bytea[], metres integer, form_key text
) returns jsonb language plpgsql volatile security definer set search_path = public, pg_temp
set plan_cache_mode = force_generic_plan as $$
declare
  item cases_case;
  site bigint;
  known bytea[];
begin
  if me is distinct from nullif(current_setting('app.person', true), '')::bigint then me := null; end if;
  select * into item from cases_case c where c.number = wanted for update;
  if not found then return null; end if;
  select e.id into site from places_estate e where e.token = place and e.valid_until is null;
  select phones || coalesce(array_agg(s.blind_index), '{}') into known from records_sealed s
  where s.stream = 'people.person:' || me and s.field = 'phone' and s.blind_index is not null;
  return jsonb_build_object(
    'case', item.id, 'stream', item.stream, 'scope', item.scope, 'state', item.state, 'fact_on', item.fact_on,
    'near', case when site is null
                 then item.estate_id is null and item.scope = (select c.path from public_place c where c.code = place)
                 else exists (select 1 from cases_near(site, metres) n where n.id = item.estate_id) end,
    'own', coalesce(item.reporter_id = me, false)
           or exists (select 1 from records_access a where a.stream = item.stream and a.person_id = me)
           or exists (select 1 from records_sealed s where s.id = item.contact_id and s.blind_index = any(known)),
    'twice', exists (select 1 from cases_supporter f left join records_sealed s on s.id = f.contact_id
                     where f.case_id = item.id and f.left_at is null
                       and (f.person_id = me or s.blind_index = any(known))),
    'repeated', exists (select 1 from cases_submission s where s.key = form_key and s.stream = item.stream),
    'seal', nextval(pg_get_serial_sequence('records_sealed', 'id')));
end $$;
"""
# As the intake door: every row is tied to the case's own stream and scope, and reports and joinings of a source count
# together.
DOOR = """
create function cases_support(document jsonb) returns jsonb language plpgsql security definer
set search_path = public, pg_temp set plan_cache_mode = force_generic_plan as $$
declare
  item cases_case;
  who bigint := (document ->> 'person')::bigint;
  contact bigint := (document #>> '{seal,id}')::bigint;
  counted jsonb := document -> 'source';
  came_from bytea := (counted ->> 'digest')::bytea;
begin
  if document #>> '{event,type}' is distinct from 'cases.supporter_joined' then
    raise exception 'this door is for joining only' using errcode = 'check_violation';
  end if;
  if who is not null and who is distinct from nullif(current_setting('app.person', true), '')::bigint then
    raise exception 'nobody joins for another' using errcode = 'insufficient_privilege';
  end if;
  select * into strict item from cases_case c where c.id = (document ->> 'case')::bigint for update;
  insert into cases_submission (key, stream, scope, seq)
    values (document ->> 'submission_key', item.stream, item.scope, item.version) on conflict (key) do nothing;
  if not found then return jsonb_build_object('repeated', true); end if;
  if came_from is not null then
    insert into cases_sourcecount as c (source, hour, reports)
      values (came_from, (counted ->> 'hour')::timestamptz, 1)
      on conflict (source, hour) do update set reports = c.reports + 1
      where c.reports < (counted ->> 'most')::integer;
    if not found then
      delete from cases_submission where key = document ->> 'submission_key';
      return jsonb_build_object('throttled', true);
    end if;
  end if;
  if exists (select 1 from cases_supporter f join records_sealed s on s.id = f.contact_id
             where f.case_id = item.id and f.left_at is null
               and s.blind_index = (document #>> '{seal,blind_index}')::bytea) then
    return jsonb_build_object('repeated', true);
  end if;
  insert into records_sealed (id, stream, scope, field, person_id, ciphertext, salt, commitment, blind_index)
    select r.id, item.stream, item.scope, 'phone', who, r.ciphertext, r.salt, r.commitment, r.blind_index
    from jsonb_populate_record(null::records_sealed, document -> 'seal') r where contact is not null;
  insert into cases_supporter as f (case_id, stream, scope, person_id, contact_id, joined_at)
    values (item.id, item.stream, item.scope, who, contact, (document ->> 'at')::timestamptz)
    on conflict (case_id, person_id) do update
      set left_at = null, joined_at = excluded.joined_at, contact_id = coalesce(excluded.contact_id, f.contact_id);
  insert into records_event (stream, scope, payload, mac)
    values (item.stream, item.scope, document -> 'event', (document ->> 'mac')::bytea);
  return jsonb_build_object('repeated', false);
end $$;

create function cases_stop_support(wanted text, document jsonb) returns boolean language plpgsql security definer
set search_path = public, pg_temp as $$
declare
  me bigint := nullif(current_setting('app.person', true), '')::bigint;
  item cases_case;
begin
  if document #>> '{event,type}' is distinct from 'cases.supporter_left' then
    raise exception 'this door is for leaving only' using errcode = 'check_violation';
  end if;
  select * into item from cases_case c where c.number = wanted for update;
  update cases_supporter f set left_at = (document ->> 'at')::timestamptz
    where f.case_id = item.id and f.person_id = me and f.left_at is null;
  if not found then return false; end if;
  insert into records_event (stream, scope, payload, mac)
    values (item.stream, item.scope, document -> 'event', (document ->> 'mac')::bytea);
  return true;
end $$;
"""
# What a supporter reads: the row of a list, and the course as acts, bodies, outcomes and times. No text, no photo.
READING = """
create function cases_followed(before bigint, most integer)
returns table (id bigint, number text, state text, kind text, service_class text, channel text, estate_name text,
               home_body_id bigint, accountable_body_id bigint, reported_at timestamptz, next_due_at timestamptz,
               outcome text, ended text)
language sql stable security definer set search_path = public, pg_temp as $$
  select c.id, c.number, c.state, c.kind, c.service_class, c.channel, c.estate_name, c.home_body_id,
         c.accountable_body_id, c.reported_at, c.next_due_at, c.outcome, c.ended
  from cases_supporter f join cases_case c on c.id = f.case_id
  where f.person_id = nullif(current_setting('app.person', true), '')::bigint and f.left_at is null
    and c.id < before
  order by c.id desc limit most
$$;

create function cases_followed_case(wanted text, types text[]) returns jsonb language sql stable
security definer set search_path = public, pg_temp as $$
  select jsonb_build_object(
    'stream', c.stream, 'scope', c.scope, 'joined_at', f.joined_at, 'number', c.number, 'kind', c.kind,
    'estate_name', c.estate_name, 'state', c.state, 'ended', c.ended, 'fact_on', c.fact_on,
    'next_due_at', c.next_due_at, 'accountable', (select b.short_name from people_body b where b.id = c.accountable_body_id),
    'steps', (select coalesce(jsonb_agg(jsonb_build_object(
                'id', e.id, 'type', e.payload ->> 'type', 'at', e.payload ->> 'at',
                'refusing', e.payload #> '{data,about}' ? 'refusing',
                'outcome', e.payload #>> '{data,about,outcome}', 'role', e.payload #>> '{actor,role}',
                'body', (select b.short_name from people_body b where b.id = (e.payload #>> '{actor,body}')::bigint))
                order by e.seq desc), '[]')
              from records_event e where e.stream = c.stream and e.payload ->> 'type' = any(types)))
  from cases_supporter f join cases_case c on c.id = f.case_id
  where c.number = wanted and f.left_at is null
    and f.person_id = nullif(current_setting('app.person', true), '')::bigint
$$;
"""
# Whoever signs in with the phone of a supporter becomes its person; the reporter's phone opens the case as before.
CLAIM = """
create or replace function cases_claim() returns integer language sql security definer
set search_path = public, pg_temp as $$
  with me as (select nullif(current_setting('app.person', true), '')::bigint as id), left_with as (
    select distinct s.id, s.stream from me
    join records_sealed mine on mine.stream = 'people.person:' || me.id and mine.field = 'phone'
    join records_sealed s on s.field = 'phone' and s.blind_index = mine.blind_index
    where starts_with(s.stream, 'cases.case:')), joined as (
    update cases_supporter f set person_id = me.id from me
    where f.id in (select min(o.id) from cases_supporter o join left_with on left_with.id = o.contact_id
                   where o.person_id is null group by o.case_id)
      and not exists (select 1 from cases_supporter o where o.case_id = f.case_id and o.person_id = me.id)
    returning 1), found as (
    insert into records_access (stream, person_id)
    select distinct left_with.stream, me.id from me, left_with
    where not exists (select 1 from cases_supporter f where f.contact_id = left_with.id)
    on conflict do nothing returning 1)
  select ((select count(*) from found) + (select count(*) from joined))::integer
$$;
"""
RIGHTS = """
revoke execute on function cases_near, cases_alike, cases_support_facts, cases_support, cases_stop_support,
  cases_followed, cases_followed_case from public;
grant execute on function cases_alike, cases_support_facts, cases_support to hemei_public, hemei_app;
grant execute on function cases_stop_support, cases_followed, cases_followed_case to hemei_app;
"""
UNDO = """
drop function cases_followed_case; drop function cases_followed; drop function cases_stop_support;
drop function cases_support; drop function cases_support_facts; drop function cases_alike; drop function cases_near;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0014_same_place_and_kind")]

    operations = [
        migrations.CreateModel(
            name="Supporter",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("stream", models.TextField()),
                ("scope", models.TextField(db_collation="C")),
                ("person_id", models.BigIntegerField(null=True)),
                ("contact_id", models.BigIntegerField(null=True)),
                ("joined_at", models.DateTimeField()),
                ("left_at", models.DateTimeField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="supporters",
                        to="cases.case",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["person_id", "-case"], name="cases_supporter_person"),
                    models.Index(fields=["contact_id"], name="cases_supporter_contact"),
                    models.Index(fields=["scope"], name="cases_supporter_scope"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("case", "person_id"), name="cases_supporter_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("person_id__isnull", False), ("contact_id__isnull", False), _connector="OR"
                        ),
                        name="cases_supporter_reachable",
                    ),
                ],
            },
        ),
        migrations.RunSQL(protect("cases_supporter"), unprotect("cases_supporter")),
        migrations.RunSQL(NEAR + ALIKE + FACTS + DOOR + READING, UNDO),
        migrations.RunSQL(CLAIM, migrations.RunSQL.noop),
        migrations.RunSQL(RIGHTS, migrations.RunSQL.noop),
    ]
