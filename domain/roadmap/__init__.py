"""The roadmap as a coordinator writes it: the file format, and the commands that a file stands for."""
