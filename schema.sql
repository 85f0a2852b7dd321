CREATE TABLE access_request (
    id integer primary key,
    person_id bigint not null references person (id),
    received_on text not null,
    due_on text not null,
    account_id bigint not null,
    at text not null,
    released_at text,
    released_by bigint,
    package_sha256 text not null
);

CREATE TABLE account (
    id integer primary key,
    staff_member_id bigint not null unique references staff_member (id),
    username text not null unique check (length(username) between 3 and 64),
    password_hash text,
    password_changed_at text,
    totp_secret bytea,
    totp_last_step bigint not null default 0,
    language text not null default 'da' check (language in ('da', 'en')),
    created_at text not null,
    closed_on text
);

CREATE TABLE account_agency (
    account_id bigint not null primary key references account (id),
    agency_cvr text not null references agency (cvr)
);

CREATE TABLE account_identity (
    id integer primary key,
    account_id bigint not null references account (id),
    issuer text not null,
    subject_hash text not null,
    agency_cvr text not null,
    linked_at text not null,
    last_used_at text,
    unique (issuer, subject_hash)
);

CREATE TABLE account_link (
    token_hash text primary key,
    account_id bigint not null references account (id),
    kind text not null check (kind in ('invitation', 'password', 'authenticator')),
    created_at text not null,
    expires_at text not null,
    used_at text
);

CREATE TABLE account_mark (
    account_id bigint not null references account (id),
    mark text not null,
    granted_on text not null,
    granted_by bigint not null references account (id),
    primary key (account_id, mark)
);

CREATE TABLE account_role (
    account_id bigint not null references account (id),
    role text not null,
    primary key (account_id, role)
);

CREATE TABLE activity (
    id integer primary key,
    version bigint not null check (version >= 1),
    initiative text not null,
    title text not null,
    planned_activity text not null,
    district text not null,
    place text not null,
    starts_at text not null,
    ends_at text,
    state text not null check (state in ('planned', 'held', 'cancelled')),
    attendance_counted bigint not null check (attendance_counted in (0, 1)),
    attendance_total bigint not null check (attendance_total between 0 and 20000),
    note text not null,
    cancel_reason text not null,
    series_id bigint references activity_series (id),
    account_id bigint not null,
    removed bigint not null default 0 check (removed in (0, 1)),
    import_key text unique
);

CREATE TABLE activity_attendance (
    activity_id bigint not null references activity (id),
    age_group text not null,
    sex text not null,
    participants bigint not null check (participants > 0),
    primary key (activity_id, age_group, sex)
);

CREATE TABLE activity_material (
    activity_id bigint not null references activity (id),
    position bigint not null,
    name text not null,
    quantity bigint not null check (quantity >= 0),
    primary key (activity_id, position)
);

CREATE TABLE activity_partner (
    activity_id bigint not null references activity (id),
    partner text not null,
    primary key (activity_id, partner)
);

CREATE TABLE activity_rota (
    staff_member_id bigint not null,
    starts_at text not null,
    activity_id bigint not null references activity (id),
    primary key (staff_member_id, starts_at, activity_id)
);

CREATE TABLE activity_series (
    id integer primary key,
    initiative text not null,
    interval_weeks bigint not null check (interval_weeks between 1 and 52),
    weekdays text not null,
    first_day text not null,
    last_day text not null,
    account_id bigint not null,
    created_at text not null
);

CREATE TABLE activity_total (
    initiative text not null,
    year bigint not null,
    month bigint not null check (month between 1 and 12),
    district text not null,
    planned bigint not null check (planned >= 0),
    held bigint not null check (held >= 0),
    cancelled bigint not null check (cancelled >= 0),
    counted bigint not null check (counted >= 0),
    participants bigint not null check (participants >= 0),
    primary key (initiative, year, month, district)
);

CREATE TABLE agency (
    cvr text not null primary key check (length(cvr) = 8),
    name text not null check (length(name) > 0),
    kind text not null,
    area text not null,
    public_task bigint not null check (public_task in (0, 1)),
    valid_from text,
    valid_to text,
    check (valid_from is null or valid_to is null or valid_from < valid_to)
);

CREATE TABLE archive_delivery (
    id integer primary key,
    package text not null unique,
    made_at text not null,
    made_by bigint not null,
    received_on text,
    received_by bigint,
    check ((received_on is null) = (received_by is null))
);

CREATE TABLE archive_delivery_person (
    delivery_id bigint not null references archive_delivery (id),
    person_id bigint not null references person (id),
    primary key (delivery_id, person_id)
);

