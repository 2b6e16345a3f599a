"""Whoever follows a case by telephone may agree to be told by text message."""

from django.db import migrations, models

DOOR = """
create or replace function cases_support(document jsonb) returns jsonb language plpgsql security definer
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
  insert into cases_supporter as f (case_id, stream, scope, person_id, contact_id, texts, joined_at)
    values (item.id, item.stream, item.scope, who, contact,
            contact is not null and coalesce((document ->> 'texts')::boolean, false), (document ->> 'at')::timestamptz)
    on conflict (case_id, person_id) do update
      set left_at = null, joined_at = excluded.joined_at, texts = excluded.texts,
          contact_id = coalesce(excluded.contact_id, f.contact_id);
  insert into records_event (stream, scope, payload, mac)
    values (item.stream, item.scope, document -> 'event', (document ->> 'mac')::bytea);
  return jsonb_build_object('repeated', false);
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0018_spot_of_a_case")]

    operations = [
        migrations.AddField("supporter", "texts", models.BooleanField(default=False, db_default=False)),
        migrations.RunSQL(DOOR, migrations.RunSQL.noop),
    ]
