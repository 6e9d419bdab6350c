"""Flow Desktop: sign in through the browser and see whether an account is the same in all three places."""

__version__ = "0.1.0"
