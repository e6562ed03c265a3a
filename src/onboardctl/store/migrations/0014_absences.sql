-- When which of our people are away; tasks in their name stand still meanwhile.
CREATE TABLE absence (
    person TEXT NOT NULL,
    first_on TEXT NOT NULL,
    last_on TEXT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (person, first_on)
) {{strict}};
