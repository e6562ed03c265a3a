"""What the store knows of partners, in the form KPIs are measured on: one module for each source."""
