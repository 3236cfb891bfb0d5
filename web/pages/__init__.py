"""The pages: French, rendered on the server, usable without any script."""
