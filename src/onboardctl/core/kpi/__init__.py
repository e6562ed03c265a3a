"""KPIs: definitions, statistics and the honest evaluation of both over what the store knows.

``definition`` says what a KPI is, ``signals`` names moments, ``observations`` the rows it is
measured on, ``evaluate`` turns them into a value, ``verdict`` and ``bands`` judge it.
Source: docs/reference/kpi.md.
"""
