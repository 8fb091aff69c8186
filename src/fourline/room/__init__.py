"""One room without I/O: two seats and one game after another, as a fold over numbered events."""
