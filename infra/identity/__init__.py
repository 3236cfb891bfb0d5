"""Who may come in, what they may do, and the trace of it."""
