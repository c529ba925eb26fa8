"""What the app can do: the commands and messages it acts on, a group for each subject.

A command of `scratchnet_tui.commands` is a method of that name in one of the groups.
"""
