"""Who enters what members of a committee signed on paper is none of them under another record of his either.

The trigger reads who was there as the owner of the table: what a writer does not see is no reason to let him.
"""

from django.db import migrations

HUMAN = """
create or replace function meetings_signature_shown() returns trigger language plpgsql
security definer set search_path = public, pg_temp as $$
begin
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
revoke execute on function meetings_signature_shown from public;
"""
RECORD = """
create or replace function meetings_signature_shown() returns trigger language plpgsql as $$
begin
  if new.signed_by = 'paper' and exists (
      select 1 from meetings_attendance a join meetings_meetingside s on s.id = a.side_id
      where a.id = new.attendance_id and s.code = 'members')
    and (new.scan_id is null or new.by_role in ('', 'committee_member') or new.by_person is null or exists (
      select 1 from meetings_attendance own
      join meetings_meetingside s on s.id = own.side_id
      join meetings_attendance of on of.meeting_id = own.meeting_id
      where of.id = new.attendance_id and s.code = 'members' and own.person_id = new.by_person))
  then
    raise exception 'What a member signed on paper is shown, and entered by a named person who is no member.'
      using errcode = '23514';
  end if;
  return new;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("meetings", "0015_entered_by_person"), ("people", "0024_one_human")]

    operations = [migrations.RunSQL(HUMAN, RECORD)]
