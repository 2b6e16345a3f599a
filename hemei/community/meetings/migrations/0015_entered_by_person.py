"""Who enters what members of a committee signed on paper is named, and is none of them under whatever role."""

from django.db import migrations, models

PERSON = """
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
ROLE = """
create or replace function meetings_signature_shown() returns trigger language plpgsql as $$
begin
  if new.signed_by = 'paper' and (new.scan_id is null or new.by_role in ('', 'committee_member'))
    and exists (
      select 1 from meetings_attendance a join meetings_meetingside s on s.id = a.side_id
      where a.id = new.attendance_id and s.code = 'members')
  then
    raise exception 'What a member signed on paper is shown, and entered by nobody of the committee.'
      using errcode = '23514';
  end if;
  return new;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("meetings", "0014_minutes_keep_their_template")]

    operations = [
        migrations.AddField("signature", "by_person", models.BigIntegerField(null=True)),
        migrations.RunSQL(PERSON, ROLE),
    ]
