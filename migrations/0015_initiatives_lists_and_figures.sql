-- The catalogue's lists can be changed in the browser, entry by entry, as the initiatives can; and
-- figures that nobody can count are entered by hand.

-- What the file said when it was last read in. A content that differs was changed in the browser.
alter table catalogue_file add column imported_hash text;
update catalogue_file set imported_hash = content_hash;

create table catalogue_entry_revision (
    list text not null,
    entry_key text not null,
    revision bigint not null check (revision >= 1),
    content text not null,
    state text not null check (state in ('current', 'removed')),
    place bigint not null,
    origin text not null check (origin in ('file', 'browser', 'restored')),
    made_by bigint references account (id),
    made_at text not null,
    reason text not null,
    primary key (list, entry_key, revision)
);
create index catalogue_entry_revision_made_by on catalogue_entry_revision (made_by);

create table entered_figure (
    id @identity,
    version bigint not null check (version >= 1),
    initiative_key text not null references initiative (key),
    figure_key text not null,
    year bigint not null check (year between 1900 and 2200),
    figure double precision,
    data_date text not null,
    note text not null,
    account_id bigint not null references account (id),
    changed_at text not null,
    removed bigint not null default 0 check (removed in (0, 1)),
    unique (initiative_key, figure_key, year)
);
create index entered_figure_by_year on entered_figure (year, removed, initiative_key, figure_key);
create index entered_figure_account_id on entered_figure (account_id);

-- So that what is asked before an entry is deleted costs the same however much was registered.
create index activity_partner_by_partner on activity_partner (partner);
create index enquiry_by_district on enquiry (district);
create index enquiry_by_referral on enquiry (referred_to);
create index good_story_by_district on good_story (district_key);
create index report_unit_by_unit on report_unit (unit_key);
create index report_section_by_unit on report_section (unit_key);

insert into column_description (table_name, column_name, description) values
    ('catalogue_file', 'imported_hash', 'SHA-256 af indholdet, som det sidst blev læst ind; tom: aldrig læst ind'),
    ('catalogue_entry_revision', 'list', 'Listens navn'),
    ('catalogue_entry_revision', 'entry_key', 'Nøglen på det, der står i listen'),
    ('catalogue_entry_revision', 'revision', 'Udgavens nummer, fra 1'),
    ('catalogue_entry_revision', 'content', 'Felterne i denne udgave (JSON)'),
    ('catalogue_entry_revision', 'state', 'Om udgaven satte det i listen (current) eller tog det ud (removed)'),
    ('catalogue_entry_revision', 'place', 'Pladsen i listen, fra 0'),
    ('catalogue_entry_revision', 'origin', 'Hvor udgaven kom fra: fil, browser eller en genskabt udgave'),
    ('catalogue_entry_revision', 'made_by', 'Brugeren, der lavede udgaven; tom: indlæst fra fil'),
    ('catalogue_entry_revision', 'made_at', 'Hvornår udgaven blev lavet (UTC)'),
    ('catalogue_entry_revision', 'reason', 'Begrundelsen for ændringen; kan være tom'),
    ('entered_figure', 'id', 'Tallets løbenummer'),
    ('entered_figure', 'version', 'Nummeret på den gældende version'),
    ('entered_figure', 'initiative_key', 'Indsatsen, tallet hører til'),
    ('entered_figure', 'figure_key', 'Nøglen på tallets beskrivelse i kataloget'),
    ('entered_figure', 'year', 'Året, tallet handler om'),
    ('entered_figure', 'figure', 'Tallet; tomt, når det er undersøgt og ikke kendes'),
    ('entered_figure', 'data_date', 'Dagen, tallet er opgjort'),
    ('entered_figure', 'note', 'Hvor tallet kommer fra, i ord; kan være tom'),
    ('entered_figure', 'account_id', 'Brugerkontoen, der sidst skrev det'),
    ('entered_figure', 'changed_at', 'Sidste ændring (UTC)'),
    ('entered_figure', 'removed', '1: slettet, men bevaret med sin historik');
