"""The acts: each where one looks for it, saying what will happen before it happens."""
