"""HTTP: pages, assets and QR codes. Knows nothing of rooms beyond what their addresses look like."""
