"""Room 2: the use cases; they know the core and its ports, nothing else."""
