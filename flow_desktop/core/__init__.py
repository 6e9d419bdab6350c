"""Room 1: what the program knows and decides. Standard library only; no input, output, clock or thread."""
