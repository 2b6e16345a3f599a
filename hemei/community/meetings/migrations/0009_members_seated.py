"""More members than there are cannot be there: a quorum and a majority are shares of all of them."""

from django.db import migrations

KEPT = """
create function meetings_members_counted() returns trigger language plpgsql as $$
declare
  most integer;
begin
  if new.arrived_at is null or new.left_at is not null then
    return new;
  end if;
  select size into most from meetings_meetingside where id = new.side_id and code = 'members';
  if most is not null and (
      select count(*) from meetings_attendance
      where side_id = new.side_id and id <> new.id and arrived_at is not null and left_at is null) >= most then
    raise exception 'More members are there than there are members.' using errcode = '23514';
  end if;
  return new;
end $$;
create trigger meetings_members_counted before insert or update on meetings_attendance
  for each row execute function meetings_members_counted();
"""
FREED = """
drop trigger meetings_members_counted on meetings_attendance;
drop function meetings_members_counted();
"""


class Migration(migrations.Migration):
    dependencies = [("meetings", "0008_for_owners")]

    operations = [migrations.RunSQL(KEPT, FREED)]
