-- What is different for one customer, and why; a review of a playbook counts them by task.
CREATE TABLE variation (
    partner_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    about TEXT NOT NULL,
    task_id TEXT,
    what TEXT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (partner_id, kind, about)
) {{strict}};
