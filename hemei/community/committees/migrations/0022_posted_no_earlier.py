"""What was posted in preparation of an election is not said to have been posted earlier afterwards."""

from django.db import migrations

NO_EARLIER = """
create function committees_posted_no_earlier() returns trigger language plpgsql as $$
begin
  if new.posted_on < old.posted_on then
    raise exception 'A posting is not set back to an earlier day.' using errcode = '23514';
  end if;
  return new;
end $$;
create trigger committees_posted_no_earlier before update of posted_on on committees_workdone
  for each row execute function committees_posted_no_earlier();
"""
LOOSE = """
drop trigger committees_posted_no_earlier on committees_workdone;
drop function committees_posted_no_earlier();
"""


class Migration(migrations.Migration):
    dependencies = [("committees", "0021_recall_on_paper")]

    operations = [migrations.RunSQL(NO_EARLIER, LOOSE)]
