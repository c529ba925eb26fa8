"""The kernel in C: the same training as `run.update`, at the machine's speed."""
