-- Training of our own teams: programmes, lessons held and quizzes taken.
CREATE TABLE programme (
    programme_id TEXT PRIMARY KEY,
    playbook TEXT NOT NULL UNIQUE,
    launch_on TEXT,
    version INTEGER NOT NULL
) {{strict}};

CREATE TABLE training_session (
    programme_id TEXT NOT NULL,
    held TEXT NOT NULL,
    session TEXT NOT NULL,
    at TEXT NOT NULL,
    trainer TEXT NOT NULL,
    people TEXT NOT NULL,
    cancelled TEXT NOT NULL,
    PRIMARY KEY (programme_id, held)
) {{strict}};

CREATE TABLE quiz_attempt (
    programme_id TEXT NOT NULL,
    person TEXT NOT NULL,
    number INTEGER NOT NULL,
    at TEXT NOT NULL,
    score TEXT NOT NULL,
    passed INTEGER NOT NULL,
    needed TEXT NOT NULL,
    PRIMARY KEY (programme_id, person, number)
) {{strict}};
CREATE INDEX quiz_attempt_by_time ON quiz_attempt (at);
