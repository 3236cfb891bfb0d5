"""A roadmap as a file: reading one, recording it, writing it again."""
