-- What the morning list must know of recurring work: which of it is a mail or a review, for each
-- version of a playbook, and the times of a team's own work, laid out each night for some weeks.
CREATE TABLE recurring_piece (
    digest TEXT NOT NULL,
    recurring_id TEXT NOT NULL,
    template TEXT NOT NULL,
    review INTEGER NOT NULL,
    PRIMARY KEY (digest, recurring_id)
) {{strict}};

CREATE TABLE team_time (
    playbook TEXT NOT NULL,
    recurring_id TEXT NOT NULL,
    original_on TEXT NOT NULL,
    takes_on TEXT NOT NULL,
    takes_at TEXT,
    zone TEXT NOT NULL,
    title TEXT NOT NULL,
    owner_role TEXT NOT NULL,
    owner TEXT,
    template TEXT NOT NULL,
    partner TEXT NOT NULL,
    PRIMARY KEY (playbook, recurring_id, original_on)
) {{strict}};
CREATE INDEX team_time_by_day ON team_time (takes_on);

-- Which time of the playbook a review stands for, asked for each time of a team.
CREATE INDEX review_by_slot ON review (slot) WHERE slot <> '';
