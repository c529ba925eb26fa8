"""What people write: how it is read, what is valid, and how it is shown."""
