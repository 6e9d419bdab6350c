"""SCIM 2.0 into Directory Sync (RFC 7643, RFC 7644, RFC 9865)."""
