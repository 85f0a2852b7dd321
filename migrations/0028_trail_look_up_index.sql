-- A look at a person touched a page of each of these for its line, and all of them had to be on disk
-- before the look was allowed. Who has looked at a person, and what a user has done, is now found in
-- a file of its own beside the database, which the program makes and fills by itself. What looks
-- have in common (a person was read) needs no index: there is always one among the newest lines.
drop index trail_line_person;
drop index trail_line_actor;
drop index trail_line_action;
drop index trail_line_subject_kind;
create index trail_line_action on trail_line (action, sequence) where action <> 'read';
create index trail_line_subject_kind on trail_line (subject_kind, sequence)
    where subject_kind <> 'person';
-- The lines that order a removal: the triggers ask for them.
create index trail_line_erase on trail_line (subject_kind, subject_id) where action = 'erase';
