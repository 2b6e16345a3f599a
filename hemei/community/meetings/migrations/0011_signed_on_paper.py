"""That a member of a committee signed the minutes on paper shows a scan; else he signs himself, by his own account."""

import django.db.models.deletion
from django.db import migrations, models

SHOWN = """
create function meetings_signature_shown() returns trigger language plpgsql as $$
begin
  if new.signed_by = 'paper' and new.scan_id is null and exists (
      select 1 from meetings_attendance a join meetings_meetingside s on s.id = a.side_id
      where a.id = new.attendance_id and s.code = 'members')
  then
    raise exception 'What a member signed on paper is shown.' using errcode = '23514';
  end if;
  return new;
end $$;
create trigger meetings_signature_shown before insert on meetings_signature
  for each row execute function meetings_signature_shown();
"""
LOOSE = """
drop trigger meetings_signature_shown on meetings_signature;
drop function meetings_signature_shown();
"""


class Migration(migrations.Migration):
    dependencies = [("meetings", "0010_put_to_owners"), ("records", "0012_import_matches")]

    operations = [
        migrations.AddField(
            "signature",
            "scan",
            models.ForeignKey(
                "records.file", django.db.models.deletion.PROTECT, null=True, related_name="+", db_index=False
            ),
        ),
        migrations.RunSQL(SHOWN, LOOSE),
    ]
