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

-- Data classes (owner people):
--   family, about the family id; youth_group, about the group id: confidential: name, description; the
--     rest internal
--   membership, about person_id: confidential: circle_kind, circle_id, person_id, from_on, to_on,
--     reason; the rest internal
--   person_relation, about person_id: personal: person_id, other_id, kind, from_on, to_on;
--     confidential: note; the rest internal
insert into column_description (table_name, column_name, description) values
    ('family', 'id', 'Familiens nummer'),
    ('family', 'subject', 'Navnet på familiens nøgle i nøglefilen'),
    ('family', 'version', 'Version, stiger med 1 ved hver ændring'),
    ('family', 'controller_cvr', 'CVR-nummer på den dataansvarlige myndighed'),
    ('family', 'name', 'Hvad familien kaldes, forseglet'),
    ('family', 'description', 'Beskrivelse, forseglet'),
    ('family', 'removed', '1, når familien er slettet'),
    ('family', 'registered_on', 'Dagen for den første registrering (dansk tid)'),
    ('family', 'registered_by', 'Brugerkontoen, der registrerede familien'),
    ('youth_group', 'id', 'Gruppens nummer'),
    ('youth_group', 'subject', 'Navnet på gruppens nøgle i nøglefilen'),
    ('youth_group', 'version', 'Version, stiger med 1 ved hver ændring'),
    ('youth_group', 'controller_cvr', 'CVR-nummer på den dataansvarlige myndighed'),
    ('youth_group', 'name', 'Hvad gruppen kaldes, forseglet'),
    ('youth_group', 'description', 'Hvad gruppen foretager sig, og hvor, forseglet'),
    ('youth_group', 'removed', '1, når gruppen er slettet'),
    ('youth_group', 'registered_on', 'Dagen for den første registrering (dansk tid)'),
    ('youth_group', 'registered_by', 'Brugerkontoen, der registrerede gruppen'),
    ('membership', 'id', 'Tilknytningens nummer'),
    ('membership', 'version', 'Version, stiger med 1 ved hver ændring'),
    ('membership', 'circle_kind', 'Familie eller gruppe'),
    ('membership', 'circle_id', 'Familiens eller gruppens nummer'),
    ('membership', 'person_id', 'Personen, der hører til'),
    ('membership', 'from_on', 'Første dag'),
    ('membership', 'to_on', 'Sidste dag; tom, så længe den gælder'),
    ('membership', 'reason', 'Hvorfor det er nødvendigt at registrere, forseglet under personens nøgle'),
    ('membership', 'removed', '1, når tilknytningen er slettet'),
    ('membership', 'account_id', 'Brugerkontoen, der sidst ændrede tilknytningen'),
    ('person_relation', 'id', 'Relationens nummer'),
    ('person_relation', 'version', 'Version, stiger med 1 ved hver ændring'),
    ('person_relation', 'person_id', 'Den, der er noget for den anden'),
    ('person_relation', 'other_id', 'Den anden'),
    ('person_relation', 'kind', 'Hvilken relation, som kode'),
    ('person_relation', 'from_on', 'Første dag; tom, hvis den ikke er oplyst'),
    ('person_relation', 'to_on', 'Sidste dag; tom, så længe den gælder'),
    ('person_relation', 'note', 'Hvilken anden relation, forseglet under den første persons nøgle'),
    ('person_relation', 'removed', '1, når relationen er slettet'),
    ('person_relation', 'account_id', 'Brugerkontoen, der sidst ændrede relationen');
