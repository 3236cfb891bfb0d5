"""The web: pages and API. It posts to the inbox and reads the database; it never talks to Temporal."""
