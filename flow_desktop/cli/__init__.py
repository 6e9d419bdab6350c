"""The command line: the same flows without Qt. A public contract (README, "Command line")."""
