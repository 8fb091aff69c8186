"""Where events live: the port, its adapters and the form in which events are stored."""
