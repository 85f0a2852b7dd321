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

insert into column_description (table_name, column_name, description, data_class) values
    ('trail_line', 'role', 'Rollen, der handlede, som kode; tom, hvor ingen bruger handlede', 'internal'),
    ('trail_line', 'authority', 'Myndigheden, der blev handlet for; tom for kommunen selv', 'internal'),
    ('trail_line', 'criteria', 'Nøglet kontrolsum af, hvad der blev søgt efter; ellers tom', 'internal'),
    ('trail_line', 'salt', 'Tilfældige tegn i kontrolsummen; tom i linjer fra før hashtræet', 'internal'),
    ('trail_tile', 'level', 'Hvor højt i hashtræet: 1 dækker 256 linjer, 2 dækker 65.536', 'internal'),
    ('trail_tile', 'position', 'Nummer på højden, fra 0', 'internal'),
    ('trail_tile', 'hash', 'Rod af det fulde deltræ (RFC 9162)', 'internal'),
    ('trail_seal', 'position', 'Hvilke 256 linjer, fra 0', 'internal'),
    ('trail_seal', 'digests', 'Kontrolsummer af linjernes slettede indhold, 32 tegn for hver', 'internal'),
    ('trail_seal', 'hashes', 'Linjernes kontrolsummer i kæden, 32 tegn for hver', 'internal');

-- What was searched for, sealed under a key of the month, which is destroyed when its time is over.
create table trail_search (
    sequence bigint primary key,
    sealed_with text not null,
    sealed bytea not null
);
create index trail_search_sealed_with on trail_search (sealed_with);
create trigger trail_search_no_update before update on trail_search
begin
    select raise(abort, 'trail_search: a search can not be changed');
end;
create trigger trail_search_no_delete before delete on trail_search
when not exists (
    select 1 from trail_line
    where subject_kind = 'search_criteria' and action = 'erase' and subject_id = old.sealed_with)
begin
    select raise(abort, 'trail_search: only after its line in the trail');
end;
create trigger trail_search_no_second before insert on trail_search
when exists (select 1 from trail_search where sequence = new.sequence)
begin
    select raise(abort, 'trail_search: there is one already');
end;

-- Whether a citizen is told the names of those who looked: decided by the data protection officer.
create table trail_name_decision (
    id @identity,
    person_id text not null,
    names text not null check (names in ('hidden', 'shown')),
    reason text not null check (length(reason) between 1 and 500),
    decided_at text not null,
    account_id bigint not null references account (id)
);
create index trail_name_decision_person on trail_name_decision (person_id, id);

-- The monthly review of look-ups.
create table look_up_review (
    id @identity,
    drawn_at text not null,
    first_line bigint not null,
    last_line bigint not null,
    look_ups bigint not null,
    sample_size bigint not null,
    seed text not null,
    compared text not null
);
create table look_up_review_item (
    id @identity,
    review_id bigint not null references look_up_review (id),
    line_id bigint not null,
    looked_up_at text not null,
    actor text not null,
    person_id text not null,
    purpose text not null,
    reasons text not null,
    outcome text not null default '' check (outcome in ('', 'in_order', 'follow_up', 'breach')),
    note text not null default '' check (length(note) <= 500),
    decided_at text,
    account_id bigint references account (id),
    unique (review_id, line_id)
);

insert into column_description (table_name, column_name, description, data_class) values
    ('trail_search', 'sequence', 'Linjen i sporet, som søgningen hører til', 'internal'),
    ('trail_search', 'sealed_with', 'Hvilken nøgle søgningen er forseglet med', 'internal'),
    ('trail_search', 'sealed', 'Hvad der blev søgt efter, forseglet', 'cpr'),
    ('trail_name_decision', 'id', 'Afgørelsens nummer', 'internal'),
    ('trail_name_decision', 'person_id', 'Personens nummer', 'personal'),
    ('trail_name_decision', 'names', 'Om navnene på dem, der har slået op, oplyses til borgeren', 'internal'),
    ('trail_name_decision', 'reason', 'Begrundelsen', 'confidential'),
    ('trail_name_decision', 'decided_at', 'Hvornår det blev afgjort (UTC)', 'internal'),
    ('trail_name_decision', 'account_id', 'Hvem der afgjorde det', 'internal'),
    ('look_up_review', 'id', 'Kontrollens nummer', 'internal'),
    ('look_up_review', 'drawn_at', 'Hvornår der blev udtrukket (UTC)', 'internal'),
    ('look_up_review', 'first_line', 'Sporets første linje, som kontrollen omfatter', 'internal'),
    ('look_up_review', 'last_line', 'Sporets sidste linje, som kontrollen omfatter', 'internal'),
    ('look_up_review', 'look_ups', 'Antal opslag, der blev udtrukket blandt', 'internal'),
    ('look_up_review', 'sample_size', 'Hvor mange tilfældige opslag der skulle udtrækkes', 'internal'),
    ('look_up_review', 'seed', 'Det tilfældige tal, som stikprøven følger af', 'internal'),
    ('look_up_review', 'compared', 'Hvad opslagene kunne sammenlignes med, som koder', 'internal'),
    ('look_up_review_item', 'id', 'Opslagets nummer i kontrollen', 'internal'),
    ('look_up_review_item', 'review_id', 'Kontrollen', 'internal'),
    ('look_up_review_item', 'line_id', 'Opslagets linje i sporet', 'internal'),
    ('look_up_review_item', 'looked_up_at', 'Hvornår der blev slået op (UTC)', 'internal'),
    ('look_up_review_item', 'actor', 'Hvem der slog op', 'personal'),
    ('look_up_review_item', 'person_id', 'Personens nummer', 'personal'),
    ('look_up_review_item', 'purpose', 'Formålets kode', 'internal'),
    ('look_up_review_item', 'reasons', 'Hvorfor opslaget er udtrukket, som koder', 'internal'),
    ('look_up_review_item', 'outcome', 'Resultatet, som kode; tomt, til det er kontrolleret', 'internal'),
    ('look_up_review_item', 'note', 'Lederens bemærkning', 'confidential'),
    ('look_up_review_item', 'decided_at', 'Hvornår det blev kontrolleret (UTC)', 'internal'),
    ('look_up_review_item', 'account_id', 'Lederen, der kontrollerede', 'internal');

insert into table_description (table_name, owner, subject_kind, subject_column) values
    ('trail_tile', 'trail', 'none', ''),
    ('trail_seal', 'trail', 'none', ''),
    ('trail_search', 'trail', 'any', 'sequence'),
    ('trail_name_decision', 'trail', 'person', 'person_id'),
    ('look_up_review', 'trail', 'none', ''),
    ('look_up_review_item', 'trail', 'person', 'person_id');
