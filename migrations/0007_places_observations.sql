-- Observations hold no person: there is no column for one, and text is checked before it is saved.
create table observation (
    id @identity,
    version bigint not null check (version >= 1),
    category text not null,
    district text not null,
    place text not null,
    observed_at text not null,
    text text not null,
    initiative text not null,
    account_id bigint not null,
    removed bigint not null default 0 check (removed in (0, 1)),
    import_key text unique
);
create index observation_by_time on observation (removed, observed_at, id);
create index observation_by_district on observation (removed, district, observed_at, id);
create index observation_by_category on observation (removed, category, observed_at, id);
create index observation_by_initiative on observation (removed, initiative, observed_at, id);
create index observation_by_district_category
    on observation (removed, district, category, observed_at, id);

-- How many stand, kept up in the same transaction as every change.
create table observation_count (
    year bigint not null,
    month bigint not null check (month between 1 and 12),
    district text not null,
    initiative text not null,
    category text not null,
    observations bigint not null check (observations >= 0),
    primary key (year, month, district, initiative, category)
);
create index observation_count_by_initiative on observation_count (initiative, year);

insert into column_description (table_name, column_name, description) values
    ('observation', 'id', 'Observationens nummer'),
    ('observation', 'version', 'Version, stiger med 1 ved hver ændring'),
    ('observation', 'category', 'Hvad der blev observeret (kode)'),
    ('observation', 'district', 'Nøgle på distriktet i kataloget'),
    ('observation', 'place', 'Stedet med ord'),
    ('observation', 'observed_at', 'Hvornår det blev observeret (dansk tid)'),
    ('observation', 'text', 'Beskrivelse af stedet eller tendensen, aldrig af personer'),
    ('observation', 'initiative', 'Nøgle på den indsats, observationen hører til; tom, hvis ingen'),
    ('observation', 'account_id', 'Brugerkontoen, der registrerede observationen'),
    ('observation', 'removed', '1, når observationen er slettet; historikken er bevaret'),
    ('observation', 'import_key', 'Kendetegn fra en import, så samme række ikke kommer ind to gange'),
    ('observation_count', 'year', 'År'),
    ('observation_count', 'month', 'Måned, 1 til 12'),
    ('observation_count', 'district', 'Nøgle på distriktet'),
    ('observation_count', 'initiative', 'Nøgle på indsatsen; tom, hvis ingen'),
    ('observation_count', 'category', 'Hvad der blev observeret (kode)'),
    ('observation_count', 'observations', 'Antal observationer');
