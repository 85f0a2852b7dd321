-- What every column holds, in Danish: for the archive, and for whoever reads the database.
create table column_description (
    table_name text not null,
    column_name text not null,
    description text not null check (length(description) >= 2),
    primary key (table_name, column_name)
);
insert into column_description (table_name, column_name, description) values
    ('column_description', 'table_name', 'Tabellens navn'),
    ('column_description', 'column_name', 'Kolonnens navn'),
    ('column_description', 'description', 'Hvad kolonnen indeholder'),
    ('schema_migration', 'number', 'Ændringens løbenummer'),
    ('schema_migration', 'name', 'Ændringens navn'),
    ('schema_migration', 'checksum', 'Kontrolsum af ændringens tekst'),
    ('schema_migration', 'applied_at', 'Tidspunkt for gennemførelsen (UTC)');
