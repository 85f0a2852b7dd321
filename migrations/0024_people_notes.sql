-- Notes: pieces of information on a person that are shared one by one, or not. The words stand
-- sealed; who may see which is a question of shareable_item and disclosure. A note is never
-- rewritten: something else is a note of its own.
create table note (
    id @identity,
    person_id bigint not null references person (id),
    data_class text not null
        check (data_class in ('personal', 'confidential', 'offence', 'health', 'threat')),
    text bytea not null,
    noted_on text not null,
    holder_cvr text not null,
    account_id bigint not null,
    at text not null
);
create index note_person on note (person_id, id);
create trigger note_no_update before update on note
begin
    select raise(abort, 'note: a note can not be rewritten');
end;

-- What an agency was told of in a forum, person by person.
create index disclosure_received on disclosure (receiver_cvr, forum_key, subject_kind, subject_id);

insert into column_description (table_name, column_name, description, data_class) values
    ('note', 'id', 'Oplysningens nummer', 'internal'),
    ('note', 'person_id', 'Personen, den handler om', 'personal'),
    ('note', 'data_class', 'Oplysningens dataklasse, som kode', 'personal'),
    ('note', 'text', 'Oplysningen, forseglet under personens nøgle', 'confidential'),
    ('note', 'noted_on', 'Dagen, den gælder', 'personal'),
    ('note', 'holder_cvr', 'CVR-nummer på den myndighed, der har oplysningen', 'personal'),
    ('note', 'account_id', 'Brugerkontoen, der skrev den', 'internal'),
    ('note', 'at', 'Tidspunkt for registreringen (UTC)', 'internal');

insert into table_description (table_name, owner, subject_kind, subject_column) values
    ('note', 'people', 'person', 'person_id');
