-- What the staff of a unit work with, for whoever leads it.
create index assignment_unit_key on assignment (unit_key, subject_kind, id);
