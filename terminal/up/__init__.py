"""`jalon up`: the whole of Jalon on this machine, by one command."""
