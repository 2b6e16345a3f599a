"""Petitions lie behind the wall of their place; the list of disputes gets one, and says when a dispute ended first."""

from django.db import migrations

from hemei.ground.records.security import protect, unprotect

TABLES = ("mediation_petition", "mediation_answeredpattern")

# A number of the petition office that stands elsewhere: that it does is all that is said.
NUMBERS = """
create function mediation_petition_numbers(asked text[]) returns setof text
  language sql stable security definer set search_path = public as $$
  select number from mediation_petition where number = any(asked)
$$;
revoke execute on function mediation_petition_numbers(text[]) from public;
grant execute on function mediation_petition_numbers(text[]) to hemei_app;
"""

# A view of the owner's, walled by itself: whoever is in charge of a place sees of its disputes the numbers and words
# of the list, never a text, a party or a file. A dispute ends once: with its agreement, stop or withdrawal, or with a
# failure that was not taken up a level; what follows an agreement changes nothing here.
LISTED = """
drop view mediation_listed;
create view mediation_listed with (security_barrier) as
  select d.id, d.number, d.kind, d.size, f.level as filed_level, coalesce(e.level, d.level) as level,
         coalesce(e.outcome, '') as outcome, d.filed_at, e.at as ended_at,
         (e.at at time zone 'Asia/Shanghai')::date - (d.filed_at at time zone 'Asia/Shanghai')::date as days,
         d.community_id, d.place_path, d.estate_id, d.body_id, m.at as moved_at
  from mediation_dispute d
  join lateral (select level from mediation_disputestep where dispute_id = d.id order by id limit 1) f on true
  join lateral (select at from mediation_disputestep where dispute_id = d.id order by id desc limit 1) m on true
  left join lateral (
    select s.at, s.level,
           case s.move when 'agree' then s.about ->> 'outcome' when 'stop' then 'stopped'
                       when 'withdraw' then 'withdrawn' when 'decline' then 'declined' else 'failed' end as outcome
    from mediation_disputestep s
    where s.dispute_id = d.id and (
      s.move in ('agree', 'stop', 'withdraw', 'decline')
      or s.move = 'fail' and not exists (
        select 1 from mediation_disputestep u where u.dispute_id = d.id and u.id > s.id and u.move = 'escalate'))
    order by s.id limit 1) e on true
  where (d.place_path >= current_setting('app.place_from', true)
         and d.place_path < current_setting('app.place_to', true))
     or (coalesce(current_setting('app.place_more', true), '') <> '' and exists (
          select 1 from unnest(string_to_array(current_setting('app.place_more', true), ',')) as further(path)
          where d.place_path >= further.path collate "C"
            and d.place_path < (left(further.path, -1) || '/') collate "C"));
revoke insert, update, delete, truncate on mediation_listed from hemei_app;
revoke all on mediation_listed from hemei_public;
"""
UNLISTED = """
drop view mediation_listed;
create view mediation_listed as
  select d.number, d.kind, d.size, s.level as filed_level, d.level, d.outcome, d.filed_at, d.ended_at,
         case when d.ended_at is not null
              then (d.ended_at at time zone 'Asia/Shanghai')::date - (d.filed_at at time zone 'Asia/Shanghai')::date end
           as days,
         d.community_id, d.place_path, d.estate_id
  from mediation_dispute d
  join lateral (select level from mediation_disputestep where dispute_id = d.id order by id limit 1) s on true;
revoke insert, update, delete, truncate on mediation_listed from hemei_app;
revoke all on mediation_listed from hemei_public;
"""


class Migration(migrations.Migration):
    dependencies = [("mediation", "0005_sessions"), ("records", "0004_views_are_for_reading")]

    operations = [
        *(migrations.RunSQL(protect(table), unprotect(table)) for table in TABLES),
        migrations.RunSQL(NUMBERS, "drop function mediation_petition_numbers(text[]);"),
        migrations.RunSQL(LISTED, UNLISTED),
    ]
