"""Keeping several programs running on one machine, for `jalon up`: started, started again when they die, stopped.

Where systemd or a container engine does that, Jalon does not: `jalon worker` and `jalon web` are then given to it.
"""
