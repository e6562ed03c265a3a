"""Training of our own teams: sessions held, quizzes taken, certificates and their coverage."""
