"""The settings of a run: one table from which options, form rows and table columns are built.

It names the valid values in plain words, so that ``--help`` needs neither the core nor numpy; a
test compares those words with the registries of the core. Whatever needs the core imports it
where it is used.
"""
