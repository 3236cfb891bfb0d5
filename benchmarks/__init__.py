"""Yardsticks: one command each, Jalon beside a limit of the machine or a peer, in one run, on the same servers.

What they give are ratios; absolute times are information. None of it is a test, and none of it ships.
"""
