"""The rooms that are in this process's memory, the connections in them, and what they do together."""
