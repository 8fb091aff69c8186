"""What goes over the wire: one class per message, two dialects, and nothing that does I/O."""
