-- The municipality's units, the people who work in them and the positions they hold, with dates:
-- valid_from is the first day, valid_to the first day after; null is unbounded.
create table unit (
    key text primary key,
    name_da text not null check (length(name_da) > 0),
    name_en text not null,
    kind text not null,
    parent_key text references unit (key) deferrable initially deferred,
    successor_key text references unit (key) deferrable initially deferred,
    valid_from text,
    valid_to text,
    check (valid_from is null or valid_to is null or valid_from < valid_to)
);
create index unit_parent_key on unit (parent_key);
create index unit_successor_key on unit (successor_key);

create table staff_member (
    id @identity,
    name text not null check (length(name) > 0),
    email text not null,
    left_on text
);
create index staff_member_left_on on staff_member (left_on);

create table holding (
    id @identity,
    staff_member_id bigint not null references staff_member (id),
    unit_key text not null references unit (key),
    title_da text not null,
    title_en text not null,
    valid_from text,
    valid_to text,
    check (valid_from is null or valid_to is null or valid_from < valid_to)
);
create index holding_staff_member_id on holding (staff_member_id);
create index holding_unit_key on holding (unit_key);

insert into column_description (table_name, column_name, description) values
    ('unit', 'key', 'Enhedens nøgle, som aldrig skifter'),
    ('unit', 'name_da', 'Enhedens navn på dansk'),
    ('unit', 'name_en', 'Enhedens navn på engelsk'),
    ('unit', 'kind', 'Slags: center, afdeling, team, institution, udvalg eller råd, som kode'),
    ('unit', 'parent_key', 'Nøglen på den enhed, denne hører under'),
    ('unit', 'successor_key', 'Nøglen på den enhed, der afløste denne'),
    ('unit', 'valid_from', 'Første dag, enheden findes; tom: altid'),
    ('unit', 'valid_to', 'Første dag, enheden ikke længere findes; tom: stadig'),
    ('staff_member', 'id', 'Medarbejderens løbenummer'),
    ('staff_member', 'name', 'Medarbejderens navn'),
    ('staff_member', 'email', 'Medarbejderens e-mailadresse; kan være tom'),
    ('staff_member', 'left_on', 'Første dag, medarbejderen ikke længere er ansat'),
    ('holding', 'id', 'Løbenummer'),
    ('holding', 'staff_member_id', 'Medarbejderen, der har stillingen'),
    ('holding', 'unit_key', 'Enheden, stillingen hører til'),
    ('holding', 'title_da', 'Stillingens navn på dansk'),
    ('holding', 'title_en', 'Stillingens navn på engelsk'),
    ('holding', 'valid_from', 'Første dag i stillingen; tom: altid'),
    ('holding', 'valid_to', 'Første dag, stillingen ikke længere haves; tom: stadig');
