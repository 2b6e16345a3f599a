"""Roles, rights, the chain of events, and row-level security of the record."""

from django.db import migrations

from hemei.ground.records.security import protect

# The hash covers the key, the place in the stream and the whole content. The trigger fills it, so
# that whoever writes, by whatever door, is chained; a row that brings its own place is refused.
CHAIN = """
grant select, insert, update, delete on all tables in schema public to hemei_app;
grant usage, select on all sequences in schema public to hemei_app;
create function records_event_hash(previous bytea, id bigint, stream text, seq bigint, scope text, payload jsonb)
returns bytea language sql immutable parallel safe as $$
  select sha256(previous || convert_to(
    id::text || E'\\n' || stream || E'\\n' || seq::text || E'\\n' || scope || E'\\n' || payload::text, 'UTF8'))
$$;

create function records_event_chain() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
declare head record;
begin
  if new.seq is not null or new.hash is not null or new.previous is not null then
    raise exception 'records_event fills seq, previous and hash itself' using errcode = 'check_violation';
  end if;
  select seq, hash into head from records_stream where stream = new.stream for update;
  if not found then
    new.seq := 1;
    new.previous := ''::bytea;
    new.hash := records_event_hash(new.previous, new.id, new.stream, new.seq, new.scope, new.payload);
    insert into records_stream (stream, seq, hash, event_id) values (new.stream, 1, new.hash, new.id)
      on conflict (stream) do nothing;
    if found then
      return new;
    end if;
    -- somebody else began the stream in this instant: follow him
    select seq, hash into head from records_stream where stream = new.stream for update;
  end if;
  new.seq := head.seq + 1;
  new.previous := head.hash;
  new.hash := records_event_hash(new.previous, new.id, new.stream, new.seq, new.scope, new.payload);
  update records_stream set seq = new.seq, hash = new.hash, event_id = new.id where stream = new.stream;
  return new;
end $$;
create trigger records_event_chain before insert on records_event
  for each row execute function records_event_chain();

create function records_event_pending() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
begin
  insert into records_pending (event_id, attempts) select id, 0 from added;
  return null;
end $$;
create trigger records_event_pending after insert on records_event
  referencing new table as added for each statement execute function records_event_pending();

create function records_append_only() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only: % is refused', tg_table_name, lower(tg_op)
    using errcode = 'insufficient_privilege', hint = 'Record a further event that corrects the first.';
end $$;
create trigger records_event_append_only before update or delete or truncate on records_event
  for each statement execute function records_append_only();
create trigger records_checkpoint_append_only before update or delete or truncate on records_checkpoint
  for each statement execute function records_append_only();
create trigger records_issued_append_only before update or delete or truncate on records_issueddocument
  for each statement execute function records_append_only();

create function records_stable_event_id() returns bigint language plpgsql security definer
set search_path = public, pg_temp as $$
begin
  lock table records_event in share mode;
  return (select coalesce(max(id), 0) from records_event);
end $$;

revoke update, delete, truncate on records_event, records_checkpoint, records_issueddocument from hemei_app;
revoke insert, update, delete, truncate on records_stream from hemei_app;
revoke insert, update, delete, truncate on django_migrations from hemei_app;
create view public_checkpoint as
  select day, taken_at, last_event_id, size, encode(root, 'hex') as root from records_checkpoint;
grant select on public_checkpoint to hemei_public;
"""


class Migration(migrations.Migration):
    dependencies = [("records", "0001_records")]

    operations = [
        migrations.RunSQL(CHAIN),
        *(migrations.RunSQL(protect(table)) for table in ("records_event", "records_sealed", "records_file")),
    ]
