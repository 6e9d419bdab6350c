"""The identity provider: people, groups, assignments, and what it provisions, when."""
