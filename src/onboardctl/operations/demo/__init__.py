"""The example workspace, walked through day by day."""
