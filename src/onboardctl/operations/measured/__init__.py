"""What is measured of partners: use, answers to surveys, and the actions that follow."""
