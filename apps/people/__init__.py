"""Who works here, in which team, when; periods, freezes and the change feed."""
