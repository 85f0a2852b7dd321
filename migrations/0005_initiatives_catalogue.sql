-- The catalogue of initiatives and the good stories. Holds no citizen; users only as who did what.
-- One row: says whether the catalogue that the program keeps in memory is still the newest.
create table catalogue_state (
    id bigint primary key check (id = 1),
    fingerprint text not null,
    changed_at text not null
);
insert into catalogue_state (id, fingerprint, changed_at) values (1, '', '');

-- The files as they were imported, to the byte, so that they can be written back unchanged.
create table catalogue_file (
    path text primary key,
    content text not null,
    content_hash text not null check (length(content_hash) = 64),
    imported_at text not null
);

-- The lists that the initiatives refer to come from files only; this is their history.
create table catalogue_list_revision (
    path text not null,
    revision bigint not null,
    content text not null,
    made_at text not null,
    primary key (path, revision)
);

create table initiative (
    key text primary key,
    revision bigint not null,
    content text not null,
    content_hash text not null check (length(content_hash) = 64),
    state text not null check (state in ('current', 'removed')),
    imported_revision bigint,
    changed_at text not null
);
create index initiative_state on initiative (state, key, content_hash);

create table initiative_revision (
    initiative_key text not null references initiative (key),
    revision bigint not null,
    content text not null,
    state text not null check (state in ('current', 'removed')),
    origin text not null check (origin in ('file', 'browser', 'restored')),
    made_by bigint references account (id),
    made_at text not null,
    reason text not null,
    primary key (initiative_key, revision)
);
create index initiative_revision_made_by on initiative_revision (made_by);

create table good_story (
    id @identity,
    version bigint not null check (version >= 1),
    title text not null check (length(title) > 0),
    content text not null,
    initiative_key text references initiative (key),
    district_key text not null,
    year bigint not null,
    figures text not null,
    state text not null
        check (state in ('draft', 'submitted', 'approved', 'published', 'withdrawn')),
    written_by bigint not null references account (id),
    edited_by bigint not null references account (id),
    approved_by bigint references account (id),
    changed_at text not null,
    published_at text,
    deleted bigint not null default 0 check (deleted in (0, 1))
);
create index good_story_list on good_story (deleted, id);
create index good_story_state on good_story (deleted, state, id);
create index good_story_published on good_story (deleted, state, published_at, id);
create index good_story_initiative_key on good_story (initiative_key, deleted, state, year);
create index good_story_year on good_story (deleted, state, year);
create index good_story_written_by on good_story (written_by);
create index good_story_edited_by on good_story (edited_by);
create index good_story_approved_by on good_story (approved_by);

insert into column_description (table_name, column_name, description) values
    ('catalogue_state', 'id', 'Altid 1: tabellen har én række'),
    ('catalogue_state', 'fingerprint', 'Kontrolsum, der skifter, hver gang kataloget ændres'),
    ('catalogue_state', 'changed_at', 'Hvornår kataloget sidst blev ændret (UTC)'),
    ('catalogue_file', 'path', 'Filens navn inde i katalogets mappe'),
    ('catalogue_file', 'content', 'Filens indhold, som det blev læst ind'),
    ('catalogue_file', 'content_hash', 'SHA-256 af indholdet'),
    ('catalogue_file', 'imported_at', 'Hvornår filen blev læst ind (UTC)'),
    ('catalogue_list_revision', 'path', 'Listens filnavn'),
    ('catalogue_list_revision', 'revision', 'Udgavens nummer, fra 1'),
    ('catalogue_list_revision', 'content', 'Listens indhold i denne udgave'),
    ('catalogue_list_revision', 'made_at', 'Hvornår udgaven blev læst ind (UTC)'),
    ('initiative', 'key', 'Indsatsens nøgle, som aldrig skifter'),
    ('initiative', 'revision', 'Nummeret på den gældende udgave'),
    ('initiative', 'content', 'Den gældende udgave, felt for felt (JSON)'),
    ('initiative', 'content_hash', 'SHA-256 af den gældende udgave'),
    ('initiative', 'state', 'current: gældende; removed: fjernet, men bevaret med sin historik'),
    ('initiative', 'imported_revision', 'Udgaven, som den indlæste fil svarer til; tom: aldrig indlæst'),
    ('initiative', 'changed_at', 'Hvornår indsatsen sidst blev ændret (UTC)'),
    ('initiative_revision', 'initiative_key', 'Indsatsen'),
    ('initiative_revision', 'revision', 'Udgavens nummer, fra 1'),
    ('initiative_revision', 'content', 'Indsatsen i denne udgave, felt for felt (JSON)'),
    ('initiative_revision', 'state', 'Om udgaven gjorde indsatsen gældende eller fjernet'),
    ('initiative_revision', 'origin', 'Hvor udgaven kom fra: fil, browser eller en genskabt udgave'),
    ('initiative_revision', 'made_by', 'Brugeren, der lavede udgaven; tom: indlæst fra fil'),
    ('initiative_revision', 'made_at', 'Hvornår udgaven blev lavet (UTC)'),
    ('initiative_revision', 'reason', 'Begrundelsen for ændringen; kan være tom'),
    ('good_story', 'id', 'Historiens løbenummer'),
    ('good_story', 'version', 'Nummeret på den gældende version'),
    ('good_story', 'title', 'Historiens overskrift'),
    ('good_story', 'content', 'Historiens tekst'),
    ('good_story', 'initiative_key', 'Indsatsen, historien handler om; kan være tom'),
    ('good_story', 'district_key', 'Distriktet, historien handler om; kan være tom'),
    ('good_story', 'year', 'Året, historien handler om'),
    ('good_story', 'figures', 'Tallene bag historien, i ord'),
    ('good_story', 'state', 'Kladde, indsendt, godkendt, udgivet eller trukket tilbage, som kode'),
    ('good_story', 'written_by', 'Brugeren, der oprettede historien'),
    ('good_story', 'edited_by', 'Brugeren, der sidst ændrede teksten'),
    ('good_story', 'approved_by', 'Brugeren, der godkendte historien; tom: ikke godkendt'),
    ('good_story', 'changed_at', 'Sidste ændring (UTC)'),
    ('good_story', 'published_at', 'Hvornår historien blev udgivet (UTC)'),
    ('good_story', 'deleted', '1: slettet, men bevaret med sin historik');
