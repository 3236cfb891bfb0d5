"""The `jalon` command: one file per group of commands, each a door that reads what is typed and posts or reads."""
