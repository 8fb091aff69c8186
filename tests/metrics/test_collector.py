"""From counts to Prometheus' text: every number where dashboards look for it."""

from __future__ import annotations

import pytest
from prometheus_client.openmetrics.exposition import generate_latest
from prometheus_client.openmetrics.parser import text_string_to_metric_families

from fourline import __version__
from fourline.metrics.collector import make_registry
from fourline.metrics.pulse import Pulse
from tests.live.kit import World, run
from tests.live.lobby_kit import seek

from .kit import scrape, sources_of


def only(samples: dict[str, float], name: str) -> dict[str, float]:
    """Return the samples of one metric that aren't 0, by their labels."""
    return {
        sample.removeprefix(name): value
        for sample, value in samples.items()
        if sample.startswith(f"{name}{{") and value
    }


def test_connections_are_told_by_role_and_dialect_and_add_up() -> None:
    async def scenario() -> None:
        world = World()
        host, _, _ = await world.table()
        await world.watch(host)
        await world.enter(watch=host.keys["watch"])
        await world.visit()
        world.connect()
        found = only(scrape(world), "fourline_connections")
        assert found == {
            '{dialect="version_1",role="host"}': 1,
            '{dialect="version_1",role="guest"}': 1,
            '{dialect="version_1",role="spectator"}': 2,
            '{dialect="classic",role="spectator"}': 1,
            '{dialect="version_1",role="lobby"}': 1,
            '{dialect="unknown",role="new"}': 1,
        }
        assert sum(found.values()) == len(world.endpoint.connections) == scrape(world)["fourline_sockets"]
        for page in world.pages:
            page.cut()
        await world.turns()
        assert only(scrape(world), "fourline_connections") == {}

    run(scenario)


def test_ends_of_connections_are_told_by_reason() -> None:
    async def scenario() -> None:
        world = World(init_timeout_ms=1_000, pong_timeout_ms=100_000)
        slow, late, stuck = world.connect(), world.connect(), world.connect()
        assert slow.transport.protocol is not None
        assert stuck.transport.protocol is not None
        slow.transport.protocol.pause_writing()
        stuck.transport.protocol.close(1001)
        # It never reads, so it doesn't answer either.
        world.pages.remove(stuck)
        await world.turns()
        world.endpoint.tick(world.now_s + 6)
        await world.advance(1, 1)
        late.read()
        samples = scrape(world)
        assert only(samples, "fourline_connections_dropped_total") == {'{reason="slow"}': 1, '{reason="unanswered"}': 1}
        assert only(samples, "fourline_connections_closed_total") == {
            '{reason="no_init"}': 1,
            '{reason="going_away"}': 1,
        }
        assert samples["fourline_connections_opened_total"] == 3

    run(scenario)


def test_what_is_zero_is_told_too_so_that_its_first_increase_has_a_rate() -> None:
    async def scenario() -> None:
        samples = scrape(World())
        assert samples['fourline_connections_dropped_total{reason="silent"}'] == 0
        assert samples['fourline_connections_closed_total{reason="internal_error"}'] == 0
        assert samples['fourline_http_dropped_total{reason="late"}'] == 0

    run(scenario)


def test_game_is_told_command_by_command_and_message_by_message() -> None:
    async def scenario() -> None:
        world = World()
        host, guest, _ = await world.table()
        for ply in range(7):
            (guest if ply % 2 else host).play(ply % 2)
            await world.turns()
        guest.play(0)
        await world.turns()
        for page in world.pages:
            page.read()
        samples = scrape(world)
        assert only(samples, "fourline_commands_total") == {
            '{answer="ok",kind="init"}': 3,
            '{answer="ok",kind="play"}': 7,
            '{answer="game_over",kind="play"}': 1,
        }
        assert samples["fourline_messages_received_total"] == 3 + 8
        assert samples["fourline_messages_sent_total"] == sum(len(page.log) for page in world.pages)
        # The guest's seat and seven moves, the last of them with its win.
        assert samples["fourline_append_seconds_count"] == 8
        # The room's own, too.
        assert samples["fourline_store_batch_writes_sum"] == 9
        assert samples["fourline_rooms"] == 1

    run(scenario)


def test_broadcasts_are_told_by_size() -> None:
    async def scenario() -> None:
        world = World()
        host, _, _ = await world.table()
        before = scrape(world)
        host.play(3)
        await world.turns()
        after = scrape(world)
        name = "fourline_broadcast_receivers"
        assert after[f"{name}_sum"] - before[f"{name}_sum"] == 3
        buckets = [
            after[f'{name}_bucket{{le="{le}"}}'] - before[f'{name}_bucket{{le="{le}"}}']
            for le in ("2.0", "5.0", "+Inf")
        ]
        assert buckets == [0, 1, 1]
        assert after["fourline_broadcast_seconds_count"] - before["fourline_broadcast_seconds_count"] == 1

    run(scenario)


def test_lobby_and_store_are_told_as_they_are() -> None:
    async def scenario() -> None:
        world = World()
        await seek(world, "ada")
        samples = scrape(world)
        assert (samples["fourline_lobby_seeks"], samples["fourline_lobby_games"]) == (1, 0)
        assert samples["fourline_store_available"] == 1
        world.store.failure = "no space left on device"
        await world.open("bo")
        samples = scrape(world)
        assert samples["fourline_store_available"] == 0
        assert samples['fourline_commands_total{answer="unavailable",kind="init"}'] == 1

    run(scenario)


def test_process_tells_its_release_its_age_and_what_it_takes() -> None:
    async def scenario() -> None:
        world = World()
        samples = scrape(world)
        [build] = [name for name in samples if name.startswith("fourline_build_info{")]
        assert f'version="{__version__}"' in build
        assert samples["fourline_uptime_seconds"] == 0
        assert samples["fourline_process_cpu_seconds_total"] > 0
        assert samples.get("fourline_process_resident_memory_bytes", 10**9) > 10**6

    run(scenario)


@pytest.mark.parametrize("generation", range(3))
def test_pauses_are_told_by_generation(generation: int) -> None:
    async def scenario() -> None:
        pulse = Pulse()
        pulse.gc_pauses_s[generation].add(0.003)
        pulse.lag_s.add(0.2)
        samples = scrape(World(), pulse)
        name = "fourline_gc_pause_seconds"
        assert only(samples, f"{name}_count") == {f'{{generation="{generation}"}}': 1}
        assert samples[f'{name}_bucket{{generation="{generation}",le="0.0025"}}'] == 0
        assert samples[f'{name}_bucket{{generation="{generation}",le="0.005"}}'] == 1
        assert samples["fourline_loop_lag_seconds_sum"] == 0.2

    run(scenario)


def test_page_is_open_metrics_as_its_strict_parser_takes_it() -> None:
    async def scenario() -> None:
        world = World()
        await world.table()
        registry = make_registry(sources_of(world))
        page = generate_latest(registry).decode()  # type: ignore[no-untyped-call]
        families = list(text_string_to_metric_families(page))  # type: ignore[no-untyped-call]
        assert len(families) == len(list(registry.collect()))
        assert all(family.name.startswith("fourline_") and family.documentation for family in families)

    run(scenario)
