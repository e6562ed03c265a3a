"""Facts kept for another purpose, counted as readings of KPIs: tickets, training, reviews, campaigns.

Each module knows one kind of fact. What nobody in particular is concerned by, such as the training
of the team, stands under the empty name: it counts for everybody, and in no part of the partners.
"""
