-- What every column holds of data, and about whom: its data class, the table's subject and the module
-- that owns it, in one place. Every later migration fills them in for its own columns; a test finds
-- what it forgot. '' stands for "not yet declared" and is found too.
alter table column_description add column data_class text not null default '';

-- none: nobody; staff: who works here; any: subject_kind and subject_id stand in the row.
create table table_description (
    table_name text not null primary key,
    owner text not null check (length(owner) >= 2),
    subject_kind text not null
        check (subject_kind in ('none', 'staff', 'person', 'family', 'group', 'any')),
    subject_column text not null,
    check ((subject_kind = 'none') = (subject_column = ''))
);
insert into column_description (table_name, column_name, description) values
    ('column_description', 'data_class', 'Kolonnens dataklasse'),
    ('table_description', 'table_name', 'Tabellens navn'),
    ('table_description', 'owner', 'Modulet, som ejer tabellen'),
    ('table_description', 'subject_kind', 'Hvem rækkerne handler om, som kode'),
    ('table_description', 'subject_column', 'Kolonnen, der siger hvem; tom, hvor det er ingen');
insert into table_description (table_name, owner, subject_kind, subject_column) values
    ('schema_migration', 'store', 'none', ''),
    ('column_description', 'schema', 'none', ''),
    ('table_description', 'schema', 'none', ''),
    ('trail_line', 'trail', 'any', 'subject_id'),
    ('unit', 'organisation', 'none', ''),
    ('staff_member', 'organisation', 'staff', 'id'),
    ('holding', 'organisation', 'staff', 'staff_member_id'),
    ('account', 'access', 'staff', 'id'),
    ('account_role', 'access', 'staff', 'account_id'),
    ('recovery_code', 'access', 'staff', 'account_id'),
    ('account_link', 'access', 'staff', 'account_id'),
    ('session', 'access', 'staff', 'account_id'),
    ('kept_form', 'access', 'staff', 'account_id'),
    ('catalogue_state', 'initiatives', 'none', ''),
    ('catalogue_file', 'initiatives', 'none', ''),
    ('catalogue_list_revision', 'initiatives', 'none', ''),
    ('initiative', 'initiatives', 'none', ''),
    ('initiative_revision', 'initiatives', 'none', ''),
    ('good_story', 'initiatives', 'none', ''),
    ('record_version', 'history', 'none', ''),
    ('observation', 'places', 'none', ''),
    ('observation_count', 'places', 'none', ''),
    ('activity_series', 'activities', 'none', ''),
    ('activity', 'activities', 'none', ''),
    ('activity_attendance', 'activities', 'none', ''),
    ('activity_rota', 'activities', 'staff', 'staff_member_id'),
    ('activity_partner', 'activities', 'none', ''),
    ('activity_material', 'activities', 'none', ''),
    ('activity_total', 'activities', 'none', ''),
    ('attendance_total', 'activities', 'none', ''),
    ('calendar_feed', 'activities', 'staff', 'account_id'),
    ('enquiry', 'activities', 'none', ''),
    ('enquiry_total', 'activities', 'none', ''),
    ('official_release', 'evidence', 'none', ''),
    ('official_figure', 'evidence', 'none', ''),
    ('report', 'reports', 'none', ''),
    ('report_unit', 'reports', 'none', ''),
    ('report_section', 'reports', 'none', ''),
    ('report_edition', 'reports', 'none', ''),
    ('report_note', 'reports', 'none', ''),
    ('job_run', 'app', 'none', ''),
    ('import_mapping', 'activities', 'none', ''),
    ('import_run', 'activities', 'none', ''),
    ('enquiry_answer_total', 'activities', 'none', ''),
    ('catalogue_entry_revision', 'initiatives', 'none', ''),
    ('entered_figure', 'evidence', 'none', '');
update column_description set data_class = 'internal';
update column_description set data_class = 'open' where table_name in
    ('column_description', 'official_figure', 'official_release', 'report_edition', 'schema_migration', 'table_description', 'unit');
update column_description set data_class = 'personal'
    where table_name = 'account' and column_name in ('username');
update column_description set data_class = 'personal'
    where table_name = 'session' and column_name in ('browser');
update column_description set data_class = 'personal'
    where table_name = 'staff_member' and column_name in ('email', 'name');
update column_description set data_class = 'personal'
    where table_name = 'trail_line' and column_name in ('actor', 'subject_id');
update column_description set data_class = 'confidential'
    where table_name = 'account' and column_name in ('password_hash', 'totp_secret');
update column_description set data_class = 'confidential'
    where table_name = 'account_link' and column_name in ('token_hash');
update column_description set data_class = 'confidential'
    where table_name = 'calendar_feed' and column_name in ('token_hash');
update column_description set data_class = 'confidential'
    where table_name = 'kept_form' and column_name in ('content');
update column_description set data_class = 'confidential'
    where table_name = 'recovery_code' and column_name in ('code_hash');
update column_description set data_class = 'confidential'
    where table_name = 'session' and column_name in ('csrf_secret', 'token_hash');
