-- Families and groups have a term of their own, so a proposal for erasing is about any of the three.
drop index erasure_proposal_open;
drop index erasure_proposal_due;
-- In place: erasures refer to the proposals.
alter table erasure_proposal add column subject_kind text not null default 'person'
    check (subject_kind in ('person', 'family', 'group'));
alter table erasure_proposal add column subject_id bigint not null default 0;
update erasure_proposal set subject_id = person_id;
alter table erasure_proposal drop column person_id;
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
