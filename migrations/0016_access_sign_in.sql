-- Further ways to sign in: passkeys and identity providers. How sure a sign-in is of who it is
-- stays with its session.
alter table session add column proof text not null default 'totp';
alter table session add column provider text not null default '';
alter table session add column assurance text;
alter table session add column agency_cvr text not null default '';

create table passkey (
    id @identity,
    account_id bigint not null references account (id),
    name text not null check (length(name) between 1 and 60),
    credential_id bytea not null unique,
    public_key bytea not null,
    sign_count bigint not null check (sign_count >= 0),
    user_handle bytea not null,
    domain text not null,
    created_at text not null,
    last_used_at text
);
create index passkey_account_id on passkey (account_id);

-- What may be used once only and was: challenges of passkeys, states of identity providers.
create table spent_token (
    token_hash text primary key,
    spent_at text not null
);
create index spent_token_spent_at on spent_token (spent_at);

create table account_identity (
    id @identity,
    account_id bigint not null references account (id),
    issuer text not null,
    subject_hash text not null,
    agency_cvr text not null,
    linked_at text not null,
    last_used_at text,
    unique (issuer, subject_hash)
);
create index account_identity_account_id on account_identity (account_id);

create table identity_invitation (
    token_hash text primary key,
    account_id bigint not null references account (id),
    provider text not null,
    created_at text not null,
    expires_at text not null,
    used_at text
);
create index identity_invitation_account_id on identity_invitation (account_id);

create table identity_proof (
    id @identity,
    account_id bigint not null references account (id),
    checked_by bigint not null references account (id),
    checked_on text not null,
    document_kind text not null check (document_kind in
        ('passport', 'driving_licence', 'residence_card', 'identity_card')),
    recorded_by bigint not null references account (id),
    recorded_at text not null,
    withdrawn_by bigint references account (id),
    withdrawn_at text
);
create index identity_proof_account_id on identity_proof (account_id);
create index identity_proof_checked_by on identity_proof (checked_by);
create index identity_proof_recorded_by on identity_proof (recorded_by);
create index identity_proof_withdrawn_by on identity_proof (withdrawn_by);

insert into column_description (table_name, column_name, description) values
    ('session', 'proof', 'Hvordan brugeren viste, hvem det er: totp, recovery_code, passkey eller openid'),
    ('session', 'provider', 'Identitetsudbyderens nøgle i indstillingerne; tom: egen konto'),
    ('session', 'assurance', 'Sikringsniveauet, som identitetsudbyderen oplyste; tom: egen konto'),
    ('session', 'agency_cvr', 'CVR-nummeret på den myndighed, brugeren loggede ind for; tom: egen konto'),
    ('passkey', 'id', 'Løbenummer'),
    ('passkey', 'account_id', 'Brugeren, adgangsnøglen hører til'),
    ('passkey', 'name', 'Det navn, brugeren gav adgangsnøglen'),
    ('passkey', 'credential_id', 'Adgangsnøglens kendetegn fra enheden'),
    ('passkey', 'public_key', 'Den offentlige nøgle i COSE-form'),
    ('passkey', 'sign_count', 'Enhedens tæller ved sidste brug; 0: enheden tæller ikke'),
    ('passkey', 'user_handle', 'Tilfældigt kendetegn for brugeren, som enheden gemmer'),
    ('passkey', 'domain', 'Domænet, adgangsnøglen gælder for'),
    ('passkey', 'created_at', 'Hvornår adgangsnøglen blev tilføjet (UTC)'),
    ('passkey', 'last_used_at', 'Hvornår der sidst blev logget ind med den (UTC); tom: aldrig'),
    ('spent_token', 'token_hash', 'Det, der kun gælder én gang, som SHA-256'),
    ('spent_token', 'spent_at', 'Hvornår det blev brugt (UTC)'),
    ('account_identity', 'id', 'Løbenummer'),
    ('account_identity', 'account_id', 'Brugeren'),
    ('account_identity', 'issuer', 'Identitetsudbyderens adresse'),
    ('account_identity', 'subject_hash', 'Udbyderens kendetegn for personen som SHA-256'),
    ('account_identity', 'agency_cvr', 'CVR-nummeret på den myndighed, tilknytningen gælder'),
    ('account_identity', 'linked_at', 'Hvornår tilknytningen blev lavet (UTC)'),
    ('account_identity', 'last_used_at', 'Hvornår der sidst blev logget ind med den (UTC); tom: aldrig'),
    ('identity_invitation', 'token_hash', 'Linkets hemmelige del som SHA-256'),
    ('identity_invitation', 'account_id', 'Brugeren, linket gælder'),
    ('identity_invitation', 'provider', 'Identitetsudbyderens nøgle i indstillingerne'),
    ('identity_invitation', 'created_at', 'Hvornår linket blev lavet (UTC)'),
    ('identity_invitation', 'expires_at', 'Hvornår linket udløber (UTC)'),
    ('identity_invitation', 'used_at', 'Hvornår linket blev brugt eller erstattet (UTC); tom: ubrugt'),
    ('identity_proof', 'id', 'Løbenummer'),
    ('identity_proof', 'account_id', 'Brugeren, hvis identitet blev kontrolleret'),
    ('identity_proof', 'checked_by', 'Brugeren, der så dokumentet'),
    ('identity_proof', 'checked_on', 'Dagen, dokumentet blev set'),
    ('identity_proof', 'document_kind', 'Dokumentets art; nummeret gemmes aldrig'),
    ('identity_proof', 'recorded_by', 'Brugeren, der skrev det ind'),
    ('identity_proof', 'recorded_at', 'Hvornår det blev skrevet ind (UTC)'),
    ('identity_proof', 'withdrawn_by', 'Brugeren, der trak det tilbage; tom: det gælder'),
    ('identity_proof', 'withdrawn_at', 'Hvornår det blev trukket tilbage (UTC); tom: det gælder');
