-- Who may know what of whom: agencies, their people, the forums where they sit, who works with whom,
-- and what was shared or not. Subjects and items are numbers here; what they are stands elsewhere.
create table agency (
    cvr text not null primary key check (length(cvr) = 8),
    name text not null check (length(name) > 0),
    kind text not null,
    area text not null,
    public_task bigint not null check (public_task in (0, 1)),
    valid_from text,
    valid_to text,
    check (valid_from is null or valid_to is null or valid_from < valid_to)
);
create index agency_kind on agency (kind, cvr);

create table forum (
    key text not null primary key,
    name_da text not null check (length(name_da) > 0),
    name_en text not null,
    kind text not null,
    valid_from text,
    valid_to text,
    check (valid_from is null or valid_to is null or valid_from < valid_to)
);

create table seat (
    id @identity,
    forum_key text not null references forum (key),
    agency_cvr text not null references agency (cvr),
    staff_member_id bigint not null references staff_member (id),
    valid_from text not null,
    valid_to text,
    check (valid_to is null or valid_from < valid_to)
);
create index seat_staff_member_id on seat (staff_member_id);
create index seat_forum_key on seat (forum_key, agency_cvr);

create table unit_leader (
    id @identity,
    unit_key text not null references unit (key),
    staff_member_id bigint not null references staff_member (id),
    valid_from text not null,
    valid_to text,
    check (valid_to is null or valid_from < valid_to)
);
create index unit_leader_staff_member_id on unit_leader (staff_member_id);

create table account_agency (
    account_id bigint not null primary key references account (id),
    agency_cvr text not null references agency (cvr)
);
create index account_agency_agency_cvr on account_agency (agency_cvr);

create table account_mark (
    account_id bigint not null references account (id),
    mark text not null,
    granted_on text not null,
    granted_by bigint not null references account (id),
    primary key (account_id, mark)
);

create table assignment (
    id @identity,
    subject_kind text not null check (subject_kind in ('person', 'family', 'group')),
    subject_id bigint not null,
    account_id bigint not null references account (id),
    part text not null check (part in ('responsible', 'assigned', 'mentor')),
    purpose text not null,
    agency_cvr text not null,
    unit_key text not null,
    valid_from text not null,
    valid_to text,
    assigned_by bigint not null references account (id),
    check (valid_to is null or valid_from <= valid_to)
);
create index assignment_subject on assignment (subject_kind, subject_id);
create index assignment_account_id on assignment (account_id, subject_kind, subject_id);

-- What can be shared, as the policy knows it; its content stands with the module that owns it.
create table shareable_item (
    kind text not null,
    id bigint not null,
    subject_kind text not null check (subject_kind in ('person', 'family', 'group')),
    subject_id bigint not null,
    holder_cvr text not null,
    holder_kind text not null,
    data_classes text not null,
    offence text not null
        check (offence in ('none', 'suspected', 'charged', 'indicted', 'convicted', 'dropped')),
    primary key (kind, id)
);
create index shareable_item_subject on shareable_item (subject_kind, subject_id);

create table disclosure (
    id @identity,
    subject_kind text not null check (subject_kind in ('person', 'family', 'group')),
    subject_id bigint not null,
    item_kind text not null,
    item_id bigint not null,
    holder_cvr text not null,
    receiver_cvr text not null,
    forum_key text not null references forum (key),
    answer text not null check (answer in ('shared', 'not_shared')),
    bases text not null,
    consent_id bigint,
    necessity bytea,
    account_id bigint not null references account (id),
    made_at text not null,
    made_on text not null,
    foreign key (item_kind, item_id) references shareable_item (kind, id),
    check ((answer = 'shared') = (necessity is not null))
);
create index disclosure_subject on disclosure (subject_kind, subject_id);
create index disclosure_receiver on disclosure (receiver_cvr, forum_key, id);
create unique index disclosure_not_shared on disclosure (item_kind, item_id, receiver_cvr)
    where answer = 'not_shared';

-- "Deles ikke" is final: no later row and no change can make it undone (retsplejeloven § 115,
-- stk. 4). What was shared stays on record as it was.
create trigger disclosure_not_shared_is_final before insert on disclosure
when new.answer = 'shared' and exists (
    select 1 from disclosure where item_kind = new.item_kind and item_id = new.item_id and
                                   receiver_cvr = new.receiver_cvr and answer = 'not_shared')
