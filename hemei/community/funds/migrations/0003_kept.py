"""What must never be false of the fund, whoever writes: which step follows which, what it rests on, who bears what.

A use goes by the table of its steps, and each step writes its own columns and no others. An ordinary one is cleared,
approved and paid only by a published vote of its own that passed and stands; the row of that outcome is locked, so that
it is not annulled meanwhile. A paid one has its check, its shares, which sum to the bill, and its entry, which takes from
the bank what they take from the accounts. Shares are written with the bill and stay from the check on; at the payment
follows what each account held, after it only that a gap was paid. Nothing here is deleted but shares of a bill that is
shared anew.
"""

from django.db import migrations

APPEND_ONLY = ("interest", "unittransfer")
# Of each other table: what may change afterwards. The rest stays as it was written.
MOVING = {
    "fund": ("bank", "assembly_id", "vote", "asked_on", "handed_over_on"),
    "household": ("deposited_fen", "closed_on"),
    "renewalnotice": ("settled_on",),
}
NEVER_EMPTIED = (*MOVING, "use", "share")

KEPT = (
    """
create function funds_only_moves() returns trigger language plpgsql as $$
declare moving text[] := tg_argv[0]::text[];
begin
  if tg_op = 'UPDATE' and to_jsonb(new) - moving = to_jsonb(old) - moving then
    return new;
  end if;
  raise exception 'What was written of a fund stays: % is not changed or deleted.', tg_table_name
    using errcode = '23514', constraint = 'funds_only_moves';
end $$;
"""
    + "".join(
        f"create trigger funds_{table}_only_moves before update or delete on funds_{table}\n"
        f"  for each row execute function funds_only_moves('{{{','.join(columns)}}}');\n"
        for table, columns in MOVING.items()
    )
    + "".join(
        f"create trigger funds_{table}_never_emptied before truncate on funds_{table}\n"
        "  for each statement execute function records_append_only();\n"
        for table in NEVER_EMPTIED
    )
    + "".join(
        f"create trigger funds_{table}_append_only before update or delete or truncate on funds_{table}\n"
        "  for each statement execute function records_append_only();\n"
        for table in APPEND_ONLY
    )
)
FREED = (
    "".join(f"drop trigger funds_{table}_append_only on funds_{table};\n" for table in APPEND_ONLY)
    + "".join(f"drop trigger funds_{table}_never_emptied on funds_{table};\n" for table in NEVER_EMPTIED)
    + "".join(f"drop trigger funds_{table}_only_moves on funds_{table};\n" for table in MOVING)
    + "drop function funds_only_moves();\n"
)

