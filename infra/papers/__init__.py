"""Papers that are handed over: the receipt of a délibération, and the model of one that is still to be voted."""
