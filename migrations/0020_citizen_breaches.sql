-- The register of breaches of personal data security (GDPR article 33(5)). It names no person, and
-- nothing is removed from it.
create table breach (
    id @identity,
    version bigint not null check (version >= 1),
    discovered_at text not null,
    kinds text not null check (length(kinds) > 0),
    data_classes text not null check (length(data_classes) > 0),
    persons bigint check (persons >= 0),
    what text not null,
    consequences text not null,
    measures text not null,
    authority text not null check (authority in ('undecided', 'told', 'not_needed')),
    authority_told_at text,
    authority_reason text not null,
    subjects text not null check (subjects in ('undecided', 'told', 'not_needed')),
    subjects_told_on text,
    subjects_reason text not null
);
create index breach_authority on breach (authority, id);

insert into column_description (table_name, column_name, description, data_class) values
    ('breach', 'id', 'Bruddets løbenummer', 'internal'),
    ('breach', 'version', 'Den gældende udgave', 'internal'),
    ('breach', 'discovered_at', 'Hvornår kommunen opdagede bruddet (dansk tid)', 'internal'),
    ('breach', 'kinds', 'Slags brud, koder med komma imellem', 'internal'),
    ('breach', 'data_classes', 'Slags oplysninger, koder med komma imellem', 'internal'),
    ('breach', 'persons', 'Omtrent hvor mange personer det gælder; tom: vides ikke endnu', 'internal'),
    ('breach', 'what', 'Hvad der skete, uden navne', 'internal'),
    ('breach', 'consequences', 'Sandsynlige følger', 'internal'),
    ('breach', 'measures', 'Hvad der er gjort og bliver gjort', 'internal'),
    ('breach', 'authority', 'Anmeldelse til Datatilsynet, som kode', 'internal'),
    ('breach', 'authority_told_at', 'Hvornår bruddet blev anmeldt (dansk tid); tom: ikke anmeldt', 'internal'),
    ('breach', 'authority_reason', 'Hvorfor der ikke anmeldes, eller hvorfor det kom for sent', 'internal'),
    ('breach', 'subjects', 'Underretning af de berørte, som kode', 'internal'),
    ('breach', 'subjects_told_on', 'Hvornår de berørte blev underrettet; tom: ikke underrettet', 'internal'),
    ('breach', 'subjects_reason', 'Hvorfor de berørte ikke underrettes', 'internal');

insert into table_description (table_name, owner, subject_kind, subject_column) values
    ('breach', 'citizen', 'none', '');
