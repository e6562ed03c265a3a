"""Training programmes: lessons, quizzes and who is certified."""
