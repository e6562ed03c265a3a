"""The partnership beyond its onboarding: stages, reviews, feedback, renewals, campaigns."""
