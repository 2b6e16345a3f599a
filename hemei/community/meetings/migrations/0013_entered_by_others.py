"""What members of a committee signed on paper is entered by somebody who is none of them."""

from django.db import migrations, models

OTHERS = """
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
SHOWN = """
create or replace function meetings_signature_shown() returns trigger language plpgsql as $$
begin
  if new.signed_by = 'paper' and new.scan_id is null and exists (
      select 1 from meetings_attendance a join meetings_meetingside s on s.id = a.side_id
      where a.id = new.attendance_id and s.code = 'members')
  then
    raise exception 'What a member signed on paper is shown.' using errcode = '23514';
  end if;
  return new;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("meetings", "0012_by_day")]

    operations = [
        migrations.AddField("signature", "by_role", models.TextField(default="")),
        migrations.RunSQL(OTHERS, SHOWN),
    ]
