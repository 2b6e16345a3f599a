"""A side that will not sign is noted by another; until then what the sides decided waits for the signature of each.

The triggers read who was there as the owner of the tables: what a writer does not see is no reason to let him.
"""

import importlib

import django.db.models.deletion
from django.db import migrations, models

from hemei.ground.records.security import protect, unprotect

BEFORE = importlib.import_module("hemei.community.meetings.migrations.0016_entered_by_no_other_record").HUMAN
DEFINER = "language plpgsql\nsecurity definer set search_path = public, pg_temp"

NOTED = f"""
create function meetings_refusal_noted() returns trigger {DEFINER} as $$
declare
  held meetings_meeting;
begin
  select * into held from meetings_meeting where id = new.meeting_id;
  if held.state <> 'closed' or not exists (
      select 1 from meetings_attendance a
      where a.side_id = new.side_id and a.meeting_id = new.meeting_id and a.arrived_at is not null) then
    raise exception 'A side refuses to sign that came to a meeting which ended.' using errcode = '23514';
  end if;
  if new.refused_on < (held.ended_at at time zone 'Asia/Shanghai')::date
     or new.refused_on > (new.noted_at at time zone 'Asia/Shanghai')::date then
    raise exception 'A side refuses between the end of the meeting and the note.' using errcode = '23514';
  end if;
  if exists (
      select 1 from meetings_signature s join meetings_attendance a on a.id = s.attendance_id
      where a.side_id = new.side_id)
    or not exists (
      select 1 from meetings_signature s join meetings_attendance a on a.id = s.attendance_id
      where a.meeting_id = new.meeting_id and a.side_id <> new.side_id) then
    raise exception 'A side refuses what another side signed and it did not.' using errcode = '23514';
  end if;
  if exists (
      select 1 from meetings_attendance own
      where own.side_id = new.side_id and own.person_id = any(people_same_as(new.by_person))) then
    raise exception 'Nobody notes the refusal of his own side.' using errcode = '23514';
  end if;
  return new;
end $$;
revoke execute on function meetings_refusal_noted from public;
create trigger meetings_refusal_noted before insert on meetings_signingrefusal
  for each row execute function meetings_refusal_noted();
create trigger meetings_signingrefusal_append_only before update or delete or truncate on meetings_signingrefusal
  for each statement execute function records_append_only();

-- Where sides decide they spoke as sides: a voice without a registration.
create function meetings_followed_once_signed() returns trigger {DEFINER} as $$
begin
  if exists (
      select 1 from meetings_voice v
      join meetings_item i on i.id = v.item_id
      where i.meeting_id = new.id and v.attendance_id is null
        and not exists (
          select 1 from meetings_signature s join meetings_attendance a on a.id = s.attendance_id
          where a.side_id = v.side_id)
        and not exists (
          select 1 from meetings_signingrefusal r
          where r.side_id = v.side_id and r.follows_at <= coalesce(new.posted_at, new.tasks_set_at))) then
    raise exception 'What the sides decided follows once each signed, or was waited for.' using errcode = '23514';
  end if;
  return new;
end $$;
revoke execute on function meetings_followed_once_signed from public;
create trigger meetings_followed_once_signed before update on meetings_meeting for each row
  when (old.posted_at is null and new.posted_at is not null
        or old.tasks_set_at is null and new.tasks_set_at is not null)
  execute function meetings_followed_once_signed();

create or replace function meetings_signature_shown() returns trigger {DEFINER} as $$
begin
  if new.signed_by = 'paper' and (new.scan_id is null or new.by_person is null) and exists (
      select 1 from meetings_attendance a
      join meetings_item i on i.meeting_id = a.meeting_id
      join meetings_voice v on v.item_id = i.id
      where a.id = new.attendance_id and v.attendance_id is null) then
    raise exception 'What sides that decide signed on paper is shown, and entered by a named person.'
      using errcode = '23514';
  end if;
  if new.signed_by = 'paper' and exists (
      select 1 from meetings_attendance a join meetings_meetingside s on s.id = a.side_id
      where a.id = new.attendance_id and s.code = 'members')
    and (new.scan_id is null or new.by_role in ('', 'committee_member') or new.by_person is null or exists (
      select 1 from meetings_attendance own
      join meetings_meetingside s on s.id = own.side_id
      join meetings_attendance of on of.meeting_id = own.meeting_id
      where of.id = new.attendance_id and s.code = 'members' and own.person_id = any(people_same_as(new.by_person))))
  then
    raise exception 'What a member signed on paper is shown, and entered by a named person who is no member.'
      using errcode = '23514';
  end if;
  return new;
end $$;
"""
LOOSE = f"""
drop trigger meetings_followed_once_signed on meetings_meeting;
drop function meetings_followed_once_signed();
drop trigger meetings_signingrefusal_append_only on meetings_signingrefusal;
drop trigger meetings_refusal_noted on meetings_signingrefusal;
drop function meetings_refusal_noted();
{BEFORE}
"""


class Migration(migrations.Migration):
    dependencies = [("meetings", "0016_entered_by_no_other_record")]

    operations = [
        migrations.CreateModel(
            "SigningRefusal",
            [
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("scope", models.TextField(db_collation="C")),
                ("stream", models.TextField()),
                ("refused_on", models.DateField()),
                ("reason_id", models.BigIntegerField()),
                ("noted_at", models.DateTimeField()),
                ("follows_at", models.DateTimeField()),
                ("by_role", models.TextField()),
                ("by_person", models.BigIntegerField()),
                (
                    "meeting",
                    models.ForeignKey(
                        "meetings.meeting",
                        django.db.models.deletion.PROTECT,
                        related_name="refusals",
                    ),
                ),
                (
                    "side",
                    models.OneToOneField(
                        "meetings.meetingside", django.db.models.deletion.PROTECT, related_name="+"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            "signingrefusal",
            models.CheckConstraint(
                condition=models.Q(follows_at__gt=models.F("noted_at")),
                name="meetings_refusal_waits_for_the_side",
            ),
        ),
        migrations.RunSQL(protect("meetings_signingrefusal"), unprotect("meetings_signingrefusal")),
        migrations.RunSQL(NOTED, LOOSE),
    ]