begin
    select raise(abort, 'disclosure: the holder has answered that it is not shared');
end;
create trigger disclosure_no_update before update on disclosure
begin
    select raise(abort, 'disclosure: a disclosure can not be changed');
end;

create table break_glass (
    id @identity,
    account_id bigint not null references account (id),
    subject_kind text not null check (subject_kind in ('person', 'family', 'group')),
    subject_id bigint not null,
    reason bytea not null,
    opened_at text not null,
    ends_at text not null,
    review_due_at text not null,
    reviewed_at text,
    reviewed_by bigint references account (id),
    finding text,
    check (opened_at < ends_at),
    check (finding is null or finding in ('justified', 'not_justified')),
    check ((reviewed_at is null) = (finding is null)),
    check (reviewed_by is null or reviewed_by <> account_id)
);
create index break_glass_account_id on break_glass (account_id, ends_at);
create index break_glass_review on break_glass (review_due_at) where reviewed_at is null;

insert into table_description (table_name, owner, subject_kind, subject_column) values
    ('agency', 'organisation', 'none', ''),
    ('forum', 'organisation', 'none', ''),
    ('seat', 'organisation', 'staff', 'staff_member_id'),
    ('unit_leader', 'organisation', 'staff', 'staff_member_id'),
    ('account_agency', 'access', 'staff', 'account_id'),
    ('account_mark', 'access', 'staff', 'account_id'),
    ('assignment', 'access', 'any', 'subject_id'),
    ('shareable_item', 'access', 'any', 'subject_id'),
    ('disclosure', 'access', 'any', 'subject_id'),
    ('break_glass', 'access', 'any', 'subject_id');
