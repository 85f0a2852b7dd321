create table record_version (
    kind text not null,
    record_id bigint not null,
    version bigint not null check (version >= 1),
    change text not null check (change in ('created', 'changed', 'removed', 'restored', 'imported')),
    account_id bigint not null,
    at text not null,
    content text not null,
    primary key (kind, record_id, version)
);
insert into column_description (table_name, column_name, description) values
    ('record_version', 'kind', 'Hvilken slags registrering versionen hører til'),
    ('record_version', 'record_id', 'Registreringens nummer'),
    ('record_version', 'version', 'Versionens nummer, fra 1'),
    ('record_version', 'change', 'Hvad der skete: oprettet, ændret, slettet, genskabt eller importeret'),
    ('record_version', 'account_id', 'Brugerkontoen, der gjorde det'),
    ('record_version', 'at', 'Tidspunkt (UTC)'),
    ('record_version', 'content', 'Felterne, som de så ud i denne version (JSON)');