USES = """
create function funds_vote_stands(use_row funds_use) returns boolean language plpgsql security definer
set search_path = public, pg_temp as $$
begin
  perform 1 from voting_assembly a
    join voting_outcome o on o.assembly_id = a.id
    join voting_vote v on v.id = o.vote_id
    where a.id = use_row.assembly_id and v.number = use_row.vote and a.published_at is not null
      and a.estate_id = (select estate_id from funds_fund where id = use_row.fund_id)
      and (a.key = 'fund:' || use_row.id or a.key like 'fund:' || use_row.id || ':%')
      and o.passed and o.annulled_on is null
      and not exists (select 1 from voting_outcome later where later.vote_id = o.vote_id and later.round > o.round)
    for share of a, o;
  return found;
end $$;
revoke execute on function funds_vote_stands(funds_use) from public;

create function funds_use_moves() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
declare
  step text;
  writes text[];
begin
  if tg_op = 'DELETE' then
    raise exception 'A use is never deleted.' using errcode = '23514', constraint = 'funds_use_kept';
  end if;
  if tg_op = 'INSERT' then
    if new.state <> (case new.path when 'ordinary' then 'planned' else 'asked' end)
       or num_nonnulls(new.assembly_id, new.vote, new.cleared_on, new.offers, new.begun_on, new.accepted_on,
                       new.bill_fen, new.billed_on, new.checked_at, new.paid_on, new.entry_id) > 0
       or new.contractor || new.chosen_by || new.audit <> '' then
      raise exception 'A use begins with its plan.' using errcode = '23514', constraint = 'funds_use_begins';
    end if;
    return new;
  end if;
  step := old.state || ' ' || new.state;
  writes := case
    when new.state = old.state then '{}'
    when step in ('planned voting', 'voting planned') then '{assembly_id,vote}'
    when step in ('voting cleared', 'voting merged', 'asked cleared', 'asked merged') then '{cleared_on}'
    when step = 'cleared working' then '{begun_on,contractor,chosen_by,offers}'
    when step = 'working accepted' then '{accepted_on}'
    when step = 'accepted billed' then '{bill_fen,audit,billed_on}'
    when step = 'billed approved' then '{checked_at}'
    when step = 'approved paid' then '{paid_on,entry_id}'
    when step in ('voting failed', 'asked refused', 'billed refused', 'billed accepted', 'planned withdrawn',
                  'asked withdrawn', 'cleared failed', 'working failed', 'accepted failed', 'billed failed',
                  'approved failed') then '{}'
  end;
  if writes is null then
    raise exception 'A use does not go from % to %.', old.state, new.state
      using errcode = '23514', constraint = 'funds_use_moves';
  end if;
  if new.state <> old.state then
    writes := writes || array['state', 'check_by'];
  elsif new.state in ('planned', 'asked', 'billed') then
    writes := writes || array['check_by'];
  end if;
  if to_jsonb(new) - writes <> to_jsonb(old) - writes then
    raise exception 'What was written of use % stays; each step writes its own.', new.id
      using errcode = '23514', constraint = 'funds_use_kept';
  end if;
  if (step in ('voting cleared', 'voting merged', 'asked cleared', 'asked merged') and new.cleared_on is null)
     or (new.state = 'merged') <> (new.state in ('cleared', 'merged') and new.supplement_of_id is not null)
     or (step = 'cleared working' and (new.begun_on is null or new.contractor = '' or new.chosen_by = ''))
     or (step = 'working accepted' and new.accepted_on is null)
     or (step = 'accepted billed' and (new.bill_fen is null or new.billed_on is null))
     or (step = 'billed approved' and new.checked_at is null) then
    raise exception 'The step of use % from % to % lacks what it needs.', new.id, old.state, new.state
      using errcode = '23514', constraint = 'funds_use_step';
  end if;
  if new.path = 'ordinary' and step in ('voting cleared', 'voting merged', 'billed approved', 'approved paid')
     and not funds_vote_stands(new) then
    raise exception 'Use % rests on no vote of its own that passed and stands.', new.id
      using errcode = '23514', constraint = 'funds_use_vote';
  end if;
  return new;
end $$;
create trigger funds_use_moves before insert or update or delete on funds_use
  for each row execute function funds_use_moves();

create function funds_use_shared() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
declare
  held record;
  shared record;
  taken bigint;
begin
  select u.id, u.state, u.bill_fen, u.entry_id, f.ledger_id into held
    from funds_use u join funds_fund f on f.id = u.fund_id where u.id = new.id;
  if held.state not in ('billed', 'approved', 'paid') then
    return null;
  end if;
  select coalesce(sum(share_fen), 0) as fen, coalesce(sum(from_fen), 0) as taken into shared
    from funds_share where use_id = new.id;
  if shared.fen is distinct from held.bill_fen then
    raise exception 'The shares of use % sum to % fen, its bill is % fen.', new.id, shared.fen, held.bill_fen
      using errcode = '23514', constraint = 'funds_use_shared';
  end if;
  if held.state = 'paid' then
    select -coalesce(sum(p.amount_fen) filter (where a.code = 'fund_bank'), 0) into taken
      from ledgers_entry e left join ledgers_posting p on p.entry_id = e.id left join ledgers_account a on a.id = p.account_id
      where e.id = held.entry_id and e.ledger_id = held.ledger_id and e.source_key = 'fund-use:' || new.id
      having count(distinct e.id) = 1;
    if taken is distinct from shared.taken then
      raise exception 'Use % was not paid by an entry of its own, as its shares say.', new.id
        using errcode = '23514', constraint = 'funds_use_posted';
    end if;
  end if;
  return null;
end $$;
create constraint trigger funds_use_shared after insert or update on funds_use
  deferrable initially deferred for each row execute function funds_use_shared();
"""
USES_FREED = """
drop trigger funds_use_shared on funds_use;
drop function funds_use_shared();
drop trigger funds_use_moves on funds_use;
drop function funds_use_moves();
drop function funds_vote_stands(funds_use);
"""

