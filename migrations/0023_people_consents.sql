-- Consents (R13) and the duty to inform (R33). A consent is given once and withdrawn once; nothing
-- else of it changes, and none is removed.
create table consent (
    id @identity,
    person_id bigint not null references person (id),
    giver text not null check (giver in ('person', 'guardian', 'person_and_guardian')),
    data bytea not null,
    receiver_cvr text not null,
    forum text not null,
    manner text not null check (manner in ('signed_on_paper', 'signed_digitally', 'spoken')),
    text_version text not null,
    given_on text not null,
    ends_on text,
    withdrawn_on text,
    withdrawn_by bigint,
    account_id bigint not null,
    at text not null
);
create index consent_person on consent (person_id, id);
create trigger consent_only_withdrawn before update on consent
when old.withdrawn_on is not null or new.withdrawn_on is null
    or new.person_id <> old.person_id or new.giver <> old.giver or new.data <> old.data
    or new.receiver_cvr <> old.receiver_cvr or new.forum <> old.forum
    or new.manner <> old.manner or new.text_version <> old.text_version
    or new.given_on <> old.given_on or new.ends_on is not old.ends_on
begin
    select raise(abort, 'consent: only withdrawing, and only once');
end;

create table duty_to_inform (
    id @identity,
    person_id bigint not null references person (id),
    registered_on text not null,
    due_on text not null,
    outcome text not null check (outcome in ('open', 'informed', 'exempted')),
    settled_on text,
    explanation bytea not null,
    account_id bigint not null
);
create index duty_to_inform_person on duty_to_inform (person_id, id);
create index duty_to_inform_outcome on duty_to_inform (outcome, due_on, id);

insert into column_description (table_name, column_name, description, data_class) values
    ('consent', 'id', 'Samtykkets nummer', 'internal'),
    ('consent', 'person_id', 'Personen, det gælder', 'personal'),
    ('consent', 'giver', 'Hvem der gav det, som kode', 'personal'),
    ('consent', 'data', 'Hvilke oplysninger, og til hvad, forseglet under personens nøgle', 'confidential'),
    ('consent', 'receiver_cvr', 'CVR-nummer på den myndighed, oplysningerne må deles med', 'personal'),
    ('consent', 'forum', 'Hvilket samarbejde, som kode', 'personal'),
    ('consent', 'manner', 'Hvordan det blev givet, som kode', 'personal'),
    ('consent', 'text_version', 'Hvilken udgave af samtykketeksten der blev brugt', 'personal'),
    ('consent', 'given_on', 'Dagen, det blev givet', 'personal'),
    ('consent', 'ends_on', 'Sidste dag; tom, hvis ingen er aftalt', 'personal'),
    ('consent', 'withdrawn_on', 'Dagen, det blev trukket tilbage; tom, hvis det ikke er', 'personal'),
    ('consent', 'withdrawn_by', 'Brugerkontoen, der registrerede tilbagetrækningen', 'internal'),
    ('consent', 'account_id', 'Brugerkontoen, der registrerede samtykket', 'internal'),
    ('consent', 'at', 'Tidspunkt for registreringen (UTC)', 'internal'),
    ('duty_to_inform', 'id', 'Opgavens nummer', 'internal'),
    ('duty_to_inform', 'person_id', 'Personen, der skal orienteres', 'personal'),
    ('duty_to_inform', 'registered_on', 'Dagen for registreringen', 'personal'),
    ('duty_to_inform', 'due_on', 'Fristen: en måned efter registreringen', 'personal'),
    ('duty_to_inform', 'outcome', 'Åben, orienteret eller undtaget', 'personal'),
    ('duty_to_inform', 'settled_on', 'Dagen, opgaven blev afsluttet; tom, mens den er åben', 'personal'),
    ('duty_to_inform', 'explanation', 'Hvordan, eller hvorfor ikke, forseglet under personens nøgle', 'confidential'),
    ('duty_to_inform', 'account_id', 'Brugerkontoen, der sidst ændrede opgaven', 'internal');

insert into table_description (table_name, owner, subject_kind, subject_column) values
    ('consent', 'people', 'person', 'person_id'),
    ('duty_to_inform', 'people', 'person', 'person_id');
