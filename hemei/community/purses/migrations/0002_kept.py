"""What must never be false of joint accounts, whoever writes: distinct hands, due approvals, nothing rewritten.

Who prepared an order approves it never; an approval is of an open order, by who holds the appointment on that day, with
a second factor given shortly before; an order is approved only by as many of each side as it needs, none against; what
was agreed, prepared, approved or read from the bank is not changed afterwards.
"""

from django.db import migrations

from hemei.ground.records.security import APP_ROLE, protect, unprotect

TABLES = (
    "jointaccount", "agreement", "signatory", "paymentorder", "approval", "orderpause", "bankfile", "statement",
    "statementline",
)  # fmt: skip
APPEND_ONLY = ("jointaccount", "approval", "orderpause", "bankfile", "statement")
# Of each other table: what may change afterwards. The rest stays as it was written.
MOVING = {
    "agreement": ("valid_until", "annulled_on"),
    "signatory": ("valid_until",),
    "paymentorder": (
        "state", "round", "basis", "basis_assembly_id", "basis_vote_id", "basis_text_id", "basis_annulled_on", "papers",
        "expires_at", "approved_at", "paused_until", "bank_file_id", "filed_at", "paid_on", "ended_at", "entry_id",
        "paid_entry_id",
    ),
    "statementline": ("order_id", "entry_id", "matched_how", "matched_by_id", "matched_at"),
}  # fmt: skip

