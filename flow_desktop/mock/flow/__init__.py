"""Flow: accounts, memberships, seats, invitations, audit, and the Flow API."""
