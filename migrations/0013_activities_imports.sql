-- Where the fields of a kind of record come from in files with these headings, as last chosen.
create table import_mapping (
    kind text not null check (kind in ('activities', 'enquiries', 'observations')),
    headings_hash text not null,
    field text not null,
    heading text not null,
    preset text not null,
    primary key (kind, headings_hash, field)
);
-- One line per import. What was in the file stands in the records only.
create table import_run (
    id @identity,
    kind text not null check (kind in ('activities', 'enquiries', 'observations')),
    checksum text not null,
    account_id bigint not null,
    at text not null,
    row_count bigint not null check (row_count >= 0),
    added bigint not null check (added >= 0),
    known bigint not null check (known >= 0),
    refused bigint not null check (refused >= 0)
);

insert into column_description (table_name, column_name, description) values
    ('import_mapping', 'kind', 'Hvad der indlæses (kode)'),
    ('import_mapping', 'headings_hash', 'Kontrolsum af filens overskrifter'),
    ('import_mapping', 'field', 'Feltet, der fyldes ud'),
    ('import_mapping', 'heading', 'Overskriften på den kolonne, det hentes fra; tom, hvis ingen'),
    ('import_mapping', 'preset', 'Værdien, hvor der ingen kolonne er, eller cellen er tom'),
    ('import_run', 'id', 'Importens nummer'),
    ('import_run', 'kind', 'Hvad der blev indlæst (kode)'),
    ('import_run', 'checksum', 'Filens kontrolsum (SHA-256)'),
    ('import_run', 'account_id', 'Brugerkontoen, der indlæste'),
    ('import_run', 'at', 'Tidspunkt (UTC)'),
    ('import_run', 'row_count', 'Antal rækker i filen'),
    ('import_run', 'added', 'Antal rækker, der blev tilføjet'),
    ('import_run', 'known', 'Antal rækker, der fandtes i forvejen'),
    ('import_run', 'refused', 'Antal rækker, der blev afvist');