CREATE TABLE assignment (
    id integer primary key,
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

CREATE TABLE attendance_total (
    initiative text not null,
    year bigint not null,
    age_group text not null,
    sex text not null,
    participants bigint not null check (participants >= 0),
    primary key (year, initiative, age_group, sex)
);

CREATE TABLE breach (
    id integer primary key,
    version bigint not null check (version >= 1),
    discovered_at text not null,
    kinds text not null check (length(kinds) > 0),
    data_classes text not null check (length(data_classes) > 0),
    persons bigint check (persons >= 0),
    what text not null,
    consequences text not null,
    measures text not null,
    authority text not null check (authority in ('undecided', 'told', 'not_needed')),
    authority_told_at text,
    authority_reason text not null,
    subjects text not null check (subjects in ('undecided', 'told', 'not_needed')),
    subjects_told_on text,
    subjects_reason text not null
);

CREATE TABLE break_glass (
    id integer primary key,
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

CREATE TABLE calendar_feed (
    token_hash text primary key,
    account_id bigint not null,
    staff_member_id bigint not null,
    created_at text not null,
    revoked_at text
);

CREATE TABLE catalogue_entry_revision (
    list text not null,
    entry_key text not null,
    revision bigint not null check (revision >= 1),
    content text not null,
    state text not null check (state in ('current', 'removed')),
    place bigint not null,
    origin text not null check (origin in ('file', 'browser', 'restored')),
    made_by bigint references account (id),
    made_at text not null,
    reason text not null,
    primary key (list, entry_key, revision)
);

CREATE TABLE catalogue_file (
    path text primary key,
    content text not null,
    content_hash text not null check (length(content_hash) = 64),
    imported_at text not null
, imported_hash text);

CREATE TABLE catalogue_list_revision (
    path text not null,
    revision bigint not null,
    content text not null,
    made_at text not null,
    primary key (path, revision)
);

CREATE TABLE catalogue_state (
    id bigint primary key check (id = 1),
    fingerprint text not null,
    changed_at text not null
);

CREATE TABLE column_description (
    table_name text not null,
    column_name text not null,
    description text not null check (length(description) >= 2), data_class text not null default '',
    primary key (table_name, column_name)
);

CREATE TABLE consent (
    id integer primary key,
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

CREATE TABLE disclosure (
    id integer primary key,
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

CREATE TABLE duty_to_inform (
    id integer primary key,
    person_id bigint not null references person (id),
    registered_on text not null,
    due_on text not null,
    outcome text not null check (outcome in ('open', 'informed', 'exempted')),
    settled_on text,
    explanation bytea not null,
    account_id bigint not null
);

CREATE TABLE enquiry (
    id integer primary key,
    version bigint not null check (version >= 1),
    initiative text not null,
    received_at text not null,
    channel text not null,
    subject text not null,
    district text not null,
    question text not null,
    answer text not null,
    answered_at text,
    minutes_to_answer bigint,
    referred_to text not null,
    account_id bigint not null,
    removed bigint not null default 0 check (removed in (0, 1)),
    import_key text unique
);

CREATE TABLE enquiry_answer_total (
    initiative text not null,
    year bigint not null,
    minutes bigint not null,
    answers bigint not null check (answers >= 0),
    primary key (initiative, year, minutes)
);

CREATE TABLE enquiry_total (
    initiative text not null,
    year bigint not null,
    month bigint not null check (month between 1 and 12),
    subject text not null,
    received bigint not null check (received >= 0),
    answered bigint not null check (answered >= 0),
    referred bigint not null check (referred >= 0),
    primary key (initiative, year, month, subject)
);

CREATE TABLE entered_figure (
    id integer primary key,
    version bigint not null check (version >= 1),
    initiative_key text not null references initiative (key),
    figure_key text not null,
    year bigint not null check (year between 1900 and 2200),
    figure double precision,
    data_date text not null,
    note text not null,
    account_id bigint not null references account (id),
    changed_at text not null,
    removed bigint not null default 0 check (removed in (0, 1)),
    unique (initiative_key, figure_key, year)
);

CREATE TABLE erasure (
    id integer primary key,
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

CREATE TABLE erasure_key (
    key_name text not null primary key,
    erasure_id bigint not null references erasure (id),
    subject_kind text not null check (subject_kind in ('person', 'family', 'group')),
    subject_id bigint not null,
    destroyed_at text
);

CREATE TABLE erasure_part (
    erasure_id bigint not null references erasure (id),
    part text not null,
    pieces bigint not null check (pieces >= 0),
    primary key (erasure_id, part)
);

CREATE TABLE erasure_proposal (
    id integer primary key,
    record text not null,
    retention_class text not null,
    kle_number text not null,
    start_event text not null,
    started_on text not null,
    due_on text not null,
    proposed_on text not null,
    outcome text not null check (outcome in ('open', 'approved', 'lapsed')),
    decided_at text,
    decided_by bigint, subject_kind text not null default 'person'
    check (subject_kind in ('person', 'family', 'group')), subject_id bigint not null default 0,
    check ((outcome = 'open') = (decided_at is null))
);

CREATE TABLE family (
    id integer primary key,
    subject text not null unique,
    version bigint not null check (version >= 0),
    controller_cvr text not null,
    name bytea not null,
    description bytea not null,
    removed bigint not null default 0 check (removed in (0, 1)),
    registered_on text not null,
    registered_by bigint not null
);

CREATE TABLE forum (
    key text not null primary key,
    name_da text not null check (length(name_da) > 0),
    name_en text not null,
    kind text not null,
    valid_from text,
    valid_to text,
    check (valid_from is null or valid_to is null or valid_from < valid_to)
);

CREATE TABLE good_story (
    id integer primary key,
    version bigint not null check (version >= 1),
    title text not null check (length(title) > 0),
    content text not null,
    initiative_key text references initiative (key),
    district_key text not null,
    year bigint not null,
    figures text not null,
    state text not null
        check (state in ('draft', 'submitted', 'approved', 'published', 'withdrawn')),
    written_by bigint not null references account (id),
    edited_by bigint not null references account (id),
    approved_by bigint references account (id),
    changed_at text not null,
    published_at text,
    deleted bigint not null default 0 check (deleted in (0, 1))
);

CREATE TABLE holding (
    id integer primary key,
    staff_member_id bigint not null references staff_member (id),
    unit_key text not null references unit (key),
    title_da text not null,
    title_en text not null,
    valid_from text,
    valid_to text,
    check (valid_from is null or valid_to is null or valid_from < valid_to)
);

CREATE TABLE identity_invitation (
    token_hash text primary key,
    account_id bigint not null references account (id),
    provider text not null,
    created_at text not null,
    expires_at text not null,
    used_at text
);

CREATE TABLE identity_proof (
    id integer primary key,
    account_id bigint not null references account (id),
    checked_by bigint not null references account (id),
    checked_on text not null,
    document_kind text not null check (document_kind in
        ('passport', 'driving_licence', 'residence_card', 'identity_card')),
    recorded_by bigint not null references account (id),
    recorded_at text not null,
    withdrawn_by bigint references account (id),
    withdrawn_at text
);

CREATE TABLE impact_assessment (
    id integer primary key,
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

CREATE TABLE import_mapping (
    kind text not null check (kind in ('activities', 'enquiries', 'observations')),
    headings_hash text not null,
    field text not null,
    heading text not null,
    preset text not null,
    primary key (kind, headings_hash, field)
);

CREATE TABLE import_run (
    id integer primary key,
    kind text not null check (kind in ('activities', 'enquiries', 'observations')),
    checksum text not null,
    account_id bigint not null,
    at text not null,
    row_count bigint not null check (row_count >= 0),
    added bigint not null check (added >= 0),
    known bigint not null check (known >= 0),
    refused bigint not null check (refused >= 0)
);

CREATE TABLE initiative (
    key text primary key,
    revision bigint not null,
    content text not null,
    content_hash text not null check (length(content_hash) = 64),
    state text not null check (state in ('current', 'removed')),
    imported_revision bigint,
    changed_at text not null
);

CREATE TABLE initiative_revision (
    initiative_key text not null references initiative (key),
    revision bigint not null,
    content text not null,
    state text not null check (state in ('current', 'removed')),
    origin text not null check (origin in ('file', 'browser', 'restored')),
    made_by bigint references account (id),
    made_at text not null,
    reason text not null,
    primary key (initiative_key, revision)
);

CREATE TABLE job_run (
    id integer primary key,
    job text not null,
    started_at text not null,
    finished_at text,
    outcome text not null check (outcome in ('running', 'done', 'failed')),
    message text not null
);

CREATE TABLE kept_form (
    id text primary key,
    account_id bigint not null references account (id),
    kept_at text not null,
    content bytea not null
);

CREATE TABLE legal_hold (
    id integer primary key,
    person_id bigint not null references person (id),
    reason bytea not null,
    put_at text not null,
    put_by bigint not null,
    lifted_at text,
    lifted_by bigint,
    lifted_reason bytea not null,
    check ((lifted_at is null) = (lifted_by is null))
);

CREATE TABLE look_up_review (
    id integer primary key,
    drawn_at text not null,
    first_line bigint not null,
    last_line bigint not null,
    look_ups bigint not null,
    sample_size bigint not null,
    seed text not null,
    compared text not null
);

CREATE TABLE look_up_review_item (
    id integer primary key,
    review_id bigint not null references look_up_review (id),
    line_id bigint not null,
    looked_up_at text not null,
    actor text not null,
    person_id text not null,
    purpose text not null,
    reasons text not null,
    outcome text not null default '' check (outcome in ('', 'in_order', 'follow_up', 'breach')),
    note text not null default '' check (length(note) <= 500),
    decided_at text,
    account_id bigint references account (id),
    unique (review_id, line_id)
);

CREATE TABLE membership (
    id integer primary key,
    version bigint not null check (version >= 1),
    circle_kind text not null check (circle_kind in ('family', 'group')),
    circle_id bigint not null,
    person_id bigint not null references person (id),
    from_on text not null,
    to_on text,
    reason bytea not null,
    removed bigint not null default 0 check (removed in (0, 1)),
    account_id bigint not null
);

CREATE TABLE note (
    id integer primary key,
    person_id bigint not null references person (id),
    data_class text not null
        check (data_class in ('personal', 'confidential', 'offence', 'health', 'threat')),
    text bytea not null,
    noted_on text not null,
    holder_cvr text not null,
    account_id bigint not null,
    at text not null
);

CREATE TABLE observation (
    id integer primary key,
    version bigint not null check (version >= 1),
    category text not null,
    district text not null,
    place text not null,
    observed_at text not null,
    text text not null,
    initiative text not null,
    account_id bigint not null,
    removed bigint not null default 0 check (removed in (0, 1)),
    import_key text unique
);

CREATE TABLE observation_count (
    year bigint not null,
    month bigint not null check (month between 1 and 12),
    district text not null,
    initiative text not null,
    category text not null,
    observations bigint not null check (observations >= 0),
    primary key (year, month, district, initiative, category)
);

CREATE TABLE official_figure (
    table_code text not null,
    area text not null,
    subject text not null,
    period text not null,
    release_id bigint not null references official_release (id),
    figure double precision,
    primary key (table_code, area, subject, period, release_id)
);

CREATE TABLE official_release (
    id integer primary key,
    table_code text not null,
    file_name text not null,
    checksum text not null,
    retrieved_on text not null,
    imported_at text not null,
    account_id bigint not null,
    figures bigint not null,
    changed_figures bigint not null,
    unknown_figures bigint not null,
    first_period text not null,
    last_period text not null,
    generated bigint not null check (generated in (0, 1)),
    unique (table_code, checksum)
);

CREATE TABLE passkey (
    id integer primary key,
    account_id bigint not null references account (id),
    name text not null check (length(name) between 1 and 60),
    credential_id bytea not null unique,
    public_key bytea not null,
    sign_count bigint not null check (sign_count >= 0),
    user_handle bytea not null,
    domain text not null,
    created_at text not null,
    last_used_at text
);

CREATE TABLE person (
    id integer primary key,
    subject text not null unique,
    version bigint not null check (version >= 0),
    controller_cvr text not null,
    given_names bytea not null,
    family_name bytea not null,
    cpr bytea not null,
    born_on bytea not null,
    sex bytea not null,
    address bytea not null,
    address_protected bigint not null check (address_protected in (0, 1)),
    merged_into_id bigint references person (id),
    registered_on text not null,
    registered_by bigint not null
, moved_on text, moved_to bytea not null default x'');

CREATE TABLE person_merge (
    id integer primary key,
    kept_id bigint not null references person (id),
    merged_id bigint not null references person (id),
    merged_at text not null,
    merged_by bigint not null,
    parted_at text,
    parted_by bigint
);

CREATE TABLE person_relation (
    id integer primary key,
    version bigint not null check (version >= 1),
    person_id bigint not null references person (id),
    other_id bigint not null references person (id),
    kind text not null check (kind in ('parent', 'guardian', 'sibling', 'partner', 'other')),
    from_on text,
    to_on text,
    note bytea not null,
    removed bigint not null default 0 check (removed in (0, 1)),
    account_id bigint not null,
    check (person_id <> other_id)
);

CREATE TABLE person_token (
    epoch bigint not null,
    token bytea not null,
    link bytea not null,
    primary key (epoch, token, link)
) without rowid;

CREATE TABLE possible_duplicate (
    id integer primary key,
    first_id bigint not null references person (id),
    second_id bigint not null references person (id),
    found_at text not null,
    outcome text not null check (outcome in ('open', 'merged', 'different')),
    settled_at text,
    settled_by bigint,
    unique (first_id, second_id),
    check (first_id < second_id)
);

CREATE TABLE record_version (
    kind text not null,
    record_id bigint not null,
    version bigint not null check (version >= 1),
    change text not null check (change in ('created', 'changed', 'removed', 'restored', 'imported')),
    account_id bigint not null,
    at text not null,
    content text not null,
    primary key (kind, record_id, version)
);

CREATE TABLE recovery_code (
    code_hash text primary key,
    account_id bigint not null references account (id),
    used_at text
);

CREATE TABLE report (
    id integer primary key,
    year bigint not null unique check (year between 1900 and 2200),
    version bigint not null check (version >= 1),
    stage text not null check (stage in ('draft', 'frozen', 'published')),
    publication text not null check (publication in ('none', 'open', 'withdrawn')),
    correction_da text not null,
    withdrawn_reason text not null,
    withdrawn_at text,
    sent_to text not null,
    sent_on text,
    account_id bigint not null,
    created_at text not null
);

CREATE TABLE report_edition (
    report_id bigint not null references report (id),
    number bigint not null check (number >= 1),
    document text not null,
    sha256 text not null check (length(sha256) = 64),
    correction_da text not null,
    frozen_at text not null,
    frozen_by bigint not null,
    published_at text,
    published_by bigint,
    reopened_at text,
    primary key (report_id, number)
);

CREATE TABLE report_note (
    report_id bigint not null references report (id),
    number bigint not null check (number >= 1),
    text_da text not null,
    document text not null,
    sha256 text not null check (length(sha256) = 64),
    made_at text not null,
    made_by bigint not null,
    published_at text,
    published_by bigint,
    primary key (report_id, number)
);

CREATE TABLE report_section (
    id integer primary key,
    report_id bigint not null references report (id),
    section_key text not null,
    version bigint not null check (version >= 1),
    unit_key text not null,
    text_da text not null,
    text_en text not null,
    unique (report_id, section_key)
);

CREATE TABLE report_unit (
    report_id bigint not null references report (id),
    position bigint not null,
    unit_key text not null,
    read_fingerprint text not null,
    read_by bigint,
    read_at text,
    primary key (report_id, unit_key)
);

CREATE TABLE retention_forecast (
    retention_class text not null,
    month text not null,
    persons bigint not null check (persons > 0),
    counted_on text not null,
    primary key (retention_class, month)
);

CREATE TABLE schema_migration (
    number bigint not null primary key,
    name text not null,
    checksum text not null,
    applied_at text not null
);

CREATE TABLE sealed_version (
    subject_kind text not null check (subject_kind in ('person', 'family', 'group')),
    subject_id bigint not null,
    version bigint not null check (version >= 1),
    change text not null,
    account_id bigint not null,
    at text not null,
    content bytea not null,
    primary key (subject_kind, subject_id, version)
);

CREATE TABLE seat (
    id integer primary key,
    forum_key text not null references forum (key),
    agency_cvr text not null references agency (cvr),
    staff_member_id bigint not null references staff_member (id),
    valid_from text not null,
    valid_to text,
    check (valid_to is null or valid_from < valid_to)
);

CREATE TABLE session (
    id integer primary key,
    token_hash text not null unique,
    account_id bigint not null references account (id),
    csrf_secret text not null,
    browser text not null,
    created_at text not null,
    last_used_at text not null,
    ended_at text
, proof text not null default 'totp', provider text not null default '', assurance text, agency_cvr text not null default '');

CREATE TABLE shareable_item (
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

CREATE TABLE spent_token (
    token_hash text primary key,
    spent_at text not null
);

CREATE TABLE staff_member (
    id integer primary key,
    name text not null check (length(name) > 0),
    email text not null,
    left_on text
);

CREATE TABLE staff_relative (
    id integer primary key,
    person_id bigint not null references person (id),
    account_id bigint not null references account (id),
    marked_on text not null,
    marked_by bigint not null,
    ended_on text,
    ended_by bigint,
    check ((ended_on is null) = (ended_by is null))
);

CREATE TABLE table_description (
    table_name text not null primary key,
    owner text not null check (length(owner) >= 2),
    subject_kind text not null
        check (subject_kind in ('none', 'staff', 'person', 'family', 'group', 'any')),
    subject_column text not null,
    check ((subject_kind = 'none') = (subject_column = ''))
);

CREATE TABLE "trail_line" (
    sequence integer primary key,
    at text not null,
    actor text not null,
    action text not null,
    subject_kind text not null,
    subject_id text not null,
    purpose text not null,
    basis text not null,
    rule text not null,
    reference text not null,
    role text not null,
    authority text not null,
    criteria text not null,
    salt bytea not null,
    hash text not null check (length(hash) = 64)
);

CREATE TABLE trail_name_decision (
    id integer primary key,
    person_id text not null,
    names text not null check (names in ('hidden', 'shown')),
    reason text not null check (length(reason) between 1 and 500),
    decided_at text not null,
    account_id bigint not null references account (id)
);

CREATE TABLE trail_seal (
    position integer primary key,
    digests bytea not null check (length(digests) = 8192),
    hashes bytea not null check (length(hashes) = 8192)
);

CREATE TABLE trail_search (
    sequence bigint primary key,
    sealed_with text not null,
    sealed bytea not null
);

CREATE TABLE trail_tile (
    level bigint not null check (level between 1 and 7),
    position bigint not null,
    hash bytea not null check (length(hash) = 32),
    primary key (level, position)
);

CREATE TABLE unit (
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

CREATE TABLE unit_leader (
    id integer primary key,
    unit_key text not null references unit (key),
    staff_member_id bigint not null references staff_member (id),
    valid_from text not null,
    valid_to text,
    check (valid_to is null or valid_from < valid_to)
);

CREATE TABLE youth_group (
    id integer primary key,
    subject text not null unique,
    version bigint not null check (version >= 0),
    controller_cvr text not null,
    name bytea not null,
    description bytea not null,
    removed bigint not null default 0 check (removed in (0, 1)),
    registered_on text not null,
    registered_by bigint not null
);

CREATE INDEX access_request_open on access_request (due_on) where released_at is null;

CREATE INDEX access_request_person on access_request (person_id, id);

CREATE INDEX account_agency_agency_cvr on account_agency (agency_cvr);

CREATE INDEX account_identity_account_id on account_identity (account_id);

CREATE INDEX account_link_account_id on account_link (account_id);

CREATE INDEX account_role_role on account_role (role, account_id);

CREATE INDEX activity_by_district on activity (removed, district, starts_at, id);

CREATE INDEX activity_by_district_state on activity (removed, district, state, starts_at, id);

CREATE INDEX activity_by_initiative on activity (removed, initiative, starts_at, id);

CREATE INDEX activity_by_initiative_district on activity (removed, initiative, district, starts_at, id);

CREATE INDEX activity_by_initiative_district_state
    on activity (removed, initiative, district, state, starts_at, id);

CREATE INDEX activity_by_initiative_state on activity (removed, initiative, state, starts_at, id);

CREATE INDEX activity_by_series on activity (series_id, starts_at);

CREATE INDEX activity_by_state on activity (removed, state, starts_at, id);

CREATE INDEX activity_by_time on activity (removed, starts_at, id);

CREATE INDEX activity_partner_by_partner on activity_partner (partner);

CREATE INDEX activity_rota_by_activity on activity_rota (activity_id);

CREATE INDEX activity_total_by_year on activity_total (year, initiative);

CREATE INDEX agency_kind on agency (kind, cvr);

CREATE INDEX archive_delivery_person_person on archive_delivery_person (person_id);

CREATE INDEX assignment_account_id on assignment (account_id, subject_kind, subject_id);

CREATE INDEX assignment_subject on assignment (subject_kind, subject_id);

CREATE INDEX assignment_unit_key on assignment (unit_key, subject_kind, id);

CREATE INDEX breach_authority on breach (authority, id);

CREATE INDEX break_glass_account_id on break_glass (account_id, ends_at);

CREATE INDEX break_glass_review on break_glass (review_due_at) where reviewed_at is null;

CREATE INDEX break_glass_subject on break_glass (subject_kind, subject_id);

CREATE INDEX calendar_feed_by_account on calendar_feed (account_id, revoked_at);

CREATE INDEX catalogue_entry_revision_made_by on catalogue_entry_revision (made_by);

CREATE INDEX consent_person on consent (person_id, id);

CREATE UNIQUE INDEX disclosure_not_shared on disclosure (item_kind, item_id, receiver_cvr)
    where answer = 'not_shared';

CREATE INDEX disclosure_received on disclosure (receiver_cvr, forum_key, subject_kind, subject_id);

CREATE INDEX disclosure_receiver on disclosure (receiver_cvr, forum_key, id);

CREATE INDEX disclosure_subject on disclosure (subject_kind, subject_id);

CREATE INDEX duty_to_inform_outcome on duty_to_inform (outcome, due_on, id);

CREATE INDEX duty_to_inform_person on duty_to_inform (person_id, id);

CREATE INDEX enquiry_answer_total_in_order
    on enquiry_answer_total (initiative, year, minutes, answers);

CREATE INDEX enquiry_by_channel on enquiry (removed, channel, received_at, id);

CREATE INDEX enquiry_by_district on enquiry (district);

CREATE INDEX enquiry_by_initiative on enquiry (removed, initiative, received_at, id);

CREATE INDEX enquiry_by_initiative_channel
    on enquiry (removed, initiative, channel, received_at, id);

CREATE INDEX enquiry_by_initiative_subject
    on enquiry (removed, initiative, subject, received_at, id);

CREATE INDEX enquiry_by_referral on enquiry (referred_to);

CREATE INDEX enquiry_by_subject on enquiry (removed, subject, received_at, id);

CREATE INDEX enquiry_by_subject_channel on enquiry (removed, subject, channel, received_at, id);

CREATE INDEX enquiry_by_time on enquiry (removed, received_at, id);

CREATE INDEX enquiry_open on enquiry (removed, received_at, id) where answered_at is null;

CREATE INDEX enquiry_open_by_channel
    on enquiry (removed, coalesce(channel, ''), received_at, id)
    where answered_at is null;

CREATE INDEX enquiry_open_by_initiative
    on enquiry (removed, coalesce(initiative, ''), received_at, id)
    where answered_at is null;

CREATE INDEX enquiry_open_by_initiative_channel
    on enquiry (removed, coalesce(initiative, ''), coalesce(channel, ''), received_at, id)
    where answered_at is null;

CREATE INDEX enquiry_open_by_initiative_subject
    on enquiry (removed, coalesce(initiative, ''), coalesce(subject, ''), received_at, id)
    where answered_at is null;

CREATE INDEX enquiry_open_by_subject
    on enquiry (removed, coalesce(subject, ''), received_at, id)
    where answered_at is null;

CREATE INDEX enquiry_open_by_subject_channel
    on enquiry (removed, coalesce(subject, ''), coalesce(channel, ''), received_at, id)
    where answered_at is null;

CREATE INDEX enquiry_total_by_year on enquiry_total (year, initiative);

CREATE INDEX entered_figure_account_id on entered_figure (account_id);

CREATE INDEX entered_figure_by_year on entered_figure (year, removed, initiative_key, figure_key);

CREATE INDEX erasure_key_erasure on erasure_key (erasure_id);

CREATE UNIQUE INDEX erasure_key_subject on erasure_key (subject_kind, subject_id);

CREATE INDEX erasure_not_renewed on erasure (renewed_at) where renewed_at is null;

CREATE INDEX erasure_proposal_due on erasure_proposal (outcome, due_on, id);

CREATE UNIQUE INDEX erasure_proposal_open on erasure_proposal (subject_kind, subject_id)
    where outcome = 'open';

CREATE INDEX erasure_unfinished on erasure (finished_at) where finished_at is null;

CREATE INDEX good_story_approved_by on good_story (approved_by);

CREATE INDEX good_story_by_district on good_story (district_key);

CREATE INDEX good_story_edited_by on good_story (edited_by);

CREATE INDEX good_story_initiative_key on good_story (initiative_key, deleted, state, year);

CREATE INDEX good_story_list on good_story (deleted, id);

CREATE INDEX good_story_published on good_story (deleted, state, published_at, id);

CREATE INDEX good_story_state on good_story (deleted, state, id);

CREATE INDEX good_story_written_by on good_story (written_by);

CREATE INDEX good_story_year on good_story (deleted, state, year);

CREATE INDEX holding_staff_member_id on holding (staff_member_id);

CREATE INDEX holding_unit_key on holding (unit_key);

CREATE INDEX identity_invitation_account_id on identity_invitation (account_id);

CREATE INDEX identity_proof_account_id on identity_proof (account_id);

CREATE INDEX identity_proof_checked_by on identity_proof (checked_by);

CREATE INDEX identity_proof_recorded_by on identity_proof (recorded_by);

CREATE INDEX identity_proof_withdrawn_by on identity_proof (withdrawn_by);

CREATE INDEX impact_assessment_module on impact_assessment (module, id);

CREATE INDEX initiative_revision_made_by on initiative_revision (made_by);

CREATE INDEX initiative_state on initiative (state, key, content_hash);

CREATE INDEX job_run_by_job on job_run (job, started_at, id);

CREATE INDEX kept_form_account_id on kept_form (account_id, kept_at);

CREATE INDEX kept_form_kept_at on kept_form (kept_at);

CREATE UNIQUE INDEX legal_hold_open on legal_hold (person_id) where lifted_at is null;

CREATE INDEX legal_hold_person on legal_hold (person_id);

CREATE INDEX look_up_review_item_person on look_up_review_item (person_id);

CREATE INDEX membership_circle on membership (circle_kind, circle_id, removed);

CREATE INDEX membership_person on membership (person_id, removed);

CREATE INDEX note_person on note (person_id, id);

CREATE INDEX observation_by_category on observation (removed, category, observed_at, id);

CREATE INDEX observation_by_district on observation (removed, district, observed_at, id);

CREATE INDEX observation_by_district_category
    on observation (removed, district, category, observed_at, id);

CREATE INDEX observation_by_initiative on observation (removed, initiative, observed_at, id);

CREATE INDEX observation_by_initiative_category
    on observation (removed, initiative, category, observed_at, id);

CREATE INDEX observation_by_initiative_district
    on observation (removed, initiative, district, observed_at, id);

CREATE INDEX observation_by_time on observation (removed, observed_at, id);

CREATE INDEX observation_count_by_initiative on observation_count (initiative, year);

CREATE INDEX official_release_by_time on official_release (imported_at, id);

CREATE INDEX passkey_account_id on passkey (account_id);

CREATE INDEX person_merge_kept on person_merge (kept_id);

CREATE INDEX person_merge_merged on person_merge (merged_id);

CREATE INDEX person_merge_parted on person_merge (parted_at);

CREATE INDEX person_merged_into on person (merged_into_id);

CREATE INDEX person_relation_other on person_relation (other_id, removed);

CREATE INDEX person_relation_person on person_relation (person_id, removed);

CREATE INDEX possible_duplicate_outcome on possible_duplicate (outcome, id);

CREATE INDEX possible_duplicate_second on possible_duplicate (second_id);

CREATE INDEX recovery_code_account_id on recovery_code (account_id);

CREATE INDEX report_by_publication on report (publication, year);

CREATE INDEX report_section_by_unit on report_section (unit_key);

CREATE INDEX report_unit_by_unit on report_unit (unit_key);

CREATE INDEX seat_forum_key on seat (forum_key, agency_cvr);

CREATE INDEX seat_staff_member_id on seat (staff_member_id);

CREATE INDEX session_account_id on session (account_id);

CREATE INDEX session_last_used_at on session (last_used_at);

CREATE INDEX shareable_item_subject on shareable_item (subject_kind, subject_id);

CREATE INDEX spent_token_spent_at on spent_token (spent_at);

CREATE INDEX staff_member_left_on on staff_member (left_on);

CREATE UNIQUE INDEX staff_relative_open on staff_relative (person_id, account_id)
    where ended_on is null;

CREATE INDEX trail_line_action on trail_line (action, sequence) where action <> 'read';

CREATE INDEX trail_line_erase on trail_line (subject_kind, subject_id) where action = 'erase';

CREATE INDEX trail_line_subject on trail_line (subject_kind, subject_id, sequence)
    where subject_kind <> 'person';

CREATE INDEX trail_line_subject_kind on trail_line (subject_kind, sequence)
    where subject_kind <> 'person';

CREATE INDEX trail_name_decision_person on trail_name_decision (person_id, id);

CREATE INDEX trail_search_sealed_with on trail_search (sealed_with);

CREATE INDEX unit_leader_staff_member_id on unit_leader (staff_member_id);

CREATE INDEX unit_parent_key on unit (parent_key);

CREATE INDEX unit_successor_key on unit (successor_key);

CREATE TRIGGER access_request_only_released before update on access_request
when old.released_at is not null or new.released_at is null
    or new.person_id <> old.person_id or new.received_on <> old.received_on
    or new.due_on <> old.due_on
begin
    select raise(abort, 'access_request: only releasing, and only once');
end;

CREATE TRIGGER consent_only_withdrawn before update on consent
when old.withdrawn_on is not null or new.withdrawn_on is null
    or new.person_id <> old.person_id or new.giver <> old.giver or new.data <> old.data
    or new.receiver_cvr <> old.receiver_cvr or new.forum <> old.forum
    or new.manner <> old.manner or new.text_version <> old.text_version
    or new.given_on <> old.given_on or new.ends_on is not old.ends_on
begin
    select raise(abort, 'consent: only withdrawing, and only once');
end;

CREATE TRIGGER disclosure_no_update before update on disclosure
begin
    select raise(abort, 'disclosure: a disclosure can not be changed');
end;

CREATE TRIGGER disclosure_not_shared_is_final before insert on disclosure
when new.answer = 'shared' and exists (
    select 1 from disclosure where item_kind = new.item_kind and item_id = new.item_id and
                                   receiver_cvr = new.receiver_cvr and answer = 'not_shared')
begin
    select raise(abort, 'disclosure: the holder has answered that it is not shared');
end;

CREATE TRIGGER erasure_key_no_delete before delete on erasure_key
begin
    select raise(abort, 'erasure_key: the register keeps every key');
end;

CREATE TRIGGER erasure_no_delete before delete on erasure
begin
    select raise(abort, 'erasure: the register keeps every erasure');
end;

CREATE TRIGGER impact_assessment_not_changed before update on impact_assessment
begin
    select raise(abort, 'impact_assessment: rows are not changed');
end;

CREATE TRIGGER impact_assessment_not_removed before delete on impact_assessment
begin
    select raise(abort, 'impact_assessment: rows are not removed');
end;

CREATE TRIGGER note_no_update before update on note
begin
    select raise(abort, 'note: a note can not be rewritten');
end;

CREATE TRIGGER trail_line_no_delete before delete on trail_line
when not exists (
    select 1 from trail_seal
    where position = (old.sequence - 1) / 256
      and lower(hex(substr(hashes, ((old.sequence - 1) % 256) * 32 + 1, 32))) = old.hash)
begin
    select raise(abort, 'trail_line: a line can not be removed');
end;

CREATE TRIGGER trail_line_no_update before update on trail_line
begin
    select raise(abort, 'trail_line: a line can not be changed');
end;

CREATE TRIGGER trail_line_only_next before insert on trail_line
when new.sequence <> (select coalesce(max(sequence), 0) + 1 from trail_line)
begin
    select raise(abort, 'trail_line: only the next line can be added');
end;

CREATE TRIGGER trail_seal_no_delete before delete on trail_seal
begin
    select raise(abort, 'trail_seal: a seal can not be removed');
end;

CREATE TRIGGER trail_seal_no_update before update on trail_seal
begin
    select raise(abort, 'trail_seal: a seal can not be changed');
end;

CREATE TRIGGER trail_seal_only_next before insert on trail_seal
when new.position <> (select coalesce(max(position) + 1, 0) from trail_seal)
  or not exists (
    select 1 from trail_line
    where subject_kind = 'trail' and action = 'erase'
      and cast(subject_id as bigint) >= (new.position + 1) * 256)
begin
    select raise(abort, 'trail_seal: only the next lines, and only after their line in the trail');
end;

CREATE TRIGGER trail_search_no_delete before delete on trail_search
when not exists (
    select 1 from trail_line
    where subject_kind = 'search_criteria' and action = 'erase' and subject_id = old.sealed_with)
begin
    select raise(abort, 'trail_search: only after its line in the trail');
end;

CREATE TRIGGER trail_search_no_second before insert on trail_search
when exists (select 1 from trail_search where sequence = new.sequence)
begin
    select raise(abort, 'trail_search: there is one already');
end;

CREATE TRIGGER trail_search_no_update before update on trail_search
begin
    select raise(abort, 'trail_search: a search can not be changed');
end;

CREATE TRIGGER trail_tile_no_delete before delete on trail_tile
begin
    select raise(abort, 'trail_tile: a node can not be removed');
end;

CREATE TRIGGER trail_tile_no_update before update on trail_tile
begin
    select raise(abort, 'trail_tile: a node can not be changed');
end;

CREATE TRIGGER trail_tile_only_next before insert on trail_tile
when new.position <> (select coalesce(max(position) + 1, 0) from trail_tile
                      where level = new.level)
begin
    select raise(abort, 'trail_tile: only the next node can be added');
end;
