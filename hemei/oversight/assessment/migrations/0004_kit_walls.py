"""Who sees third-party assessment, what may never change, and the draw that anybody repeats once a round is posted."""

from django.db import migrations

from hemei.ground.records.security import protect, unprotect

TABLES = (
    "assessmentcontract", "sample", "sampledproject", "visit", "visitmark", "visitphoto", "survey", "surveyunit",
    "surveytally", "roundagreement",
)  # fmt: skip

KEPT = """
create function assessment_sample_kept() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    raise exception 'A list that was fixed stays.' using errcode = '23514';
  end if;
  if (new.round_id, new.strata_by, new.size, new.digest, new.secret, new.commitment, new.listed_at)
       is distinct from (old.round_id, old.strata_by, old.size, old.digest, old.secret, old.commitment, old.listed_at)
     or (old.seed <> '' and new.seed <> old.seed) then
    raise exception 'What was fixed before the seed, and the seed, stay.' using errcode = '23514';
  end if;
  return new;
end $$;
create trigger assessment_sample_kept before update or delete on assessment_sample
  for each row execute function assessment_sample_kept();

create function assessment_visit_kept() returns trigger language plpgsql as $$
begin
  raise exception 'What came in from a visit stays as it came.' using errcode = '23514';
end $$;
create trigger assessment_visitmark_kept before update or delete on assessment_visitmark
  for each row execute function assessment_visit_kept();
create trigger assessment_visitphoto_kept before delete on assessment_visitphoto
  for each row execute function assessment_visit_kept();

-- Before a round is posted nobody outside may know where assessors go.
create view public_assessment_draw as
  select s.id, s.round_id, r.title, s.strata_by as by, s.size, s.digest, s.commitment, s.listed_at, s.seed, s.drawn_at,
         case when s.opened_at is null then '' else s.secret end as secret
  from assessment_sample s join assessment_round r on r.id = s.round_id
  where s.seed <> '' and r.posted_at is not null and r.cancelled_at is null;
create view public_assessment_drawn as
  select p.sample_id, p.key, p.stratum, p.must, p.place, p.drawn
  from assessment_sampledproject p join public_assessment_draw d on d.id = p.sample_id;
revoke insert, update, delete, truncate on public_assessment_draw, public_assessment_drawn from hemei_app;
grant select on public_assessment_draw, public_assessment_drawn to hemei_public;
"""
GONE = """
drop view public_assessment_drawn; drop view public_assessment_draw;
drop trigger assessment_visitphoto_kept on assessment_visitphoto;
drop trigger assessment_visitmark_kept on assessment_visitmark; drop function assessment_visit_kept;
drop trigger assessment_sample_kept on assessment_sample; drop function assessment_sample_kept;
"""


class Migration(migrations.Migration):
    dependencies = [("assessment", "0002_wall_and_published")]

    operations = [
        *(
            migrations.RunSQL(protect(f"assessment_{table}"), unprotect(f"assessment_{table}"))
            for table in TABLES
        ),
        migrations.RunSQL(KEPT, GONE),
    ]
