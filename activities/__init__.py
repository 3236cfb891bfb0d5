"""Side effects, one thing each: doing it twice is doing it once. They decide nothing."""
