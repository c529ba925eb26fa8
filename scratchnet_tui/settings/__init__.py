"""The settings of a run: one table that the command line, the form and the tables are made from.

It names the legal values in plain words, so that ``--help`` needs neither the core nor numpy; a
test holds those words to the registries of the core. What does need the core is imported where it
is used.
"""
