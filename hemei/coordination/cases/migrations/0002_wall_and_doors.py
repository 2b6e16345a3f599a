"""Row-level security of cases, and the doors through which the public role may pass."""

from django.db import migrations

from hemei.ground.records.security import protect, unprotect

WALLED = ("cases_case", "cases_task", "cases_submission")

# The role bodies play for a place is a matter of their kind; the nearest body of a kind answers.
# In plpgsql with one plan for all calls: planning anew cost more than the look-up itself.
FACTS = """
create function cases_paths_above(path text) returns text[] language sql immutable parallel safe as $$
  select array_agg(array_to_string(parts[1:n], '.') || '.')
  from (select string_to_array(rtrim(path, '.'), '.') as parts) split, generate_series(1, cardinality(parts)) n
$$;

create function cases_intake_facts(wanted text, today date, seals integer, files integer) returns jsonb
language plpgsql volatile security definer set search_path = public, pg_temp
set plan_cache_mode = force_generic_plan as $$
begin return (
  select jsonb_build_object(
    'estate', e.id, 'estate_name', e.name, 'scope', e.scope,
    'case', nextval(pg_get_serial_sequence('cases_case', 'id')),
    'seals', (select coalesce(jsonb_agg(nextval(pg_get_serial_sequence('records_sealed', 'id'))), '[]')
              from generate_series(1, least(seals, 20))),
    'files', (select coalesce(jsonb_agg(nextval(pg_get_serial_sequence('records_file', 'id'))), '[]')
              from generate_series(1, least(files, 20))),
    'bodies', (select coalesce(jsonb_agg(jsonb_build_object(
                 'id', b.id, 'kind', b.kind, 'name', b.short_name, 'department', b.department)
                 order by length(b.scope) desc, b.id), '[]')
               from people_body b
               where b.kind in ('community', 'street', 'county_government', 'city_bureau')
                 and b.scope = any (cases_paths_above(e.scope))
                 and b.valid_from <= today and (b.valid_until is null or b.valid_until > today)))
  from places_estate e where e.token = wanted and e.valid_until is null);
end $$;
"""

# The only way in for the public: a reported case and what belongs to it, whole or not at all.
# Every row is tied to the case's own stream and scope here, whatever the document says.
INTAKE = """
create function cases_intake(document jsonb) returns jsonb language plpgsql security definer
set search_path = public, pg_temp set plan_cache_mode = force_generic_plan as $$
declare
  item cases_case := jsonb_populate_record(null::cases_case, document -> 'case');
  form_key text := document ->> 'submission_key';
  said text := document #>> '{event,type}';
begin
  if item.state <> 'reported' or item.version <> 1 or item.stream <> 'cases.case:' || item.id
     or said <> 'cases.case_reported' then
    raise exception 'this door is for reports only' using errcode = 'check_violation';
  end if;
  if current_setting('role', true) = 'hemei_public' and (item.channel <> 'resident' or item.reporter_id is not null) then
    raise exception 'the public reports as residents only' using errcode = 'insufficient_privilege';
  end if;
  insert into cases_submission (key, stream, scope, seq) values (form_key, item.stream, item.scope, 1)
    on conflict (key) do nothing;
  if not found then
    return (select jsonb_build_object('number', c.number, 'repeated', true)
            from cases_submission s join cases_case c on c.stream = s.stream where s.key = form_key);
  end if;
  insert into cases_case values (item.*);
  insert into records_access (stream, person_id)
    select item.stream, item.reporter_id where item.reporter_id is not null;
  insert into records_sealed (id, stream, scope, field, person_id, ciphertext, salt, commitment, blind_index)
    select r.id, item.stream, item.scope, r.field, item.reporter_id, r.ciphertext, r.salt, r.commitment, r.blind_index
    from jsonb_populate_recordset(null::records_sealed, document -> 'seals') r;
  insert into records_file (id, stream, scope, purpose, digest, media_type, size, width, height, evidence_id, added_at)
    select r.id, item.stream, item.scope, 'report', r.digest, r.media_type, r.size, r.width, r.height,
           r.evidence_id, item.reported_at
    from jsonb_populate_recordset(null::records_file, document -> 'files') r;
  insert into clocks_deadline (stream, scope, key, kind, body_id, started_at, limits, due_at, provisional,
                               state, calendar, reference)
    select item.stream, item.scope, r.key, r.kind, r.body_id, r.started_at, r.limits, r.due_at, r.provisional,
           'running', r.calendar, r.reference
    from jsonb_populate_recordset(null::clocks_deadline, document -> 'deadlines') r;
  insert into records_event (stream, scope, payload, mac)
    values (item.stream, item.scope, document -> 'event', (document ->> 'mac')::bytea);
  return jsonb_build_object('number', item.number, 'repeated', false);
end $$;
"""

# A resident who signed in with a phone sees the reports that phone was left with.
CLAIM = """
create function cases_claim() returns integer language sql security definer set search_path = public, pg_temp as $$
  with me as (select nullif(current_setting('app.person', true), '')::bigint as id), found as (
    insert into records_access (stream, person_id)
    select distinct s.stream, me.id
    from me
    join records_sealed mine on mine.stream = 'people.person:' || me.id and mine.field = 'phone'
    join records_sealed s on s.field = 'phone' and s.blind_index = mine.blind_index
    where starts_with(s.stream, 'cases.case:')
    on conflict do nothing returning 1)
  select count(*)::integer from found
$$;

create function cases_receipt(wanted text) returns table (home text, accept_due_at timestamptz, can_follow boolean)
language sql stable security definer set search_path = public, pg_temp as $$
  select b.short_name, c.next_due_at, c.contact_id is not null
  from cases_case c left join people_body b on b.id = c.home_body_id
  where c.number = wanted and c.state = 'reported'
$$;

create function cases_left_phone(wanted text, index bytea) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select exists (select 1 from cases_case c join records_sealed s on s.id = c.contact_id
                 where c.number = wanted and s.blind_index = index)
$$;

revoke execute on function cases_intake_facts, cases_intake, cases_claim, cases_receipt, cases_left_phone from public;
grant execute on function cases_intake_facts, cases_intake, cases_receipt to hemei_public, hemei_app;
grant execute on function cases_claim, cases_left_phone to hemei_app;
-- A report is judged by the standards of its day, issued ones included; they are public documents.
grant select on records_issueddocument to hemei_public;
"""

UNDO = """
drop function cases_left_phone; drop function cases_receipt; drop function cases_claim;
drop function cases_intake; drop function cases_intake_facts; drop function cases_paths_above;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0001_tables"),
        ("clocks", "0001_clocks"),
        ("people", "0002_access"),
        ("places", "0003_wall_and_public_views"),
        ("records", "0002_chain"),
    ]

    operations = [
        *(migrations.RunSQL(protect(table), unprotect(table)) for table in WALLED),
        migrations.RunSQL(FACTS + INTAKE + CLAIM, UNDO),
    ]
