-- When data about persons are to be erased, who approved it, and what was erased. Nothing here says
-- who anyone was: numbers, days, codes and random names of keys.

-- The persons whose time is over, found every night; a person approves.
create table erasure_proposal (
    id @identity,
    person_id bigint not null references person (id),
    record text not null,
    retention_class text not null,
    kle_number text not null,
    start_event text not null,
    started_on text not null,
    due_on text not null,
    proposed_on text not null,
    outcome text not null check (outcome in ('open', 'approved', 'lapsed')),
    decided_at text,
    decided_by bigint,
    check ((outcome = 'open') = (decided_at is null))
);
create unique index erasure_proposal_open on erasure_proposal (person_id) where outcome = 'open';
create index erasure_proposal_due on erasure_proposal (outcome, due_on, id);

-- Who may not be erased, until the one who said so takes it back.
create table legal_hold (
    id @identity,
    person_id bigint not null references person (id),
    reason bytea not null,
    put_at text not null,
    put_by bigint not null,
    lifted_at text,
    lifted_by bigint,
    lifted_reason bytea not null,
    check ((lifted_at is null) = (lifted_by is null))
);
create unique index legal_hold_open on legal_hold (person_id) where lifted_at is null;
create index legal_hold_person on legal_hold (person_id);

-- The register of erasures: each row a certificate. Begun and approved are the same moment; the key
-- is destroyed next, and the index renewed at night.
create table erasure (
    id @identity,
    proposal_id bigint not null references erasure_proposal (id),
    retention_class text not null,
    kle_number text not null,
    start_event text not null,
    started_on text not null,
    due_on text not null,
    approved_by bigint not null,
    begun_at text not null,
    finished_at text,
    renewed_at text
);
create index erasure_unfinished on erasure (finished_at) where finished_at is null;
create index erasure_not_renewed on erasure (renewed_at) where renewed_at is null;

-- The keys it destroyed. After an older key file was put back they are destroyed again.
create table erasure_key (
    key_name text not null primary key,
    erasure_id bigint not null references erasure (id),
    subject_kind text not null check (subject_kind in ('person', 'family', 'group')),
    subject_id bigint not null,
    destroyed_at text
);
create index erasure_key_erasure on erasure_key (erasure_id);
create unique index erasure_key_subject on erasure_key (subject_kind, subject_id);

-- How much of what was removed.
create table erasure_part (
    erasure_id bigint not null references erasure (id),
    part text not null,
    pieces bigint not null check (pieces >= 0),
    primary key (erasure_id, part)
);
create trigger erasure_no_delete before delete on erasure
begin
    select raise(abort, 'erasure: the register keeps every erasure');
end;
create trigger erasure_key_no_delete before delete on erasure_key
begin
    select raise(abort, 'erasure_key: the register keeps every key');
end;

-- What was handed over to the archive, and when the archive said that it has it.
create table archive_delivery (
    id @identity,
    package text not null unique,
    made_at text not null,
    made_by bigint not null,
    received_on text,
    received_by bigint,
    check ((received_on is null) = (received_by is null))
);
create table archive_delivery_person (
    delivery_id bigint not null references archive_delivery (id),
    person_id bigint not null references person (id),
    primary key (delivery_id, person_id)
);
create index archive_delivery_person_person on archive_delivery_person (person_id);

-- How many are due in which month, counted at night; month '' is later than the months shown.
create table retention_forecast (
    retention_class text not null,
    month text not null,
    persons bigint not null check (persons > 0),
    counted_on text not null,
    primary key (retention_class, month)
);

