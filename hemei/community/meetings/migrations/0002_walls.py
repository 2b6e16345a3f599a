"""Who sees meetings, and what the database itself holds: an agenda, voices, minutes and signatures that stay."""

from django.db import migrations

from hemei.ground.records.security import protect, unprotect

TABLES = (
    "meeting", "meetingside", "item", "attendance", "voice", "minutes", "signature", "task", "comment", "statement",
    "opiniongiven", "grouping",
)  # fmt: skip
APPEND_ONLY = ("voice", "minutes", "signature")

KEPT = """
-- How many persons and sides are missing of those who must be there.
create function meetings_short(wanted bigint) returns bigint language sql stable as $$
  with there as (
    select s.needed, (select count(*) from meetings_attendance a
                      where a.side_id = s.id and a.arrived_at is not null and a.left_at is null) as here
    from meetings_meetingside s where s.meeting_id = wanted
  )
  select (select coalesce(sum(greatest(needed - here, 0)), 0) from there)::bigint
    + greatest((select sides_least from meetings_meeting where id = wanted)
               - (select count(*) from there where here > 0), 0)
$$;

create function meetings_meeting_kept() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    raise exception 'A meeting is cancelled, not deleted.' using errcode = '23514';
  end if;
  if old.state in ('closed', 'lapsed', 'cancelled') and new.state <> old.state then
    raise exception 'A meeting that is over stays over.' using errcode = '23514';
  end if;
  if old.noticed_at is not null and (new.kind, new.rules_on, new.sides_least, new.noticed_at, new.starts_at, new.estate_id)
       is distinct from (old.kind, old.rules_on, old.sides_least, old.noticed_at, old.starts_at, old.estate_id) then
    raise exception 'What was noticed stays as it was noticed.' using errcode = '23514';
  end if;
  if new.state = 'open' and old.state <> 'open' and meetings_short(new.id) > 0 then
    raise exception 'A meeting opens when everybody is there who must be.' using errcode = '23514';
  end if;
  return new;
end $$;
create trigger meetings_meeting_kept before update or delete on meetings_meeting
  for each row execute function meetings_meeting_kept();

create function meetings_agenda_kept() returns trigger language plpgsql as $$
declare
  held meetings_meeting;
begin
  select * into held from meetings_meeting where id = coalesce(new.meeting_id, old.meeting_id);
  if tg_op <> 'UPDATE' then
    if held.noticed_at is not null then
      raise exception 'The notice fixes the agenda and the sides.' using errcode = '23514';
    end if;
    return coalesce(new, old);
  end if;
  if tg_table_name = 'meetings_meetingside' then
    if held.noticed_at is not null and new is distinct from old then
      raise exception 'The notice fixes the sides.' using errcode = '23514';
    end if;
    return new;
  end if;
  return new;
end $$;
create trigger meetings_agenda_kept before insert or update or delete on meetings_meetingside
  for each row execute function meetings_agenda_kept();
create trigger meetings_agenda_kept before insert or delete on meetings_item
  for each row execute function meetings_agenda_kept();

create function meetings_outcome_kept() returns trigger language plpgsql as $$
declare
  held meetings_meeting;
begin
  select * into held from meetings_meeting where id = new.meeting_id;
  if held.noticed_at is not null and (new.meeting_id, new.number, new.title, new.text_id, new.subject_stream)
       is distinct from (old.meeting_id, old.number, old.title, old.text_id, old.subject_stream) then
    raise exception 'The notice fixes the agenda.' using errcode = '23514';
  end if;
  if old.outcome <> '' and new is distinct from old then
    raise exception 'An outcome stays.' using errcode = '23514';
  end if;
  if new.outcome <> '' and held.state <> 'open' then
    raise exception 'An item gets its outcome while the meeting runs.' using errcode = '23514';
  end if;
  if new.outcome in ('adopted', 'rejected', 'agreed', 'not_agreed') and meetings_short(new.meeting_id) > 0 then
    raise exception 'No decision without a quorum.' using errcode = '23514';
  end if;
  return new;
end $$;
create trigger meetings_outcome_kept before update on meetings_item
  for each row execute function meetings_outcome_kept();

create function meetings_attendance_kept() returns trigger language plpgsql as $$
declare
  held text;
begin
  if tg_op = 'DELETE' then
    if old.arrived_at is not null then
      raise exception 'Who was there stays on the register.' using errcode = '23514';
    end if;
    return old;
  end if;
  select state into held from meetings_meeting where id = new.meeting_id;
  if tg_op = 'INSERT' then
    if held not in ('noticed', 'open') then
      raise exception 'Nobody is registered before the notice or after the end.' using errcode = '23514';
    end if;
    return new;
  end if;
  if (new.meeting_id, new.side_id, new.registered_at, new.at_door)
       is distinct from (old.meeting_id, old.side_id, old.registered_at, old.at_door)
     or (new.person_id is not null and new.person_id is distinct from old.person_id)
     or (new.name_digest is not null and new.name_digest is distinct from old.name_digest) then
    raise exception 'A registration is not made over to somebody else.' using errcode = '23514';
  end if;
  if held not in ('noticed', 'open') and (new.arrived_at, new.left_at) is distinct from (old.arrived_at, old.left_at)
  then
    raise exception 'Who was there is not changed after the end.' using errcode = '23514';
  end if;
  return new;
end $$;
create trigger meetings_attendance_kept before insert or update or delete on meetings_attendance
  for each row execute function meetings_attendance_kept();

create function meetings_voice_heard() returns trigger language plpgsql as $$
begin
  if not exists (select 1 from meetings_item i join meetings_meeting m on m.id = i.meeting_id
                 where i.id = new.item_id and i.outcome = '' and m.state = 'open') then
    raise exception 'A voice is heard on an open item of a running meeting.' using errcode = '23514';
  end if;
  if new.attendance_id is not null and not exists (
      select 1 from meetings_attendance a join meetings_item i on i.meeting_id = a.meeting_id
      where a.id = new.attendance_id and a.side_id = new.side_id and i.id = new.item_id
        and a.arrived_at is not null and a.left_at is null) then
    raise exception 'Only who is there has a voice.' using errcode = '23514';
  end if;
  return new;
end $$;
create trigger meetings_voice_heard before insert on meetings_voice
  for each row execute function meetings_voice_heard();

create function meetings_minutes_kept() returns trigger language plpgsql as $$
declare
  signed boolean := exists (select 1 from meetings_signature s join meetings_minutes m on m.id = s.minutes_id
                            where m.meeting_id = new.meeting_id);
begin
  if (new.kind = 'minutes') = signed then
    raise exception 'Signed minutes are only added to; an addendum is added to signed minutes.' using errcode = '23514';
  end if;
  return new;
end $$;
create trigger meetings_minutes_kept before insert on meetings_minutes
  for each row execute function meetings_minutes_kept();

create function meetings_signature_kept() returns trigger language plpgsql as $$
begin
  if not exists (
      select 1 from meetings_minutes m join meetings_attendance a on a.meeting_id = m.meeting_id
      where m.id = new.minutes_id and a.id = new.attendance_id and a.arrived_at is not null
        and not exists (select 1 from meetings_minutes later
                        where later.meeting_id = m.meeting_id and later.kind = 'minutes' and later.version > m.version))
  then
    raise exception 'Who was there signs the last version of the minutes.' using errcode = '23514';
  end if;
  return new;
end $$;
create trigger meetings_signature_kept before insert on meetings_signature
  for each row execute function meetings_signature_kept();
""" + "".join(
    f"create trigger meetings_{table}_append_only before update or delete or truncate on meetings_{table}\n"
    "  for each statement execute function records_append_only();\n"
    for table in APPEND_ONLY
)
FREED = (
    "".join(f"drop trigger meetings_{table}_append_only on meetings_{table};\n" for table in APPEND_ONLY)
    + """
drop trigger meetings_signature_kept on meetings_signature;
drop trigger meetings_minutes_kept on meetings_minutes;
drop trigger meetings_voice_heard on meetings_voice;
drop trigger meetings_attendance_kept on meetings_attendance;
drop trigger meetings_outcome_kept on meetings_item;
drop trigger meetings_agenda_kept on meetings_item;
drop trigger meetings_agenda_kept on meetings_meetingside;
drop trigger meetings_meeting_kept on meetings_meeting;
drop function meetings_signature_kept();
drop function meetings_minutes_kept();
drop function meetings_voice_heard();
drop function meetings_attendance_kept();
drop function meetings_outcome_kept();
drop function meetings_agenda_kept();
drop function meetings_meeting_kept();
drop function meetings_short(bigint);
"""
)


class Migration(migrations.Migration):
    dependencies = [("meetings", "0001_tables"), ("records", "0002_chain")]

    operations = [
        *(
            migrations.RunSQL(protect(f"meetings_{table}"), unprotect(f"meetings_{table}"))
            for table in TABLES
        ),
        migrations.RunSQL(KEPT, FREED),
    ]
