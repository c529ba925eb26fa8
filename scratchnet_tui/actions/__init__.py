"""What the app can do, a file for each kind of action."""
