"""The web console: Flow's admin pages, the WorkOS portal, and the identity provider's page."""
