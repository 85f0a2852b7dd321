create table activity_series (
    id @identity,
    initiative text not null,
    interval_weeks bigint not null check (interval_weeks between 1 and 52),
    weekdays text not null,
    first_day text not null,
    last_day text not null,
    account_id bigint not null,
    created_at text not null
);
create table activity (
    id @identity,
    version bigint not null check (version >= 1),
    initiative text not null,
    title text not null,
    planned_activity text not null,
    district text not null,
    place text not null,
    starts_at text not null,
    ends_at text,
    state text not null check (state in ('planned', 'held', 'cancelled')),
    attendance_counted bigint not null check (attendance_counted in (0, 1)),
    attendance_total bigint not null check (attendance_total between 0 and 20000),
    note text not null,
    cancel_reason text not null,
    series_id bigint references activity_series (id),
    account_id bigint not null,
    removed bigint not null default 0 check (removed in (0, 1)),
    import_key text unique
);
create index activity_by_time on activity (removed, starts_at, id);
create index activity_by_initiative on activity (removed, initiative, starts_at, id);
create index activity_by_district on activity (removed, district, starts_at, id);
create index activity_by_state on activity (removed, state, starts_at, id);
create index activity_by_initiative_district on activity (removed, initiative, district, starts_at, id);
create index activity_by_series on activity (series_id, starts_at);

create table activity_attendance (
    activity_id bigint not null references activity (id),
    age_group text not null,
    sex text not null,
    participants bigint not null check (participants > 0),
    primary key (activity_id, age_group, sex)
);
create table activity_rota (
    staff_member_id bigint not null,
    starts_at text not null,
    activity_id bigint not null references activity (id),
    primary key (staff_member_id, starts_at, activity_id)
);
create index activity_rota_by_activity on activity_rota (activity_id);
create table activity_partner (
    activity_id bigint not null references activity (id),
    partner text not null,
    primary key (activity_id, partner)
);
create table activity_material (
    activity_id bigint not null references activity (id),
    position bigint not null,
    name text not null,
    quantity bigint not null check (quantity >= 0),
    primary key (activity_id, position)
);

-- Kept up in the same transaction as every change.
create table activity_total (
    initiative text not null,
    year bigint not null,
    month bigint not null check (month between 1 and 12),
    district text not null,
    planned bigint not null check (planned >= 0),
    held bigint not null check (held >= 0),
    cancelled bigint not null check (cancelled >= 0),
    counted bigint not null check (counted >= 0),
    participants bigint not null check (participants >= 0),
    primary key (initiative, year, month, district)
);
create index activity_total_by_year on activity_total (year, initiative);
create table attendance_total (
    initiative text not null,
    year bigint not null,
    age_group text not null,
    sex text not null,
    participants bigint not null check (participants >= 0),
    primary key (year, initiative, age_group, sex)
);

create table calendar_feed (
    token_hash text primary key,
    account_id bigint not null,
    staff_member_id bigint not null,
    created_at text not null,
    revoked_at text
);
create index calendar_feed_by_account on calendar_feed (account_id, revoked_at);

insert into column_description (table_name, column_name, description) values
    ('activity_series', 'id', 'Rækkens nummer'),
    ('activity_series', 'initiative', 'Nøgle på indsatsen'),
    ('activity_series', 'interval_weeks', 'Antal uger mellem gangene'),
    ('activity_series', 'weekdays', 'Ugedage, 1 mandag til 7 søndag, adskilt af komma'),
    ('activity_series', 'first_day', 'Første dag'),
    ('activity_series', 'last_day', 'Sidste dag'),
    ('activity_series', 'account_id', 'Brugerkontoen, der oprettede rækken'),
    ('activity_series', 'created_at', 'Tidspunkt for oprettelsen (UTC)'),
    ('activity', 'id', 'Aktivitetens nummer'),
    ('activity', 'version', 'Version, stiger med 1 ved hver ændring'),
    ('activity', 'initiative', 'Nøgle på indsatsen'),
    ('activity', 'title', 'Titel; tom betyder indsatsens navn'),
    ('activity', 'planned_activity', 'Nøgle på den af indsatsens aktiviteter, det er'),
    ('activity', 'district', 'Nøgle på distriktet; tom, hvis intet er angivet'),
    ('activity', 'place', 'Stedet med ord'),
    ('activity', 'starts_at', 'Begynder (dansk tid)'),
    ('activity', 'ends_at', 'Slutter (dansk tid)'),
    ('activity', 'state', 'Planlagt, holdt eller aflyst'),
    ('activity', 'attendance_counted', '1, når deltagerne er talt'),
    ('activity', 'attendance_total', 'Antal deltagere i alt'),
    ('activity', 'note', 'Kort note, kun det nødvendige'),
    ('activity', 'cancel_reason', 'Hvorfor den blev aflyst'),
    ('activity', 'series_id', 'Rækken, aktiviteten er en gang af'),
    ('activity', 'account_id', 'Brugerkontoen, der registrerede aktiviteten'),
    ('activity', 'removed', '1, når aktiviteten er slettet; historikken er bevaret'),
    ('activity', 'import_key', 'Kendetegn fra en import, så samme række ikke kommer ind to gange'),
    ('activity_attendance', 'activity_id', 'Aktivitetens nummer'),
    ('activity_attendance', 'age_group', 'Aldersgruppe'),
    ('activity_attendance', 'sex', 'Køn'),
    ('activity_attendance', 'participants', 'Antal deltagere'),
    ('activity_rota', 'staff_member_id', 'Medarbejder på vagten'),
    ('activity_rota', 'starts_at', 'Aktiviteten begynder (dansk tid)'),
    ('activity_rota', 'activity_id', 'Aktivitetens nummer'),
    ('activity_partner', 'activity_id', 'Aktivitetens nummer'),
    ('activity_partner', 'partner', 'Nøgle på samarbejdspartner, der var til stede'),
    ('activity_material', 'activity_id', 'Aktivitetens nummer'),
    ('activity_material', 'position', 'Rækkefølge'),
    ('activity_material', 'name', 'Materialets navn'),
    ('activity_material', 'quantity', 'Antal'),
    ('activity_total', 'initiative', 'Nøgle på indsatsen'),
    ('activity_total', 'year', 'År'),
    ('activity_total', 'month', 'Måned, 1 til 12'),
    ('activity_total', 'district', 'Nøgle på distriktet; tom, hvis intet er angivet'),
    ('activity_total', 'planned', 'Antal, der er planlagt'),
    ('activity_total', 'held', 'Antal, der er holdt'),
    ('activity_total', 'cancelled', 'Antal, der er aflyst'),
    ('activity_total', 'counted', 'Antal holdte, hvor deltagerne er talt'),
    ('activity_total', 'participants', 'Antal deltagelser i alt'),
    ('attendance_total', 'initiative', 'Nøgle på indsatsen'),
    ('attendance_total', 'year', 'År'),
    ('attendance_total', 'age_group', 'Aldersgruppe'),
    ('attendance_total', 'sex', 'Køn'),
    ('attendance_total', 'participants', 'Antal deltagelser'),
    ('calendar_feed', 'token_hash', 'Kontrolsum af kalenderadressens hemmelige del'),
    ('calendar_feed', 'account_id', 'Brugerkontoen, adressen hører til'),
    ('calendar_feed', 'staff_member_id', 'Medarbejderen, hvis vagter kalenderen viser'),
    ('calendar_feed', 'created_at', 'Tidspunkt for oprettelsen (UTC)'),
    ('calendar_feed', 'revoked_at', 'Tidspunkt for tilbagekaldelsen (UTC)');
