"""Worlds and scenarios: what a TOML file may say, and how it is played."""
