"""What goes wrong with the servers that Jalon starts by itself."""


class ServerUnavailable(Exception):
    """A server that could not be found, started or stopped. The message is in French and says what to do."""
