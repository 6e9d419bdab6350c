"""The local directory service: an identity provider, a directory and Flow, made up, on this machine only.

Sealed both ways (house rules, wall 3): nothing here imports the client and the client never imports this.
"""
