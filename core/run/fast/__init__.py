"""The fast engine: the same operations in the same order, in place."""
