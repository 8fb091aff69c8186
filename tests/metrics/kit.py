"""A server's numbers, and the page that Prometheus would get of them."""

from __future__ import annotations

from prometheus_client import CollectorRegistry
from prometheus_client.exposition import generate_latest
from prometheus_client.parser import text_string_to_metric_families

from fourline.metrics.collector import ServerCollector, Sources
from fourline.metrics.pulse import Pulse
from tests.live.kit import World


def sources_of(world: World, pulse: Pulse | None = None) -> Sources:
    return Sources(world.counts, world.rooms, world.lobby, world.endpoint, world.store, pulse or Pulse())


def scrape(world: World, pulse: Pulse | None = None) -> dict[str, float]:
    """Return every sample of a world's page, by its name and labels as they stand there."""
    registry = CollectorRegistry()
    registry.register(ServerCollector(sources_of(world, pulse), lambda: world.now_s))
    return samples(generate_latest(registry).decode())


def samples(page: str) -> dict[str, float]:
    """Return every sample of a page, by its name and labels: ``name{label="value",...}``, labels in their order."""
    found: dict[str, float] = {}
    for family in text_string_to_metric_families(page):
        for sample in family.samples:
            labels = ",".join(f'{label}="{value}"' for label, value in sorted(sample.labels.items()))
            name = f"{sample.name}{{{labels}}}" if labels else sample.name
            assert name not in found, name
            found[name] = sample.value
    return found
