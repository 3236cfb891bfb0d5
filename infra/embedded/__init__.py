"""The servers that Jalon starts by itself: PostgreSQL, the Temporal dev server, the time-skipping server.

For tests, for `jalon demo` and for one machine; an operator's own servers are given by settings instead.
"""
