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

insert into column_description (table_name, column_name, description, data_class) values
    ('session', 'proof', 'Hvordan brugeren viste, hvem det er: totp, recovery_code, passkey eller openid', 'internal'),
    ('session', 'provider', 'Identitetsudbyderens nøgle i indstillingerne; tom: egen konto', 'internal'),
    ('session', 'assurance', 'Sikringsniveauet, som identitetsudbyderen oplyste; tom: egen konto', 'internal'),
    ('session', 'agency_cvr', 'CVR-nummeret på den myndighed, brugeren loggede ind for; tom: egen konto', 'internal'),
    ('passkey', 'id', 'Løbenummer', 'internal'),
    ('passkey', 'account_id', 'Brugeren, adgangsnøglen hører til', 'internal'),
    ('passkey', 'name', 'Det navn, brugeren gav adgangsnøglen', 'internal'),
    ('passkey', 'credential_id', 'Adgangsnøglens kendetegn fra enheden', 'confidential'),
    ('passkey', 'public_key', 'Den offentlige nøgle i COSE-form', 'confidential'),
    ('passkey', 'sign_count', 'Enhedens tæller ved sidste brug; 0: enheden tæller ikke', 'internal'),
    ('passkey', 'user_handle', 'Tilfældigt kendetegn for brugeren, som enheden gemmer', 'confidential'),
    ('passkey', 'domain', 'Domænet, adgangsnøglen gælder for', 'internal'),
    ('passkey', 'created_at', 'Hvornår adgangsnøglen blev tilføjet (UTC)', 'internal'),
    ('passkey', 'last_used_at', 'Hvornår der sidst blev logget ind med den (UTC); tom: aldrig', 'internal'),
    ('spent_token', 'token_hash', 'Det, der kun gælder én gang, som SHA-256', 'internal'),
    ('spent_token', 'spent_at', 'Hvornår det blev brugt (UTC)', 'internal'),
    ('account_identity', 'id', 'Løbenummer', 'internal'),
    ('account_identity', 'account_id', 'Brugeren', 'internal'),
    ('account_identity', 'issuer', 'Identitetsudbyderens adresse', 'internal'),
    ('account_identity', 'subject_hash', 'Udbyderens kendetegn for personen som SHA-256', 'confidential'),
    ('account_identity', 'agency_cvr', 'CVR-nummeret på den myndighed, tilknytningen gælder', 'internal'),
    ('account_identity', 'linked_at', 'Hvornår tilknytningen blev lavet (UTC)', 'internal'),
    ('account_identity', 'last_used_at', 'Hvornår der sidst blev logget ind med den (UTC); tom: aldrig', 'internal'),
    ('identity_invitation', 'token_hash', 'Linkets hemmelige del som SHA-256', 'confidential'),
    ('identity_invitation', 'account_id', 'Brugeren, linket gælder', 'internal'),
    ('identity_invitation', 'provider', 'Identitetsudbyderens nøgle i indstillingerne', 'internal'),
    ('identity_invitation', 'created_at', 'Hvornår linket blev lavet (UTC)', 'internal'),
    ('identity_invitation', 'expires_at', 'Hvornår linket udløber (UTC)', 'internal'),
    ('identity_invitation', 'used_at', 'Hvornår linket blev brugt eller erstattet (UTC); tom: ubrugt', 'internal'),
    ('identity_proof', 'id', 'Løbenummer', 'internal'),
    ('identity_proof', 'account_id', 'Brugeren, hvis identitet blev kontrolleret', 'internal'),
    ('identity_proof', 'checked_by', 'Brugeren, der så dokumentet', 'internal'),
    ('identity_proof', 'checked_on', 'Dagen, dokumentet blev set', 'internal'),
    ('identity_proof', 'document_kind', 'Dokumentets art; nummeret gemmes aldrig', 'personal'),
    ('identity_proof', 'recorded_by', 'Brugeren, der skrev det ind', 'internal'),
    ('identity_proof', 'recorded_at', 'Hvornår det blev skrevet ind (UTC)', 'internal'),
    ('identity_proof', 'withdrawn_by', 'Brugeren, der trak det tilbage; tom: det gælder', 'internal'),
    ('identity_proof', 'withdrawn_at', 'Hvornår det blev trukket tilbage (UTC); tom: det gælder', 'internal');

insert into table_description (table_name, owner, subject_kind, subject_column) values
    ('passkey', 'access', 'staff', 'account_id'),
    ('spent_token', 'access', 'none', ''),
    ('account_identity', 'access', 'staff', 'account_id'),
    ('identity_invitation', 'access', 'staff', 'account_id'),
    ('identity_proof', 'access', 'staff', 'account_id');
