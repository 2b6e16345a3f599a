"""The intake door also keeps the searchable words of a report: tokens, which the report's own process makes."""

from django.db import migrations

# As in 0002, and the words. A made-up token finds nothing: what is found is opened and read.
INTAKE = """
create or replace function cases_intake(document jsonb) returns jsonb language plpgsql security definer
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
  insert into records_gram (id, stream, scope, tokens, mark)
    select (r ->> 'id')::bigint, item.stream, item.scope, (r ->> 'tokens')::integer[], (r ->> 'mark')::bytea
    from jsonb_array_elements(document -> 'seals') r where r ->> 'tokens' is not null;
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


class Migration(migrations.Migration):
    dependencies = [("cases", "0006_place_of_a_case"), ("records", "0010_words_of_texts")]

    operations = [migrations.RunSQL(INTAKE, migrations.RunSQL.noop)]
