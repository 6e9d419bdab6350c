"""Room 3: one file per outside thing; the only room that touches network, disk and keychain."""
