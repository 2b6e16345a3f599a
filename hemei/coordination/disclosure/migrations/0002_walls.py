"""Who sees disclosures: by place, or who they were shared with. What was published is for everybody, and stays as it was."""

from django.db import migrations

from hemei.ground.records.security import APP_ROLE, PUBLIC_ROLE, protect, unprotect

TABLES = ("calendarentry", "disclosure", "version", "question", "risk")
VIEWS = f"""
create view public_disclosure as
  select e.token as estate_token, e.name as estate, p.name as community, d.id as disclosure_id, d.subject, d.since,
         d.until, d.due_on, d.number as latest, coalesce(nullif(b.short_name, ''), b.name) as body,
         v.token, v.number, v.lines, v.explanations, v.because, v.root, v.published_on, v.published_at, v.board_until,
         d.published_on as first_on, d.stream
  from disclosure_version v
  join disclosure_disclosure d on d.id = v.disclosure_id
  join places_estate e on e.id = d.estate_id
  join public_place p on p.id = e.community_id
  join people_body b on b.id = d.body_id
  where v.published_at is not null and e.valid_until is null;
create view public_disclosure_draft as
  select e.token as estate_token, e.name as estate, d.id as disclosure_id, d.subject, d.since, d.until, d.due_on,
         d.comments_until, v.lines, v.explanations
  from disclosure_version v
  join disclosure_disclosure d on d.id = v.disclosure_id and d.state = 'comments' and v.number = 1
  join places_estate e on e.id = d.estate_id
  where e.valid_until is null;
create view public_disclosure_calendar as
  select d.id, e.token as estate_token, e.name as estate, c.name as community, s.name as street, d.subject, d.since,
         d.until, d.due_on, d.state, d.published_on, d.comments_until,
         coalesce(nullif(b.short_name, ''), b.name) as body
  from disclosure_disclosure d
  join places_estate e on e.id = d.estate_id
  join public_place c on c.id = e.community_id
  join public_place s on s.id = c.parent_id
  join people_body b on b.id = d.body_id
  where e.valid_until is null;
grant select on public_disclosure, public_disclosure_draft, public_disclosure_calendar to {PUBLIC_ROLE};
revoke insert, update, delete, truncate on public_disclosure, public_disclosure_draft, public_disclosure_calendar
  from {APP_ROLE};
"""
UNDO = "drop view public_disclosure; drop view public_disclosure_draft; drop view public_disclosure_calendar;"
KEPT = f"""
create function disclosure_version_kept() returns trigger language plpgsql as $$
begin
  if old.published_at is null and tg_op = 'UPDATE' and new.disclosure_id = old.disclosure_id
     and new.number = old.number and new.token = old.token then
    return new;
  end if;
  raise exception 'A published version is never changed or deleted; correct it by a further one.'
    using errcode = '23514';
end $$;
create trigger disclosure_version_kept before update or delete on disclosure_version
  for each row execute function disclosure_version_kept();
create trigger disclosure_version_never_emptied before truncate on disclosure_version
  for each statement execute function records_append_only();
revoke delete on disclosure_version, disclosure_disclosure, disclosure_question from {APP_ROLE};
"""
FREED = f"""
grant delete on disclosure_version, disclosure_disclosure, disclosure_question to {APP_ROLE};
drop trigger disclosure_version_never_emptied on disclosure_version;
drop trigger disclosure_version_kept on disclosure_version;
drop function disclosure_version_kept();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("disclosure", "0001_tables"),
        ("people", "0001_tables"),
        ("places", "0004_public_houses"),
        ("records", "0004_views_are_for_reading"),
    ]

    operations = [
        *(
            migrations.RunSQL(protect(f"disclosure_{table}"), unprotect(f"disclosure_{table}"))
            for table in TABLES
        ),
        migrations.RunSQL(KEPT, FREED),
        migrations.RunSQL(VIEWS, UNDO),
    ]
