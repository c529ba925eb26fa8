"""A run: from its spec to a trainer that can be driven forward and back."""
