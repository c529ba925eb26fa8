"""What people write: how it is read, what is legal, and how it is shown."""
