"""Reports of abuse: what can be reported, the forms, the decisions."""
