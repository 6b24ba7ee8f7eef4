"""API of KPIs and figures."""