insert into column_description (table_name, column_name, description, data_class) values
    ('agency', 'cvr', 'Myndighedens CVR-nummer', 'internal'),
    ('agency', 'name', 'Navn', 'internal'),
    ('agency', 'kind', 'Slags myndighed, som kode', 'internal'),
    ('agency', 'area', 'Selvejende institutions område, som kode', 'internal'),
    ('agency', 'public_task', '1: løser en offentlig opgave', 'internal'),
    ('agency', 'valid_from', 'Første dag; tom: altid', 'internal'),
    ('agency', 'valid_to', 'Første dag, den ikke længere deltager; tom: stadig', 'internal'),
    ('forum', 'key', 'Forummets nøgle, som aldrig skifter', 'internal'),
    ('forum', 'name_da', 'Navn på dansk', 'internal'),
    ('forum', 'name_en', 'Navn på engelsk', 'internal'),
    ('forum', 'kind', 'Slags forum, som kode', 'internal'),
    ('forum', 'valid_from', 'Første dag; tom: altid', 'internal'),
    ('forum', 'valid_to', 'Første dag, det ikke længere mødes; tom: stadig', 'internal'),
    ('seat', 'id', 'Løbenummer', 'internal'),
    ('seat', 'forum_key', 'Forummet', 'internal'),
    ('seat', 'agency_cvr', 'Myndigheden, der sidder der', 'internal'),
    ('seat', 'staff_member_id', 'Medarbejderen, der sidder der', 'internal'),
    ('seat', 'valid_from', 'Første dag', 'internal'),
    ('seat', 'valid_to', 'Første dag uden pladsen; tom: stadig', 'internal'),
    ('unit_leader', 'id', 'Løbenummer', 'internal'),
    ('unit_leader', 'unit_key', 'Enheden', 'internal'),
    ('unit_leader', 'staff_member_id', 'Lederen', 'internal'),
    ('unit_leader', 'valid_from', 'Første dag', 'internal'),
    ('unit_leader', 'valid_to', 'Første dag, lederen ikke længere leder; tom: stadig', 'internal'),
    ('account_agency', 'account_id', 'Kontoen', 'internal'),
    ('account_agency', 'agency_cvr', 'Myndigheden, kontoen hører til', 'internal'),
    ('account_mark', 'account_id', 'Kontoen', 'internal'),
    ('account_mark', 'mark', 'Mærket, som kode: sundhedsperson, sagsbehandler, exit-koordinator', 'internal'),
    ('account_mark', 'granted_on', 'Dagen, det blev givet', 'internal'),
    ('account_mark', 'granted_by', 'Kontoen, der gav det', 'internal'),
    ('assignment', 'id', 'Løbenummer', 'internal'),
    ('assignment', 'subject_kind', 'Person, familie eller gruppe, som kode', 'internal'),
    ('assignment', 'subject_id', 'Nummer på den, der arbejdes med', 'personal'),
    ('assignment', 'account_id', 'Kontoen, der arbejder med vedkommende', 'personal'),
    ('assignment', 'part', 'Ansvarlig, tilknyttet eller mentor, som kode', 'personal'),
    ('assignment', 'purpose', 'Formålet, som kode', 'personal'),
    ('assignment', 'agency_cvr', 'Myndigheden, hvis arbejde det er', 'personal'),
    ('assignment', 'unit_key', 'Enheden, hvis arbejde det er; kan være tom', 'personal'),
    ('assignment', 'valid_from', 'Første dag', 'personal'),
    ('assignment', 'valid_to', 'Første dag uden; tom: stadig', 'personal'),
    ('assignment', 'assigned_by', 'Kontoen, der gav opgaven', 'internal'),
    ('shareable_item', 'kind', 'Slags oplysning, som kode', 'internal'),
    ('shareable_item', 'id', 'Oplysningens nummer i sit modul', 'internal'),
    ('shareable_item', 'subject_kind', 'Person, familie eller gruppe, som kode', 'internal'),
    ('shareable_item', 'subject_id', 'Nummer på den, oplysningen handler om', 'personal'),
    ('shareable_item', 'holder_cvr', 'Myndigheden, der har oplysningen', 'personal'),
    ('shareable_item', 'holder_kind', 'Slags myndighed, som kode', 'personal'),
    ('shareable_item', 'data_classes', 'Oplysningens dataklasser, som koder', 'personal'),
    ('shareable_item', 'offence', 'Hvor langt en sigtelse er, som kode', 'offence'),
    ('disclosure', 'id', 'Løbenummer', 'internal'),
    ('disclosure', 'subject_kind', 'Person, familie eller gruppe, som kode', 'internal'),
    ('disclosure', 'subject_id', 'Nummer på den, oplysningen handler om', 'personal'),
    ('disclosure', 'item_kind', 'Slags oplysning, som kode', 'personal'),
    ('disclosure', 'item_id', 'Oplysningens nummer', 'personal'),
    ('disclosure', 'holder_cvr', 'Myndigheden, der delte eller ikke delte', 'personal'),
    ('disclosure', 'receiver_cvr', 'Myndigheden, der modtog eller spurgte', 'personal'),
    ('disclosure', 'forum_key', 'Forummet, det skete i', 'personal'),
    ('disclosure', 'answer', 'Delt eller ikke delt, som kode', 'personal'),
    ('disclosure', 'bases', 'Hjemlernes koder, den vigtigste først', 'personal'),
    ('disclosure', 'consent_id', 'Samtykket, hvor hjemlen kræver et', 'personal'),
    ('disclosure', 'necessity', 'Hvorfor det var nødvendigt, krypteret', 'confidential'),
    ('disclosure', 'account_id', 'Kontoen, der besluttede det', 'internal'),
    ('disclosure', 'made_at', 'Tidspunktet (UTC)', 'personal'),
    ('disclosure', 'made_on', 'Dagen i København', 'personal'),
    ('break_glass', 'id', 'Løbenummer', 'internal'),
    ('break_glass', 'account_id', 'Kontoen, der åbnede nødadgangen', 'internal'),
    ('break_glass', 'subject_kind', 'Person, familie eller gruppe, som kode', 'internal'),
    ('break_glass', 'subject_id', 'Nummer på den, der blev åbnet', 'personal'),
    ('break_glass', 'reason', 'Begrundelsen, krypteret', 'confidential'),
    ('break_glass', 'opened_at', 'Tidspunktet (UTC)', 'internal'),
    ('break_glass', 'ends_at', 'Tidspunktet, adgangen lukker', 'internal'),
    ('break_glass', 'review_due_at', 'Senest gennemgået', 'internal'),
    ('break_glass', 'reviewed_at', 'Tidspunktet for gennemgangen', 'internal'),
    ('break_glass', 'reviewed_by', 'Kontoen, der gennemgik den', 'internal'),
    ('break_glass', 'finding', 'Om den var berettiget, som kode', 'internal');