# A statement that adds or takes shares touches the use, whose deferred constraint then sums them once, not once a share.
SHARES = """
create function funds_share_moves() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
declare held record;
begin
  select u.state, u.stream, u.scope, u.fund_id, f.ledger_id into held
    from funds_use u join funds_fund f on f.id = u.fund_id
    where u.id = (case tg_op when 'DELETE' then old.use_id else new.use_id end) for no key update of u;
  if tg_op = 'DELETE' then
    if held.state = 'billed' then
      return old;
    end if;
  elsif tg_op = 'INSERT' then
    if new.stream <> held.stream or new.scope <> held.scope or new.gap_paid_on is not null or new.gap_entry_id is not null
       or not exists (select 1 from funds_household h where h.id = new.household_id and h.fund_id = held.fund_id) then
      raise exception 'A share is of a household of its own fund, and begins unpaid.'
        using errcode = '23514', constraint = 'funds_share_begins';
    end if;
    if held.state = 'billed' then
      return new;
    end if;
  elsif held.state = 'approved' and to_jsonb(new) - '{from_fen,gap_fen}'::text[]
        = to_jsonb(old) - '{from_fen,gap_fen}'::text[] then
    return new;
  elsif held.state = 'paid' and old.gap_paid_on is null and new.gap_fen > 0 and new.gap_paid_on is not null
        and to_jsonb(new) - '{gap_paid_on,gap_entry_id}'::text[] = to_jsonb(old) - '{gap_paid_on,gap_entry_id}'::text[] then
    if not exists (select 1 from ledgers_entry e where e.id = new.gap_entry_id and e.ledger_id = held.ledger_id
                   and e.source_key = 'fund-gap:' || new.id) then
      raise exception 'The gap of share % was not paid by an entry of its own.', new.id
        using errcode = '23514', constraint = 'funds_share_posted';
    end if;
    return new;
  end if;
  raise exception 'The shares of a use that is % stay as they are.', held.state
    using errcode = '23514', constraint = 'funds_share_kept';
end $$;
create trigger funds_share_moves before insert or update or delete on funds_share
  for each row execute function funds_share_moves();

create function funds_share_summed() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
begin
  update funds_use set bill_fen = bill_fen where id in (select use_id from touched);
  return null;
end $$;
create trigger funds_share_added after insert on funds_share
  referencing new table as touched for each statement execute function funds_share_summed();
create trigger funds_share_taken after delete on funds_share
  referencing old table as touched for each statement execute function funds_share_summed();
"""
SHARES_FREED = """
drop trigger funds_share_taken on funds_share;
drop trigger funds_share_added on funds_share;
drop function funds_share_summed();
drop trigger funds_share_moves on funds_share;
drop function funds_share_moves();
"""


class Migration(migrations.Migration):
    dependencies = [("funds", "0002_walls"), ("ledgers", "0002_kept"), ("voting", "0005_assemblies_wall")]

    operations = [
        migrations.RunSQL(KEPT, FREED),
        migrations.RunSQL(USES, USES_FREED),
        migrations.RunSQL(SHARES, SHARES_FREED),
    ]
