-- The annual report of a year: its texts while it is written, its frozen editions, and the notes that
-- follow when official figures come later.
create table report (
    id @identity,
    year bigint not null unique check (year between 1900 and 2200),
    version bigint not null check (version >= 1),
    stage text not null check (stage in ('draft', 'frozen', 'published')),
    publication text not null check (publication in ('none', 'open', 'withdrawn')),
    correction_da text not null,
    withdrawn_reason text not null,
    withdrawn_at text,
    sent_to text not null,
    sent_on text,
    account_id bigint not null,
    created_at text not null
);
create index report_by_publication on report (publication, year);

-- The units that write the report together, and which texts each has read through.
create table report_unit (
    report_id bigint not null references report (id),
    position bigint not null,
    unit_key text not null,
    read_fingerprint text not null,
    read_by bigint,
    read_at text,
    primary key (report_id, unit_key)
);

create table report_section (
    id @identity,
    report_id bigint not null references report (id),
    section_key text not null,
    version bigint not null check (version >= 1),
    unit_key text not null,
    text_da text not null,
    text_en text not null,
    unique (report_id, section_key)
);

-- What was frozen never changes: every page and file of a report is made from one of these documents.
create table report_edition (
    report_id bigint not null references report (id),
    number bigint not null check (number >= 1),
    document text not null,
    sha256 text not null check (length(sha256) = 64),
    correction_da text not null,
    frozen_at text not null,
    frozen_by bigint not null,
    published_at text,
    published_by bigint,
    reopened_at text,
    primary key (report_id, number)
);

create table report_note (
    report_id bigint not null references report (id),
    number bigint not null check (number >= 1),
    text_da text not null,
    document text not null,
    sha256 text not null check (length(sha256) = 64),
    made_at text not null,
    made_by bigint not null,
    published_at text,
    published_by bigint,
    primary key (report_id, number)
);

insert into column_description (table_name, column_name, description) values
    ('report', 'id', 'Rapportens nummer'),
    ('report', 'year', 'Året, rapporten handler om'),
    ('report', 'version', 'Version, stiger med 1 ved hvert skridt'),
    ('report', 'stage', 'Hvor arbejdet er: draft udkast, frozen låst, published udgivet'),
    ('report', 'publication', 'Hvad offentligheden ser: none intet, open rapporten, withdrawn at den er trukket tilbage'),
    ('report', 'correction_da', 'Hvad der rettes og hvorfor, mens en rettelse er i gang; ellers tom'),
    ('report', 'withdrawn_reason', 'Hvorfor rapporten er trukket tilbage'),
    ('report', 'withdrawn_at', 'Hvornår rapporten blev trukket tilbage (UTC)'),
    ('report', 'sent_to', 'Nøgle på udvalget, rapporten er sendt til'),
    ('report', 'sent_on', 'Dagen, rapporten blev sendt til udvalget'),
    ('report', 'account_id', 'Brugerkontoen, der begyndte rapporten; 0 fra kommandolinjen'),
    ('report', 'created_at', 'Hvornår rapporten blev begyndt (UTC)'),
    ('report_unit', 'report_id', 'Rapportens nummer'),
    ('report_unit', 'position', 'Rækkefølge'),
    ('report_unit', 'unit_key', 'Nøgle på enheden, der skriver med'),
    ('report_unit', 'read_fingerprint', 'Kontrolsum af de tekster, enheden har læst igennem; tom, når ingen er det'),
    ('report_unit', 'read_by', 'Brugerkontoen, der læste igennem for enheden'),
    ('report_unit', 'read_at', 'Hvornår der blev læst igennem (UTC)'),
    ('report_section', 'id', 'Afsnittets nummer'),
    ('report_section', 'report_id', 'Rapportens nummer'),
    ('report_section', 'section_key', 'Hvilket afsnit det er'),
    ('report_section', 'version', 'Version, stiger med 1 ved hver ændring'),
    ('report_section', 'unit_key', 'Nøgle på enheden, der har ansvaret for afsnittet'),
    ('report_section', 'text_da', 'Afsnittets tekst på dansk'),
    ('report_section', 'text_en', 'Afsnittets tekst på engelsk; kan være tom'),
    ('report_edition', 'report_id', 'Rapportens nummer'),
    ('report_edition', 'number', 'Udgavens nummer, fra 1'),
    ('report_edition', 'document', 'Det låste dokument (JSON), med de små tal allerede skjult'),
    ('report_edition', 'sha256', 'SHA-256 af dokumentet'),
    ('report_edition', 'correction_da', 'Hvad denne udgave retter og hvorfor; tom i den første'),
    ('report_edition', 'frozen_at', 'Hvornår udgaven blev låst (UTC)'),
    ('report_edition', 'frozen_by', 'Brugerkontoen, der underskrev'),
    ('report_edition', 'published_at', 'Hvornår udgaven blev udgivet (UTC); tom: ikke udgivet'),
    ('report_edition', 'published_by', 'Brugerkontoen, der udgav'),
    ('report_edition', 'reopened_at', 'Hvornår udgaven blev låst op igen uden at være udgivet (UTC)'),
    ('report_note', 'report_id', 'Rapportens nummer'),
    ('report_note', 'number', 'Orienteringens nummer, fra 1'),
    ('report_note', 'text_da', 'Orienteringens tekst'),
    ('report_note', 'document', 'Orienteringens låste dokument (JSON)'),
    ('report_note', 'sha256', 'SHA-256 af dokumentet'),
    ('report_note', 'made_at', 'Hvornår orienteringen blev lavet (UTC)'),
    ('report_note', 'made_by', 'Brugerkontoen, der lavede den'),
    ('report_note', 'published_at', 'Hvornår orienteringen blev udgivet (UTC); tom: ikke udgivet'),
    ('report_note', 'published_by', 'Brugerkontoen, der udgav');