KEPT = (
    """
create function purses_only_moves() returns trigger language plpgsql as $$
declare moving text[] := tg_argv[0]::text[];
begin
  if tg_op = 'UPDATE' and to_jsonb(new) - moving = to_jsonb(old) - moving then
    return new;
  end if;
  raise exception 'What was written of a joint account stays: % is not changed or deleted.', tg_table_name
    using errcode = '23514';
end $$;
"""
    + "".join(
        f"create trigger purses_{table}_only_moves before update or delete on purses_{table}\n"
        f"  for each row execute function purses_only_moves('{{{','.join(columns)}}}');\n"
        f"create trigger purses_{table}_never_emptied before truncate on purses_{table}\n"
        "  for each statement execute function records_append_only();\n"
        for table, columns in MOVING.items()
    )
    + "".join(
        f"create trigger purses_{table}_append_only before update or delete or truncate on purses_{table}\n"
        "  for each statement execute function records_append_only();\n"
        for table in APPEND_ONLY
    )
    + f"revoke delete on {', '.join(f'purses_{table}' for table in TABLES)} from {APP_ROLE};\n"
    + """
create function purses_approval_due() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
declare
  held record;
  signs record;
  day date := (new.given_at at time zone 'Asia/Shanghai')::date;
begin
  select state, round, prepared_by_id, prepared_body_id, account_id, stream, scope, expires_at, paused_until
    into held from purses_paymentorder where id = new.order_id for no key update;
  if held.state <> 'approving' or held.round <> new.round or new.given_at > held.expires_at
     or new.stream <> held.stream or new.scope <> held.scope then
    raise exception 'Order % is not open for approval.', new.order_id using errcode = '23514';
  end if;
  if held.paused_until > new.given_at then
    raise exception 'Order % is paused until %.', new.order_id, held.paused_until using errcode = '23514';
  end if;
  select * into signs from purses_signatory where id = new.signatory_id;
  if signs.account_id <> held.account_id or signs.person_id <> new.person_id or signs.side <> new.side
     or signs.valid_from > day or signs.valid_until <= day
     or new.counts_for_id <> coalesce(signs.stands_for_id, signs.id) then
    raise exception 'Person % does not sign for this account on %.', new.person_id, day using errcode = '23514';
  end if;
  if new.person_id = held.prepared_by_id or signs.body_id = held.prepared_body_id then
    raise exception 'Who prepared an order does not approve it.'
      using errcode = '23514', constraint = 'purses_approval_other_hand';
  end if;
  if not exists (
    select 1 from people_appointment a where a.id = new.appointment_id and a.person_id = new.person_id
      and a.body_id = signs.body_id and a.valid_from <= day and (a.valid_until is null or a.valid_until > day)) then
    raise exception 'Person % holds no appointment on %.', new.person_id, day
      using errcode = '23514', constraint = 'purses_approval_appointed';
  end if;
  if new.confirmed_at > new.given_at or new.confirmed_at < new.given_at - interval '1 hour' then
    raise exception 'An approval needs a second factor given shortly before.'
      using errcode = '23514', constraint = 'purses_approval_second_factor';
  end if;
  return new;
end $$;
create trigger purses_approval_due before insert on purses_approval
  for each row execute function purses_approval_due();

create function purses_order_moves() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
declare given record;
begin
  if tg_op = 'INSERT' then
    if new.state <> 'approving' or new.round <> 1 then
      raise exception 'An order begins by waiting for approval.' using errcode = '23514';
    end if;
    if not exists (select 1 from purses_agreement a where a.id = new.agreement_id and a.account_id = new.account_id) then
      raise exception 'An order stands under an agreement of its own account.' using errcode = '23514';
    end if;
    return new;
  end if;
  if new.round <> old.round and not (old.state = 'held' and new.state = 'approving' and new.round = old.round + 1) then
    raise exception 'Only a held order is approved anew.' using errcode = '23514';
  end if;
  if new.state = old.state then
    return new;
  end if;
  if (old.state, new.state) not in (
    ('approving', 'approved'), ('approving', 'held'), ('approving', 'refused'), ('approving', 'expired'),
    ('approving', 'withdrawn'), ('approved', 'filed'), ('approved', 'held'), ('approved', 'withdrawn'),
    ('approved', 'paid'), ('filed', 'paid'), ('filed', 'held'), ('filed', 'approved'), ('held', 'approving'),
    ('held', 'withdrawn'), ('held', 'paid')) then
    raise exception 'An order does not go from % to %.', old.state, new.state using errcode = '23514';
  end if;
  if new.state = 'approved' and old.state = 'approving' then
    select count(*) filter (where agrees and side = 'committee') as committee,
           count(*) filter (where agrees and side = 'community') as community,
           count(*) filter (where not agrees) as against
      into given from purses_approval where order_id = new.id and round = new.round;
    if given.against > 0 or given.committee < new.committee_needed or given.community < new.community_needed then
      raise exception 'Order % lacks approvals.', new.id
        using errcode = '23514', constraint = 'purses_order_enough';
    end if;
  end if;
  if new.state = 'filed' and (new.bank_file_id is null or new.filed_at is null or new.paused_until > new.filed_at) then
    raise exception 'Order % does not go to the bank now.', new.id using errcode = '23514';
  end if;
  return new;
end $$;
create trigger purses_order_moves before insert or update on purses_paymentorder
  for each row execute function purses_order_moves();

create function purses_line_matched() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
begin
  if old.matched_at is not null and new is distinct from old then
    raise exception 'A matched line stays matched.' using errcode = '23514';
  end if;
  if new.order_id is not null and not exists (
      select 1 from purses_paymentorder o where o.id = new.order_id and o.account_id = new.account_id
        and o.amount_fen = -new.amount_fen) then
    raise exception 'A line pays an order of its own account, to the fen.' using errcode = '23514';
  end if;
  return new;
end $$;
create trigger purses_line_matched before update on purses_statementline
  for each row execute function purses_line_matched();
"""
)
FREED = (
    """
drop trigger purses_line_matched on purses_statementline;
drop function purses_line_matched();
drop trigger purses_order_moves on purses_paymentorder;
drop function purses_order_moves();
drop trigger purses_approval_due on purses_approval;
drop function purses_approval_due();
"""
    f"grant delete on {', '.join(f'purses_{table}' for table in TABLES)} to {APP_ROLE};\n"
    + "".join(f"drop trigger purses_{table}_append_only on purses_{table};\n" for table in APPEND_ONLY)
    + "".join(
        f"drop trigger purses_{table}_only_moves on purses_{table};\n"
        f"drop trigger purses_{table}_never_emptied on purses_{table};\n"
        for table in MOVING
    )
    + "drop function purses_only_moves();\n"
)


class Migration(migrations.Migration):
    dependencies = [("purses", "0001_tables"), ("records", "0002_chain")]

    operations = [
        migrations.RunSQL(KEPT, FREED),
        *(migrations.RunSQL(protect(f"purses_{table}"), unprotect(f"purses_{table}")) for table in TABLES),
    ]
