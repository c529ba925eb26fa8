"""User input: reading files, validating values, and synonyms of names."""
