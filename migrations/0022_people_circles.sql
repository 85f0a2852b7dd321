-- Families, groups of young people, and how persons belong together. A group says nothing about its
-- members: belonging is a row with its days and its reason, and nothing else (R26).
create table family (
    id @identity,
    subject text not null unique,
    version bigint not null check (version >= 0),
    controller_cvr text not null,
    name bytea not null,
    description bytea not null,
    removed bigint not null default 0 check (removed in (0, 1)),
    registered_on text not null,
    registered_by bigint not null
);

create table youth_group (
    id @identity,
    subject text not null unique,
    version bigint not null check (version >= 0),
    controller_cvr text not null,
    name bytea not null,
    description bytea not null,
    removed bigint not null default 0 check (removed in (0, 1)),
    registered_on text not null,
    registered_by bigint not null
);

create table membership (
    id @identity,
    version bigint not null check (version >= 1),
    circle_kind text not null check (circle_kind in ('family', 'group')),
    circle_id bigint not null,
    person_id bigint not null references person (id),
    from_on text not null,
    to_on text,
    reason bytea not null,
    removed bigint not null default 0 check (removed in (0, 1)),
    account_id bigint not null
);
create index membership_circle on membership (circle_kind, circle_id, removed);
create index membership_person on membership (person_id, removed);

create table person_relation (
    id @identity,
    version bigint not null check (version >= 1),
    person_id bigint not null references person (id),
    other_id bigint not null references person (id),
    kind text not null check (kind in ('parent', 'guardian', 'sibling', 'partner', 'other')),
    from_on text,
    to_on text,
    note bytea not null,
    removed bigint not null default 0 check (removed in (0, 1)),
    account_id bigint not null,
    check (person_id <> other_id)
);
create index person_relation_person on person_relation (person_id, removed);
create index person_relation_other on person_relation (other_id, removed);

insert into column_description (table_name, column_name, description, data_class) values
    ('family', 'id', 'Familiens nummer', 'internal'),
    ('family', 'subject', 'Navnet på familiens nøgle i nøglefilen', 'internal'),
    ('family', 'version', 'Version, stiger med 1 ved hver ændring', 'internal'),
    ('family', 'controller_cvr', 'CVR-nummer på den dataansvarlige myndighed', 'internal'),
    ('family', 'name', 'Hvad familien kaldes, forseglet', 'confidential'),
    ('family', 'description', 'Beskrivelse, forseglet', 'confidential'),
    ('family', 'removed', '1, når familien er slettet', 'internal'),
    ('family', 'registered_on', 'Dagen for den første registrering (dansk tid)', 'internal'),
    ('family', 'registered_by', 'Brugerkontoen, der registrerede familien', 'internal'),
    ('youth_group', 'id', 'Gruppens nummer', 'internal'),
    ('youth_group', 'subject', 'Navnet på gruppens nøgle i nøglefilen', 'internal'),
    ('youth_group', 'version', 'Version, stiger med 1 ved hver ændring', 'internal'),
    ('youth_group', 'controller_cvr', 'CVR-nummer på den dataansvarlige myndighed', 'internal'),
    ('youth_group', 'name', 'Hvad gruppen kaldes, forseglet', 'confidential'),
    ('youth_group', 'description', 'Hvad gruppen foretager sig, og hvor, forseglet', 'confidential'),
    ('youth_group', 'removed', '1, når gruppen er slettet', 'internal'),
    ('youth_group', 'registered_on', 'Dagen for den første registrering (dansk tid)', 'internal'),
    ('youth_group', 'registered_by', 'Brugerkontoen, der registrerede gruppen', 'internal'),
    ('membership', 'id', 'Tilknytningens nummer', 'internal'),
    ('membership', 'version', 'Version, stiger med 1 ved hver ændring', 'internal'),
    ('membership', 'circle_kind', 'Familie eller gruppe', 'confidential'),
    ('membership', 'circle_id', 'Familiens eller gruppens nummer', 'confidential'),
    ('membership', 'person_id', 'Personen, der hører til', 'confidential'),
    ('membership', 'from_on', 'Første dag', 'confidential'),
    ('membership', 'to_on', 'Sidste dag; tom, så længe den gælder', 'confidential'),
    ('membership', 'reason', 'Hvorfor det er nødvendigt at registrere, forseglet under personens nøgle', 'confidential'),
    ('membership', 'removed', '1, når tilknytningen er slettet', 'internal'),
    ('membership', 'account_id', 'Brugerkontoen, der sidst ændrede tilknytningen', 'internal'),
    ('person_relation', 'id', 'Relationens nummer', 'internal'),
    ('person_relation', 'version', 'Version, stiger med 1 ved hver ændring', 'internal'),
    ('person_relation', 'person_id', 'Den, der er noget for den anden', 'personal'),
    ('person_relation', 'other_id', 'Den anden', 'personal'),
    ('person_relation', 'kind', 'Hvilken relation, som kode', 'personal'),
    ('person_relation', 'from_on', 'Første dag; tom, hvis den ikke er oplyst', 'personal'),
    ('person_relation', 'to_on', 'Sidste dag; tom, så længe den gælder', 'personal'),
    ('person_relation', 'note', 'Hvilken anden relation, forseglet under den første persons nøgle', 'confidential'),
    ('person_relation', 'removed', '1, når relationen er slettet', 'internal'),
    ('person_relation', 'account_id', 'Brugerkontoen, der sidst ændrede relationen', 'internal');

insert into table_description (table_name, owner, subject_kind, subject_column) values
    ('family', 'people', 'family', 'id'),
    ('youth_group', 'people', 'group', 'id'),
    ('membership', 'people', 'person', 'person_id'),
    ('person_relation', 'people', 'person', 'person_id');
