create table job_run (
    id @identity,
    job text not null,
    started_at text not null,
    finished_at text,
    outcome text not null check (outcome in ('running', 'done', 'failed')),
    message text not null
);
create index job_run_by_job on job_run (job, started_at, id);
insert into column_description (table_name, column_name, description) values
    ('job_run', 'id', 'Kørslens nummer'),
    ('job_run', 'job', 'Det planlagte job (kode)'),
    ('job_run', 'started_at', 'Begyndt (UTC)'),
    ('job_run', 'finished_at', 'Færdigt (UTC)'),
    ('job_run', 'outcome', 'I gang, gennemført eller fejlet'),
    ('job_run', 'message', 'Hvad det gav, uden oplysninger om personer');
