-- Families and groups have a term of their own, so a proposal for erasing is about any of the three.
create table erasure_proposal_next (
    id @identity,
    subject_kind text not null check (subject_kind in ('person', 'family', 'group')),
    subject_id bigint not null,
    record text not null,
    retention_class text not null,
    kle_number text not null,
    start_event text not null,
    started_on text not null,
    due_on text not null,
    proposed_on text not null,
    outcome text not null check (outcome in ('open', 'approved', 'lapsed')),
    decided_at text,
    decided_by bigint,
    check ((outcome = 'open') = (decided_at is null))
);
insert into erasure_proposal_next (id, subject_kind, subject_id, record, retention_class, kle_number,
                                   start_event, started_on, due_on, proposed_on, outcome, decided_at,
                                   decided_by)
select id, 'person', person_id, record, retention_class, kle_number, start_event, started_on, due_on,
       proposed_on, outcome, decided_at, decided_by from erasure_proposal order by id;
drop table erasure_proposal;
alter table erasure_proposal_next rename to erasure_proposal;
create unique index erasure_proposal_open on erasure_proposal (subject_kind, subject_id)
    where outcome = 'open';
create index erasure_proposal_due on erasure_proposal (outcome, due_on, id);

delete from column_description where table_name = 'erasure_proposal' and column_name = 'person_id';
insert into column_description (table_name, column_name, description, data_class) values
    ('erasure_proposal', 'subject_kind', 'Person, familie eller gruppe, som kode', 'internal'),
    ('erasure_proposal', 'subject_id', 'Nummeret på den, hvis frist er udløbet', 'internal');
update table_description set subject_kind = 'any', subject_column = 'subject_id'
    where table_name = 'erasure_proposal';

-- Whose family a person is among the staff (R31): they have no emergency door to them, can't be given
-- the work with them, and every look of theirs is drawn for review.
create table staff_relative (
    id @identity,
    person_id bigint not null references person (id),
    account_id bigint not null references account (id),
    marked_on text not null,
    marked_by bigint not null,
    ended_on text,
    ended_by bigint,
    check ((ended_on is null) = (ended_by is null))
);
create unique index staff_relative_open on staff_relative (person_id, account_id)
    where ended_on is null;

-- Out of the municipality, and to which (R48); empty: not.
alter table person add column moved_on text;
alter table person add column moved_to bytea not null default x'';

insert into column_description (table_name, column_name, description, data_class) values
    ('staff_relative', 'id', 'Mærkets løbenummer', 'internal'),
    ('staff_relative', 'person_id', 'Personen', 'personal'),
    ('staff_relative', 'account_id', 'Brugerkontoen hos den medarbejder, personen er i familie med', 'personal'),
    ('staff_relative', 'marked_on', 'Dagen, mærket blev sat', 'personal'),
    ('staff_relative', 'marked_by', 'Brugerkontoen, der satte det', 'internal'),
    ('staff_relative', 'ended_on', 'Dagen, mærket blev ophævet; tom: gælder', 'personal'),
    ('staff_relative', 'ended_by', 'Brugerkontoen, der ophævede det', 'internal'),
    ('person', 'moved_on', 'Dagen for fraflytningen fra kommunen; tom: bor her', 'personal'),
    ('person', 'moved_to', 'Den nye kommune, forseglet', 'confidential');
insert into table_description (table_name, owner, subject_kind, subject_column) values
    ('staff_relative', 'people', 'person', 'person_id');
