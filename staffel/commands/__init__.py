"""The commands of the command line, one a file named <command>_command.py with a click command called `command`."""
