"""The pilot list: rows in, everybody found (or not) at the places, a status and the causes for each (pure)."""
