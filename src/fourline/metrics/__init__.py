"""What a server tells about itself to Prometheus: ``docs/metrics.md`` has the list."""
