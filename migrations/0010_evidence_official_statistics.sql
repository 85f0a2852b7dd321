create table official_release (
    id @identity,
    table_code text not null,
    file_name text not null,
    checksum text not null,
    retrieved_on text not null,
    imported_at text not null,
    account_id bigint not null,
    figures bigint not null,
    changed_figures bigint not null,
    unknown_figures bigint not null,
    first_period text not null,
    last_period text not null,
    generated bigint not null check (generated in (0, 1)),
    unique (table_code, checksum)
);
create index official_release_by_time on official_release (imported_at, id);
-- A release holds only what is new or differs from the release before: the newest release of a key is in force.
create table official_figure (
    table_code text not null,
    area text not null,
    subject text not null,
    period text not null,
    release_id bigint not null references official_release (id),
    figure double precision,
    primary key (table_code, area, subject, period, release_id)
);
insert into column_description (table_name, column_name, description) values
    ('official_release', 'id', 'Udgivelsens nummer'),
    ('official_release', 'table_code', 'Tabellens navn i Statistikbanken'),
    ('official_release', 'file_name', 'Navnet på den indlæste fil'),
    ('official_release', 'checksum', 'Kontrolsum af filen'),
    ('official_release', 'retrieved_on', 'Dagen, tallene blev hentet hos Danmarks Statistik'),
    ('official_release', 'imported_at', 'Tidspunkt for indlæsningen (UTC)'),
    ('official_release', 'account_id', 'Brugerkontoen, der indlæste filen; 0 fra kommandolinjen'),
    ('official_release', 'figures', 'Antal tal i filen'),
    ('official_release', 'changed_figures', 'Antal tal, der var anderledes end i forrige udgivelse'),
    ('official_release', 'unknown_figures', 'Antal tal, der ikke er oplyst'),
    ('official_release', 'first_period', 'Første periode i filen'),
    ('official_release', 'last_period', 'Sidste periode i filen'),
    ('official_release', 'generated', '1, når tallene er opdigtede til demonstrationen'),
    ('official_figure', 'table_code', 'Tabellens navn i Statistikbanken'),
    ('official_figure', 'area', 'Områdekode'),
    ('official_figure', 'subject', 'Tabellens øvrige koder, adskilt af skråstreg'),
    ('official_figure', 'period', 'Periodekode'),
    ('official_figure', 'release_id', 'Udgivelsen, tallet kom med'),
    ('official_figure', 'figure', 'Tallet; tomt, når det ikke er oplyst');
