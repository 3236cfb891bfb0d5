"""What the house speaks to, one file for each neighbour: the vendored data, the database, Temporal, the channels."""
