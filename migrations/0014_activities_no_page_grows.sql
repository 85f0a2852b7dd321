-- Choices of filters that go together have an index that holds the list's order: without one, a
-- rare choice is looked for among all the rows of a common one.
create index activity_by_initiative_state on activity (removed, initiative, state, starts_at, id);
create index activity_by_district_state on activity (removed, district, state, starts_at, id);
create index activity_by_initiative_district_state
    on activity (removed, initiative, district, state, starts_at, id);
create index observation_by_initiative_category
    on observation (removed, initiative, category, observed_at, id);
create index observation_by_initiative_district
    on observation (removed, initiative, district, observed_at, id);
create index enquiry_by_initiative_subject
    on enquiry (removed, initiative, subject, received_at, id);
create index enquiry_by_initiative_channel
    on enquiry (removed, initiative, channel, received_at, id);
create index enquiry_by_subject_channel on enquiry (removed, subject, channel, received_at, id);

-- The same for those that are open. The list of open ones asks with coalesce, which only these
-- indexes know, so that it never goes through the answered ones.
create index enquiry_open_by_initiative
    on enquiry (removed, coalesce(initiative, ''), received_at, id)
    where answered_at is null;
create index enquiry_open_by_subject
    on enquiry (removed, coalesce(subject, ''), received_at, id)
    where answered_at is null;
create index enquiry_open_by_channel
    on enquiry (removed, coalesce(channel, ''), received_at, id)
    where answered_at is null;
create index enquiry_open_by_initiative_subject
    on enquiry (removed, coalesce(initiative, ''), coalesce(subject, ''), received_at, id)
    where answered_at is null;
create index enquiry_open_by_initiative_channel
    on enquiry (removed, coalesce(initiative, ''), coalesce(channel, ''), received_at, id)
    where answered_at is null;
create index enquiry_open_by_subject_channel
    on enquiry (removed, coalesce(subject, ''), coalesce(channel, ''), received_at, id)
    where answered_at is null;

-- How many enquiries took how long: the middle is found without reading them.
create table enquiry_answer_total (
    initiative text not null,
    year bigint not null,
    minutes bigint not null,
    answers bigint not null check (answers >= 0),
    primary key (initiative, year, minutes)
);
-- With the number in it, so that they are read one after the other.
create index enquiry_answer_total_in_order
    on enquiry_answer_total (initiative, year, minutes, answers);
insert into enquiry_answer_total (initiative, year, minutes, answers)
    select initiative, cast(substr(received_at, 1, 4) as bigint), minutes_to_answer, count(*)
    from enquiry where removed = 0 and minutes_to_answer is not null
    group by initiative, cast(substr(received_at, 1, 4) as bigint), minutes_to_answer;
drop index enquiry_answer_time;

insert into column_description (table_name, column_name, description) values
    ('enquiry_answer_total', 'initiative', 'Nøgle på indsatsen'),
    ('enquiry_answer_total', 'year', 'År, henvendelserne er modtaget'),
    ('enquiry_answer_total', 'minutes', 'Minutter fra modtaget til besvaret'),
    ('enquiry_answer_total', 'answers', 'Antal henvendelser, der blev besvaret på den tid');
