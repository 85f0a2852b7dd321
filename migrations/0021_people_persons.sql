-- Persons. Whatever tells who someone is stands sealed under the person's own key, which is in the
-- key file and not here (src/vault); the number of a row says nothing. The civil registration number
-- is no key and not unique: two records of one child are found, shown and merged.
create table person (
    id @identity,
    subject text not null unique,
    version bigint not null check (version >= 0),
    controller_cvr text not null,
    given_names bytea not null,
    family_name bytea not null,
    cpr bytea not null,
    born_on bytea not null,
    sex bytea not null,
    address bytea not null,
    address_protected bigint not null check (address_protected in (0, 1)),
    merged_into_id bigint references person (id),
    registered_on text not null,
    registered_by bigint not null
);
create index person_merged_into on person (merged_into_id);

-- How a person is found: each row a word or number under a key of the key file, and whose it is,
-- sealed. No row number, so that the order in which they were written doesn't show.
create table person_token (
    epoch bigint not null,
    token bytea not null,
    link bytea not null,
    primary key (epoch, token, link)
) without rowid;

-- What a person, family or group looked like at each version, sealed under its key.
create table sealed_version (
    subject_kind text not null check (subject_kind in ('person', 'family', 'group')),
    subject_id bigint not null,
    version bigint not null check (version >= 1),
    change text not null,
    account_id bigint not null,
    at text not null,
    content bytea not null,
    primary key (subject_kind, subject_id, version)
);

create table person_merge (
    id @identity,
    kept_id bigint not null references person (id),
    merged_id bigint not null references person (id),
    merged_at text not null,
    merged_by bigint not null,
    parted_at text,
    parted_by bigint
);
create index person_merge_kept on person_merge (kept_id);
create index person_merge_merged on person_merge (merged_id);
create index person_merge_parted on person_merge (parted_at);

create table possible_duplicate (
    id @identity,
    first_id bigint not null references person (id),
    second_id bigint not null references person (id),
    found_at text not null,
    outcome text not null check (outcome in ('open', 'merged', 'different')),
    settled_at text,
    settled_by bigint,
    unique (first_id, second_id),
    check (first_id < second_id)
);
create index possible_duplicate_outcome on possible_duplicate (outcome, id);
create index possible_duplicate_second on possible_duplicate (second_id);

insert into column_description (table_name, column_name, description, data_class) values
    ('person', 'id', 'Personens nummer i registret; siger intet om personen', 'internal'),
    ('person', 'subject', 'Navnet på personens nøgle i nøglefilen', 'internal'),
    ('person', 'version', 'Version, stiger med 1 ved hver ændring', 'internal'),
    ('person', 'controller_cvr', 'CVR-nummer på den dataansvarlige myndighed', 'internal'),
    ('person', 'given_names', 'Fornavne, forseglet', 'personal'),
    ('person', 'family_name', 'Efternavn, forseglet', 'personal'),
    ('person', 'cpr', 'Personnummer, forseglet; tomt, hvis det ikke er oplyst', 'cpr'),
    ('person', 'born_on', 'Fødselsdato, forseglet; tom, hvis den ikke er oplyst', 'personal'),
    ('person', 'sex', 'Køn, forseglet', 'personal'),
    ('person', 'address', 'Adresse med postnummer, by og distrikt, forseglet', 'confidential'),
    ('person', 'address_protected', '1, når personen har navne- og adressebeskyttelse', 'personal'),
    ('person', 'merged_into_id', 'Den person, som denne er en dublet af; tom, hvis den står for sig selv', 'internal'),
    ('person', 'registered_on', 'Dagen for den første registrering (dansk tid)', 'internal'),
    ('person', 'registered_by', 'Brugerkontoen, der registrerede personen', 'internal'),
    ('person_token', 'epoch', 'Hvilken søgenøgle rækken er lavet med', 'internal'),
    ('person_token', 'token', 'Et ord eller nummer, omsat med søgenøglen', 'internal'),
    ('person_token', 'link', 'Hvem det hører til, forseglet', 'internal'),
    ('sealed_version', 'subject_kind', 'Person, familie eller gruppe', 'internal'),
    ('sealed_version', 'subject_id', 'Nummeret på den, versionen hører til', 'internal'),
    ('sealed_version', 'version', 'Versionens nummer, fra 1', 'internal'),
    ('sealed_version', 'change', 'Hvad der skete, som kode', 'internal'),
    ('sealed_version', 'account_id', 'Brugerkontoen, der gjorde det', 'internal'),
    ('sealed_version', 'at', 'Tidspunkt (UTC)', 'internal'),
    ('sealed_version', 'content', 'Felterne, som de så ud i denne version, forseglet', 'cpr'),
    ('person_merge', 'id', 'Sammenlægningens nummer', 'internal'),
    ('person_merge', 'kept_id', 'Den person, der står tilbage', 'personal'),
    ('person_merge', 'merged_id', 'Dubletten, der peger på den', 'personal'),
    ('person_merge', 'merged_at', 'Tidspunkt for sammenlægningen (UTC)', 'internal'),
    ('person_merge', 'merged_by', 'Brugerkontoen, der lagde sammen', 'internal'),
    ('person_merge', 'parted_at', 'Tidspunkt, hvor de blev skilt igen (UTC); tomt, hvis de ikke er', 'internal'),
    ('person_merge', 'parted_by', 'Brugerkontoen, der skilte dem', 'internal'),
    ('possible_duplicate', 'id', 'Opgavens nummer', 'internal'),
    ('possible_duplicate', 'first_id', 'Den ene person (det laveste nummer)', 'personal'),
    ('possible_duplicate', 'second_id', 'Den anden person', 'personal'),
    ('possible_duplicate', 'found_at', 'Tidspunkt, hvor sammenfaldet blev fundet (UTC)', 'internal'),
    ('possible_duplicate', 'outcome', 'Åben, lagt sammen eller to forskellige', 'internal'),
    ('possible_duplicate', 'settled_at', 'Tidspunkt for afgørelsen (UTC); tomt, mens den er åben', 'internal'),
    ('possible_duplicate', 'settled_by', 'Brugerkontoen, der afgjorde det', 'internal');

insert into table_description (table_name, owner, subject_kind, subject_column) values
    ('person', 'people', 'person', 'id'),
    ('person_token', 'people', 'none', ''),
    ('sealed_version', 'people', 'any', 'subject_id'),
    ('person_merge', 'people', 'person', 'kept_id'),
    ('possible_duplicate', 'people', 'person', 'first_id');
