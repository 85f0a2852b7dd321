-- Who can sign in, with what, and the sessions that came of it. No secret is stored readable:
-- passwords as Argon2id, tokens and recovery codes as SHA-256, the rest under a key kept in a file.
create table account (
    id @identity,
    staff_member_id bigint not null unique references staff_member (id),
    username text not null unique check (length(username) between 3 and 64),
    password_hash text,
    password_changed_at text,
    totp_secret bytea,
    totp_last_step bigint not null default 0,
    language text not null default 'da' check (language in ('da', 'en')),
    created_at text not null,
    closed_on text
);

create table account_role (
    account_id bigint not null references account (id),
    role text not null,
    primary key (account_id, role)
);
create index account_role_role on account_role (role, account_id);

create table recovery_code (
    code_hash text primary key,
    account_id bigint not null references account (id),
    used_at text
);
create index recovery_code_account_id on recovery_code (account_id);

create table account_link (
    token_hash text primary key,
    account_id bigint not null references account (id),
    kind text not null check (kind in ('invitation', 'password', 'authenticator')),
    created_at text not null,
    expires_at text not null,
    used_at text
);
create index account_link_account_id on account_link (account_id);

create table session (
    id @identity,
    token_hash text not null unique,
    account_id bigint not null references account (id),
    csrf_secret text not null,
    browser text not null,
    created_at text not null,
    last_used_at text not null,
    ended_at text
);
create index session_account_id on session (account_id);
create index session_last_used_at on session (last_used_at);

create table kept_form (
    id text primary key,
    account_id bigint not null references account (id),
    kept_at text not null,
    content bytea not null
);
create index kept_form_account_id on kept_form (account_id, kept_at);
create index kept_form_kept_at on kept_form (kept_at);

insert into column_description (table_name, column_name, description) values
    ('account', 'id', 'Brugerens løbenummer'),
    ('account', 'staff_member_id', 'Medarbejderen, brugeren hører til'),
    ('account', 'username', 'Brugernavn med små bogstaver'),
    ('account', 'password_hash', 'Adgangskoden som Argon2id; tom, indtil den er valgt'),
    ('account', 'password_changed_at', 'Hvornår adgangskoden sidst blev valgt (UTC)'),
    ('account', 'totp_secret', 'Kode-appens hemmelighed, krypteret; tom, indtil appen er sat op'),
    ('account', 'totp_last_step', 'Tidsskridtet for den sidst brugte kode, så ingen kode gælder to gange'),
    ('account', 'language', 'Brugerens sprog: da eller en'),
    ('account', 'created_at', 'Hvornår brugeren blev oprettet (UTC)'),
    ('account', 'closed_on', 'Første dag, brugeren ikke længere kan logge ind; tom: åben'),
    ('account_role', 'account_id', 'Brugeren'),
    ('account_role', 'role', 'Rollens kode'),
    ('recovery_code', 'code_hash', 'Gendannelseskoden som SHA-256'),
    ('recovery_code', 'account_id', 'Brugeren'),
    ('recovery_code', 'used_at', 'Hvornår koden blev brugt (UTC); tom: ubrugt'),
    ('account_link', 'token_hash', 'Linkets hemmelige del som SHA-256'),
    ('account_link', 'account_id', 'Brugeren, linket gælder'),
    ('account_link', 'kind', 'Hvad linket giver: invitation, ny adgangskode eller ny kode-app'),
    ('account_link', 'created_at', 'Hvornår linket blev lavet (UTC)'),
    ('account_link', 'expires_at', 'Hvornår linket udløber (UTC)'),
    ('account_link', 'used_at', 'Hvornår linket blev brugt eller erstattet (UTC); tom: ubrugt'),
    ('session', 'id', 'Løbenummer'),
    ('session', 'token_hash', 'Sessionens hemmelige nøgle som SHA-256'),
    ('session', 'account_id', 'Brugeren'),
    ('session', 'csrf_secret', 'Hemmelighed, som formularernes beskyttelse laves af'),
    ('session', 'browser', 'Browserens egen betegnelse, forkortet'),
    ('session', 'created_at', 'Hvornår brugeren loggede ind (UTC)'),
    ('session', 'last_used_at', 'Sidste brug, højst et minut gammel (UTC)'),
    ('session', 'ended_at', 'Hvornår sessionen blev afsluttet (UTC); tom: åben'),
    ('kept_form', 'id', 'Tilfældigt kendetegn'),
    ('kept_form', 'account_id', 'Brugeren, der sendte formularen'),
    ('kept_form', 'kept_at', 'Hvornår formularen blev gemt (UTC)'),
    ('kept_form', 'content', 'Adresse og felter fra en formular sendt efter udløb, krypteret');
