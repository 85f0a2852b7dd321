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

insert into column_description (table_name, column_name, description) values
    ('breach', 'id', 'Bruddets løbenummer'),
    ('breach', 'version', 'Den gældende udgave'),
    ('breach', 'discovered_at', 'Hvornår kommunen opdagede bruddet (dansk tid)'),
    ('breach', 'kinds', 'Slags brud, koder med komma imellem'),
    ('breach', 'data_classes', 'Slags oplysninger, koder med komma imellem'),
    ('breach', 'persons', 'Omtrent hvor mange personer det gælder; tom: vides ikke endnu'),
    ('breach', 'what', 'Hvad der skete, uden navne'),
    ('breach', 'consequences', 'Sandsynlige følger'),
    ('breach', 'measures', 'Hvad der er gjort og bliver gjort'),
    ('breach', 'authority', 'Anmeldelse til Datatilsynet, som kode'),
    ('breach', 'authority_told_at', 'Hvornår bruddet blev anmeldt (dansk tid); tom: ikke anmeldt'),
    ('breach', 'authority_reason', 'Hvorfor der ikke anmeldes, eller hvorfor det kom for sent'),
    ('breach', 'subjects', 'Underretning af de berørte, som kode'),
    ('breach', 'subjects_told_on', 'Hvornår de berørte blev underrettet; tom: ikke underrettet'),
    ('breach', 'subjects_reason', 'Hvorfor de berørte ikke underrettes');
