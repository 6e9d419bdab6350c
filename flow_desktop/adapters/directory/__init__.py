"""Directory sources: one file per kind of server that knows what Directory Sync (and Flow) hold about a person."""
