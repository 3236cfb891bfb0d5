"""`jalon demo`: a whole mandate of a real EPCI, played by the real workflows in skipped time."""
