"""The rules of Connect Four as pure values: no I/O, no clock, no randomness, no logging."""
