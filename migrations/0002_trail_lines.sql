-- Every change and every refusal: one line each, chained by hash, never changed and never removed.
create table trail_line (
    sequence bigint primary key,
    at text not null,
    actor text not null,
    action text not null,
    subject_kind text not null,
    subject_id text not null,
    purpose text not null,
    basis text not null,
    rule text not null,
    reference text not null,
    hash text not null check (length(hash) = 64)
);
create index trail_line_actor on trail_line (actor, sequence);
create index trail_line_action on trail_line (action, sequence);
create index trail_line_subject_kind on trail_line (subject_kind, sequence);
create index trail_line_subject_id on trail_line (subject_id, sequence);

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
create trigger trail_line_no_delete before delete on trail_line
begin
    select raise(abort, 'trail_line: a line can not be removed');
end;

insert into column_description (table_name, column_name, description) values
    ('trail_line', 'sequence', 'Linjens løbenummer, fra 1 uden huller'),
    ('trail_line', 'at', 'Tidspunktet (UTC)'),
    ('trail_line', 'actor', 'Hvem der handlede: account:nummer, system eller command'),
    ('trail_line', 'action', 'Hvad der blev gjort, som kode'),
    ('trail_line', 'subject_kind', 'Hvilken slags det blev gjort ved, som kode'),
    ('trail_line', 'subject_id', 'Nummer eller nøgle på det, det blev gjort ved'),
    ('trail_line', 'purpose', 'Formålets kode; tom, hvor ingen person er berørt'),
    ('trail_line', 'basis', 'Hjemlens kode; tom, hvor ingen person er berørt'),
    ('trail_line', 'rule', 'Reglen eller rettigheden, der afviste; ellers tom'),
    ('trail_line', 'reference', 'En kontrolsum, version eller rute; aldrig indhold'),
    ('trail_line', 'hash', 'SHA-256 af forrige linjes kontrolsum og alle felter i denne linje');
