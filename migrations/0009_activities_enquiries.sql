-- Enquiries hold nothing about the one who asked: there is no column for it.
create table enquiry (
    id @identity,
    version bigint not null check (version >= 1),
    initiative text not null,
    received_at text not null,
    channel text not null,
    subject text not null,
    district text not null,
    question text not null,
    answer text not null,
    answered_at text,
    minutes_to_answer bigint,
    referred_to text not null,
    account_id bigint not null,
    removed bigint not null default 0 check (removed in (0, 1)),
    import_key text unique
);
create index enquiry_by_time on enquiry (removed, received_at, id);
create index enquiry_by_subject on enquiry (removed, subject, received_at, id);
create index enquiry_by_channel on enquiry (removed, channel, received_at, id);
create index enquiry_by_initiative on enquiry (removed, initiative, received_at, id);
create index enquiry_open on enquiry (removed, received_at, id) where answered_at is null;
create index enquiry_answer_time
    on enquiry (removed, initiative, substr(received_at, 1, 4), minutes_to_answer);

create table enquiry_total (
    initiative text not null,
    year bigint not null,
    month bigint not null check (month between 1 and 12),
    subject text not null,
    received bigint not null check (received >= 0),
    answered bigint not null check (answered >= 0),
    referred bigint not null check (referred >= 0),
    primary key (initiative, year, month, subject)
);
create index enquiry_total_by_year on enquiry_total (year, initiative);

insert into column_description (table_name, column_name, description) values
    ('enquiry', 'id', 'Henvendelsens nummer'),
    ('enquiry', 'version', 'Version, stiger med 1 ved hver ændring'),
    ('enquiry', 'initiative', 'Nøgle på indsatsen, den hører under'),
    ('enquiry', 'received_at', 'Modtaget (dansk tid)'),
    ('enquiry', 'channel', 'Hvordan den kom (kode)'),
    ('enquiry', 'subject', 'Hvad den handlede om (kode)'),
    ('enquiry', 'district', 'Nøgle på distriktet; tom, hvis intet er angivet'),
    ('enquiry', 'question', 'Hvad der blev spurgt om, uden oplysninger om personer'),
    ('enquiry', 'answer', 'Hvad der blev svaret, uden oplysninger om personer'),
    ('enquiry', 'answered_at', 'Besvaret (dansk tid)'),
    ('enquiry', 'minutes_to_answer', 'Minutter fra modtaget til besvaret'),
    ('enquiry', 'referred_to', 'Nøgle på den enhed eller partner, der blev henvist til'),
    ('enquiry', 'account_id', 'Brugerkontoen, der registrerede henvendelsen'),
    ('enquiry', 'removed', '1, når henvendelsen er slettet; historikken er bevaret'),
    ('enquiry', 'import_key', 'Kendetegn fra en import, så samme række ikke kommer ind to gange'),
    ('enquiry_total', 'initiative', 'Nøgle på indsatsen'),
    ('enquiry_total', 'year', 'År'),
    ('enquiry_total', 'month', 'Måned, 1 til 12'),
    ('enquiry_total', 'subject', 'Hvad det handlede om (kode)'),
    ('enquiry_total', 'received', 'Antal modtaget'),
    ('enquiry_total', 'answered', 'Antal besvaret'),
    ('enquiry_total', 'referred', 'Antal henvist');
