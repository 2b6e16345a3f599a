"""A refusal is noted once a side signed that is neither the refused one nor any of the writer's own.

And what the side said while it was waited for is answered before anything follows.
"""

import importlib

from django.db import migrations

_BEFORE = importlib.import_module("hemei.community.meetings.migrations.0017_refused_to_sign").NOTED


def _old(name: str) -> str:
    """Return a function as the migration before made it."""
    start = _BEFORE.index(f"create function {name}()")
    end = _BEFORE.index("end $$;", start) + len("end $$;")
    return _BEFORE[start:end].replace("create function", "create or replace function")


DEFINER = "security definer set search_path = public, pg_temp"
THIRD = f"""
create function meetings_speaks_for(role text) returns text[] language sql immutable as $$
  select case
    when role in ('community_clerk', 'community_secretary') then array['party', 'residents_committee']
    when role = 'street_clerk' then array['street']
    when role = 'committee_member' then array['members', 'owners_committee']
    when role = 'mediator' then array['mediator']
    else array[]::text[]
  end
$$;

create or replace function meetings_refusal_noted() returns trigger language plpgsql {DEFINER} as $$
declare
  held meetings_meeting;
  own bigint[];
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
  own := array(
    select s.id from meetings_meetingside s
    where s.meeting_id = new.meeting_id and (s.code = any(meetings_speaks_for(new.by_role)) or exists (
      select 1 from meetings_attendance a
      where a.side_id = s.id and a.person_id = any(people_same_as(new.by_person)))));
  if new.side_id = any(own) then
    raise exception 'Nobody notes the refusal of his own side.' using errcode = '23514';
  end if;
  if exists (
      select 1 from meetings_signature s join meetings_attendance a on a.id = s.attendance_id
      where a.side_id = new.side_id)
    or not exists (
      select 1 from meetings_signature s join meetings_attendance a on a.id = s.attendance_id
      where a.meeting_id = new.meeting_id and a.side_id <> new.side_id and a.side_id <> all(own)) then
    raise exception 'A side refuses what a third side signed and it did not.' using errcode = '23514';
  end if;
  return new;
end $$;

create function meetings_unanswered_of(side bigint) returns timestamptz[] language sql stable {DEFINER} as $$
  select array(
    select c.made_at from meetings_meetingside s join meetings_comment c on c.meeting_id = s.meeting_id
    where s.id = side and c.answered_at is null and (c.body_id = s.body_id or exists (
      select 1 from meetings_attendance a
      where a.side_id = s.id and a.arrived_at is not null and a.person_id = any(people_same_as(c.person_id)))))
$$;
revoke execute on function meetings_unanswered_of from public;
grant execute on function meetings_unanswered_of to hemei_app;

create or replace function meetings_followed_once_signed() returns trigger language plpgsql {DEFINER} as $$
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
          where r.side_id = v.side_id and r.follows_at <= coalesce(new.posted_at, new.tasks_set_at)
            and not exists (
              select 1 from unnest(meetings_unanswered_of(r.side_id)) at
              where at >= r.noted_at and at < r.follows_at))) then
    raise exception 'What the sides decided follows once each signed, or was waited for and answered.'
      using errcode = '23514';
  end if;
  return new;
end $$;
"""
SECOND = f"""
{_old("meetings_refusal_noted")}
{_old("meetings_followed_once_signed")}
drop function meetings_unanswered_of(bigint);
drop function meetings_speaks_for(text);
"""


class Migration(migrations.Migration):
    dependencies = [("meetings", "0017_refused_to_sign"), ("people", "0024_one_human")]

    operations = [migrations.RunSQL(THIRD, SECOND)]
