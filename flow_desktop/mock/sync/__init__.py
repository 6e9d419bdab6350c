"""Directory Sync as WorkOS does it: the directory, its events, their delivery, the REST interface."""
