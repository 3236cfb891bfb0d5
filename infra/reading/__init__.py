"""What pages, lists, letters and the terminal show, read from the database; none of it decides."""
