-- What the law asks for around persons: impact assessments (R40), without which modules with
-- personal data stay shut, and the citizen's requests for access (R32). An assessment is never
-- changed; a later row withdraws it.
create table impact_assessment (
    id @identity,
    module text not null,
    decision text not null check (decision in ('signed', 'withdrawn')),
    decided_by text not null check (length(decided_by) > 0),
    decided_on text not null,
    document_name text not null,
    document_sha256 text not null,
    reason text not null,
    account_id bigint not null,
    at text not null,
    check ((decision = 'signed') = (length(document_sha256) = 64)),
    check (decision = 'signed' or length(reason) > 0)
);
create index impact_assessment_module on impact_assessment (module, id);
create trigger impact_assessment_not_changed before update on impact_assessment
begin
    select raise(abort, 'impact_assessment: rows are not changed');
end;
create trigger impact_assessment_not_removed before delete on impact_assessment
begin
    select raise(abort, 'impact_assessment: rows are not removed');
end;

create table access_request (
    id @identity,
    person_id bigint not null references person (id),
    received_on text not null,
    due_on text not null,
    account_id bigint not null,
    at text not null,
    released_at text,
    released_by bigint,
    package_sha256 text not null
);
create index access_request_person on access_request (person_id, id);
create index access_request_open on access_request (due_on) where released_at is null;
create trigger access_request_only_released before update on access_request
when old.released_at is not null or new.released_at is null
    or new.person_id <> old.person_id or new.received_on <> old.received_on
    or new.due_on <> old.due_on
begin
    select raise(abort, 'access_request: only releasing, and only once');
end;

insert into column_description (table_name, column_name, description, data_class) values
    ('impact_assessment', 'id', 'Rækkens løbenummer', 'internal'),
    ('impact_assessment', 'module', 'Det modul, konsekvensanalysen gælder, som kode', 'internal'),
    ('impact_assessment', 'decision', 'Underskrevet eller trukket tilbage', 'internal'),
    ('impact_assessment', 'decided_by', 'Navn og stilling på den, der underskrev eller trak tilbage', 'personal'),
    ('impact_assessment', 'decided_on', 'Dagen, der blev underskrevet eller trukket tilbage', 'internal'),
    ('impact_assessment', 'document_name', 'Dokumentets navn; tom ved tilbagetrækning', 'internal'),
    ('impact_assessment', 'document_sha256', 'Dokumentets SHA-256 i hex; dokumentet selv gemmes ikke', 'internal'),
    ('impact_assessment', 'reason', 'Hvorfor den blev trukket tilbage, eller en bemærkning', 'internal'),
    ('impact_assessment', 'account_id', 'Brugerkontoen, der skrev rækken', 'internal'),
    ('impact_assessment', 'at', 'Tidspunkt for registreringen (UTC)', 'internal'),
    ('access_request', 'id', 'Anmodningens nummer', 'internal'),
    ('access_request', 'person_id', 'Personen, der har bedt om indsigt', 'personal'),
    ('access_request', 'received_on', 'Dagen, anmodningen blev modtaget', 'personal'),
    ('access_request', 'due_on', 'Fristen: en måned efter modtagelsen', 'personal'),
    ('access_request', 'account_id', 'Brugerkontoen, der skrev anmodningen ind', 'internal'),
    ('access_request', 'at', 'Tidspunkt for registreringen (UTC)', 'internal'),
    ('access_request', 'released_at', 'Hvornår pakken blev udleveret (UTC); tom, hvis den ikke er', 'personal'),
    ('access_request', 'released_by', 'Brugerkontoen, der udleverede pakken', 'internal'),
    ('access_request', 'package_sha256', 'Den udleverede pakkes SHA-256 i hex; pakken selv gemmes ikke', 'internal');

insert into table_description (table_name, owner, subject_kind, subject_column) values
    ('impact_assessment', 'access', 'staff', 'account_id'),
    ('access_request', 'citizen', 'person', 'person_id');
