"""Row-level security of assemblies; a closed roll takes no more ballots; an outcome is only ever annulled."""

from django.db import migrations

from hemei.ground.records.security import protect, unprotect

TABLES = ("voting_proposal", "voting_support", "voting_assembly", "voting_outcome")

# A statement that adds ballots shares the lock of its roll, so the one that closes it waits for all of them, and all
# that come after it are refused, whoever writes them.
CLOSED = """
create function voting_ballot_in_time() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
begin
  perform 1 from voting_roll r where r.stream in (select stream from fresh) for share;
  if exists (select 1 from voting_roll r where r.stream in (select stream from fresh) and r.closed_at is not null) then
    raise exception 'The roll of this ballot is closed.' using errcode = '23514';
  end if;
  return null;
end $$;
create trigger voting_ballot_in_time after insert on voting_ballot
  referencing new table as fresh for each statement execute function voting_ballot_in_time();
"""
NOT_CLOSED = """
drop trigger voting_ballot_in_time on voting_ballot;
drop function voting_ballot_in_time();
"""
KEPT = """
create function voting_outcome_kept() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and old.annulled_on is null and new.annulled_on is not null
     and to_jsonb(new) - '{annulled_on,annulled_by}'::text[] = to_jsonb(old) - '{annulled_on,annulled_by}'::text[] then
    return new;
  end if;
  raise exception 'An outcome is never changed or deleted; it may be annulled once.' using errcode = '23514';
end $$;
create trigger voting_outcome_kept before update or delete on voting_outcome
  for each row execute function voting_outcome_kept();
create trigger voting_outcome_never_emptied before truncate on voting_outcome
  for each statement execute function records_append_only();
"""
FREED = """
drop trigger voting_outcome_never_emptied on voting_outcome;
drop trigger voting_outcome_kept on voting_outcome;
drop function voting_outcome_kept();
"""


class Migration(migrations.Migration):
    dependencies = [("records", "0002_chain"), ("voting", "0002_wall")]

    operations = [
        migrations.RunSQL(
            "".join(protect(table) for table in TABLES), "".join(unprotect(table) for table in TABLES)
        ),
        migrations.RunSQL(CLOSED, NOT_CLOSED),
        migrations.RunSQL(KEPT, FREED),
    ]
