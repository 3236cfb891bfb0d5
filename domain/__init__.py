"""The rules of the field. Pure: no clock, no chance, no I/O; pydantic and the standard library alone."""