insert into column_description (table_name, column_name, description, data_class) values
    ('retention_forecast', 'retention_class', 'Sletteklasse, som kode', 'internal'),
    ('retention_forecast', 'month', 'Måneden, hvor der kan slettes; tom: senere', 'internal'),
    ('retention_forecast', 'persons', 'Hvor mange personer', 'internal'),
    ('retention_forecast', 'counted_on', 'Dagen, der blev talt', 'internal'),
    ('erasure_proposal', 'id', 'Forslagets løbenummer', 'internal'),
    ('erasure_proposal', 'person_id', 'Personen, hvis frist er udløbet', 'internal'),
    ('erasure_proposal', 'record', 'Slags oplysning, der har den længste frist, som kode', 'internal'),
    ('erasure_proposal', 'retention_class', 'Sletteklasse, som kode', 'internal'),
    ('erasure_proposal', 'kle_number', 'KLE-nummer', 'internal'),
    ('erasure_proposal', 'start_event', 'Hændelsen, som fristen regnes fra, som kode', 'internal'),
    ('erasure_proposal', 'started_on', 'Dagen, som fristen regnes fra', 'internal'),
    ('erasure_proposal', 'due_on', 'Første dag, hvor der kan slettes', 'internal'),
    ('erasure_proposal', 'proposed_on', 'Dagen, forslaget blev stillet', 'internal'),
    ('erasure_proposal', 'outcome', 'Åbent, godkendt eller bortfaldet', 'internal'),
    ('erasure_proposal', 'decided_at', 'Hvornår det blev godkendt eller bortfaldt; tom: åbent', 'internal'),
    ('erasure_proposal', 'decided_by', 'Brugerkontoen, der godkendte; tom, hvis det bortfaldt', 'internal'),
    ('legal_hold', 'id', 'Berostillelsens løbenummer', 'internal'),
    ('legal_hold', 'person_id', 'Personen, der ikke må slettes', 'internal'),
    ('legal_hold', 'reason', 'Hvorfor sletningen er sat i bero, forseglet under personens nøgle', 'confidential'),
    ('legal_hold', 'put_at', 'Hvornår sletningen blev sat i bero', 'internal'),
    ('legal_hold', 'put_by', 'Brugerkontoen, der satte den i bero', 'internal'),
    ('legal_hold', 'lifted_at', 'Hvornår berostillelsen blev ophævet; tom: gælder', 'internal'),
    ('legal_hold', 'lifted_by', 'Brugerkontoen, der ophævede den', 'internal'),
    ('legal_hold', 'lifted_reason', 'Hvorfor den blev ophævet, forseglet under personens nøgle', 'confidential'),
    ('erasure', 'id', 'Sletningens løbenummer', 'internal'),
    ('erasure', 'proposal_id', 'Forslaget, der blev godkendt', 'internal'),
    ('erasure', 'retention_class', 'Sletteklasse, som kode', 'internal'),
    ('erasure', 'kle_number', 'KLE-nummer', 'internal'),
    ('erasure', 'start_event', 'Hændelsen, som fristen blev regnet fra, som kode', 'internal'),
    ('erasure', 'started_on', 'Dagen, som fristen blev regnet fra', 'internal'),
    ('erasure', 'due_on', 'Første dag, hvor der kunne slettes', 'internal'),
    ('erasure', 'approved_by', 'Brugerkontoen, der godkendte', 'internal'),
    ('erasure', 'begun_at', 'Hvornår der blev godkendt, og rækkerne fjernet', 'internal'),
    ('erasure', 'finished_at', 'Hvornår nøglerne var destrueret; tom: mangler', 'internal'),
    ('erasure', 'renewed_at', 'Hvornår søgeindekset var lavet om; tom: mangler', 'internal'),
    ('erasure_key', 'key_name', 'Nøglens tilfældige navn', 'internal'),
    ('erasure_key', 'erasure_id', 'Sletningen', 'internal'),
    ('erasure_key', 'subject_kind', 'Person, familie eller gruppe', 'internal'),
    ('erasure_key', 'subject_id', 'Nummeret på den, der er slettet', 'internal'),
    ('erasure_key', 'destroyed_at', 'Hvornår nøglen blev destrueret; tom: mangler', 'internal'),
    ('erasure_part', 'erasure_id', 'Sletningen', 'internal'),
    ('erasure_part', 'part', 'Slags oplysning, som kode', 'internal'),
    ('erasure_part', 'pieces', 'Hvor mange rækker der blev fjernet', 'internal'),
    ('archive_delivery', 'id', 'Afleveringens løbenummer', 'internal'),
    ('archive_delivery', 'package', 'Navnet på arkiveringsversionen', 'internal'),
    ('archive_delivery', 'made_at', 'Hvornår den blev dannet', 'internal'),
    ('archive_delivery', 'made_by', 'Brugerkontoen, der dannede den', 'internal'),
    ('archive_delivery', 'received_on', 'Dagen, arkivet har modtaget den; tom: ikke endnu', 'internal'),
    ('archive_delivery', 'received_by', 'Brugerkontoen, der skrev modtagelsen ind', 'internal'),
    ('archive_delivery_person', 'delivery_id', 'Afleveringen', 'internal'),
    ('archive_delivery_person', 'person_id', 'Personen, der er med', 'internal');

insert into table_description (table_name, owner, subject_kind, subject_column) values
    ('retention_forecast', 'people', 'none', ''),
    ('erasure_proposal', 'people', 'person', 'person_id'),
    ('legal_hold', 'people', 'person', 'person_id'),
    ('erasure', 'people', 'none', ''),
    ('erasure_key', 'people', 'any', 'subject_id'),
    ('erasure_part', 'people', 'none', ''),
    ('archive_delivery', 'people', 'none', ''),
    ('archive_delivery_person', 'people', 'person', 'person_id');

create index look_up_review_item_person on look_up_review_item (person_id);
create index break_glass_subject on break_glass (subject_kind, subject_id);
