-- The trail's lines with who acted for whom, a salt each, and a counted key that is the table's own
-- order; the hash tree's stored nodes; and what stays of lines whose time has ended.
create table trail_line_next (
    sequence @identity,
    at text not null,
    actor text not null,
    action text not null,
    subject_kind text not null,
    subject_id text not null,
    purpose text not null,
    basis text not null,
    rule text not null,
    reference text not null,
    role text not null,
    authority text not null,
    criteria text not null,
    salt bytea not null,
    hash text not null check (length(hash) = 64)
);
insert into trail_line_next (sequence, at, actor, action, subject_kind, subject_id, purpose, basis,
                             rule, reference, role, authority, criteria, salt, hash)
select sequence, at, actor, action, subject_kind, subject_id, purpose, basis, rule, reference,
       '', '', '', x'', hash from trail_line order by sequence;
drop table trail_line;
alter table trail_line_next rename to trail_line;

create index trail_line_actor on trail_line (actor, sequence);
create index trail_line_action on trail_line (action, sequence);
create index trail_line_subject_kind on trail_line (subject_kind, sequence);
create index trail_line_subject on trail_line (subject_kind, subject_id, sequence)
    where subject_kind <> 'person';
-- Holds all that "who has looked at this person" shows, so that fifty lines lie side by side however
-- large the trail is.
create index trail_line_person on trail_line
    (subject_kind, subject_id, sequence, at, actor, role, authority, action, purpose, basis, rule)
    where subject_kind = 'person';

-- The roots of complete subtrees of 256, 65,536, … lines.
create table trail_tile (
    level bigint not null check (level between 1 and 7),
    position bigint not null,
    hash bytea not null check (length(hash) = 32),
    primary key (level, position)
);

-- 256 lines whose time has ended: their digests and hashes stay, so that chain and tree still hold.
create table trail_seal (
    position @identity,
    digests bytea not null check (length(digests) = 8192),
    hashes bytea not null check (length(hashes) = 8192)
);

-- The next number and no other: this also stops "insert or replace", which removes without a
-- delete trigger.
create trigger trail_line_only_next before insert on trail_line
when new.sequence <> (select coalesce(max(sequence), 0) + 1 from trail_line)
begin
    select raise(abort, 'trail_line: only the next line can be added');
end;
create trigger trail_line_no_update before update on trail_line
begin
    select raise(abort, 'trail_line: a line can not be changed');
end;
-- Only what is sealed with this very hash.
create trigger trail_line_no_delete before delete on trail_line
when not exists (
    select 1 from trail_seal
    where position = (old.sequence - 1) / 256
      and lower(hex(substr(hashes, ((old.sequence - 1) % 256) * 32 + 1, 32))) = old.hash)
begin
    select raise(abort, 'trail_line: a line can not be removed');
end;

-- Sealing needs its own line in the trail first, which says how far.
create trigger trail_seal_only_next before insert on trail_seal
when new.position <> (select coalesce(max(position) + 1, 0) from trail_seal)
  or not exists (
    select 1 from trail_line
    where subject_kind = 'trail' and action = 'erase'
      and cast(subject_id as bigint) >= (new.position + 1) * 256)
begin
    select raise(abort, 'trail_seal: only the next lines, and only after their line in the trail');
end;
create trigger trail_seal_no_update before update on trail_seal
begin
    select raise(abort, 'trail_seal: a seal can not be changed');
end;
create trigger trail_seal_no_delete before delete on trail_seal
begin
    select raise(abort, 'trail_seal: a seal can not be removed');
end;

create trigger trail_tile_only_next before insert on trail_tile
when new.position <> (select coalesce(max(position) + 1, 0) from trail_tile
                      where level = new.level)
begin
    select raise(abort, 'trail_tile: only the next node can be added');
end;
create trigger trail_tile_no_update before update on trail_tile
begin
    select raise(abort, 'trail_tile: a node can not be changed');
end;
create trigger trail_tile_no_delete before delete on trail_tile
begin
    select raise(abort, 'trail_tile: a node can not be removed');
end;

insert into column_description (table_name, column_name, description) values
    ('trail_line', 'role', 'Rollen, der handlede, som kode; tom, hvor ingen bruger handlede'),
    ('trail_line', 'authority', 'Myndigheden, der blev handlet for; tom for kommunen selv'),
    ('trail_line', 'criteria', 'Nøglet kontrolsum af, hvad der blev søgt efter; ellers tom'),
    ('trail_line', 'salt', 'Tilfældige tegn i kontrolsummen; tom i linjer fra før hashtræet'),
    ('trail_tile', 'level', 'Hvor højt i hashtræet: 1 dækker 256 linjer, 2 dækker 65.536'),
    ('trail_tile', 'position', 'Nummer på højden, fra 0'),
    ('trail_tile', 'hash', 'Rod af det fulde deltræ (RFC 9162)'),
    ('trail_seal', 'position', 'Hvilke 256 linjer, fra 0'),
    ('trail_seal', 'digests', 'Kontrolsummer af linjernes slettede indhold, 32 tegn for hver'),
    ('trail_seal', 'hashes', 'Linjernes kontrolsummer i kæden, 32 tegn for hver');
