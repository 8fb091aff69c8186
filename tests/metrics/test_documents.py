"""
The list of metrics and the dashboard tell what there is, and nothing else.

The table in ``docs/metrics.md`` isn't written by hand: ``.venv/bin/python -m tests.metrics.test_documents`` writes it
anew.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from prometheus_client.core import Metric

from fourline.metrics.collector import ServerCollector
from tests.live.kit import World, run

from .kit import sources_of

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "metrics.md"
DASHBOARD = ROOT / "deploy" / "grafana-dashboard.json"
BEGIN, END = "<!-- metrics -->\n", "<!-- /metrics -->\n"

LABELS = {
    "fourline_build_info": ["python", "version"],
    "fourline_connections": ["dialect", "role"],
    "fourline_connections_dropped_total": ["reason"],
    "fourline_connections_closed_total": ["reason"],
    "fourline_http_dropped_total": ["reason"],
    "fourline_commands_total": ["answer", "kind"],
    "fourline_gc_pause_seconds": ["generation"],
}
"""The labels of each metric that has some."""


def families() -> list[Metric]:
    """Return every metric of a server on which something has happened."""

    async def scenario() -> list[Metric]:
        world = World()
        await world.table()
        return list(ServerCollector(sources_of(world)).collect())

    return run(scenario)


def full_name(family: Metric) -> str:
    return family.name + {"counter": "_total", "info": "_info"}.get(family.type, "")


def series(family: Metric) -> set[str]:
    """Return the names under which a metric can be asked for."""
    name = full_name(family)
    return {f"{name}_bucket", f"{name}_sum", f"{name}_count"} if family.type == "histogram" else {name}


def labels(family: Metric) -> list[str]:
    return sorted({label for sample in family.samples for label in sample.labels} - {"le"})


def table() -> str:
    rows = "".join(
        f"| `{full_name(family)}` | {family.type} | {' '.join(f'`{label}`' for label in labels(family))} "
        f"| {family.documentation} |\n"
        for family in families()
    )
    return f"| name | type | labels | meaning |\n|---|---|---|---|\n{rows}"


def with_table(page: str) -> str:
    """Return ``page`` with its table written anew."""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    assert begin, "the page lost its marks"
    assert end, "the page lost its marks"
    return before + begin + table() + end + after


def panels(dashboard: dict[str, Any]) -> list[dict[str, Any]]:
    return [panel for panel in dashboard["panels"] if panel["type"] != "row"]


def expressions() -> list[str]:
    """Return everything that the dashboard asks Prometheus for."""
    return [target["expr"] for panel in panels(json.loads(DASHBOARD.read_text("utf-8"))) for target in panel["targets"]]


def asked(text: str) -> set[str]:
    """Return the names of our series in ``text``."""
    return set(re.findall(r"\bfourline_[a-z0-9_]+", text))


def test_page_is_what_the_code_says() -> None:
    page = PAGE.read_text("utf-8")
    assert page == with_table(page), "run: .venv/bin/python -m tests.metrics.test_documents"


def test_page_names_no_metric_that_does_not_exist() -> None:
    known = {name for family in families() for name in series(family) | {full_name(family)}}
    assert asked(PAGE.read_text("utf-8")) <= known


def test_labels_are_those_that_dashboards_rely_on() -> None:
    assert {full_name(family): labels(family) for family in families() if labels(family)} == LABELS


def test_dashboard_has_panels_that_ask_for_something() -> None:
    dashboard = json.loads(DASHBOARD.read_text("utf-8"))
    assert dashboard["title"] == "Fourline"
    assert len(panels(dashboard)) >= 10
    for panel in panels(dashboard):
        assert panel["title"]
        assert panel["description"]
        assert panel["targets"], panel["title"]
        assert all(asked(target["expr"]) for target in panel["targets"]), panel["title"]


def test_dashboard_asks_for_series_that_exist_and_leaves_no_metric_out() -> None:
    known = {name: full_name(family) for family in families() for name in series(family)}
    used = {name for expression in expressions() for name in asked(expression)}
    assert used <= set(known)
    assert {known[name] for name in used} == set(known.values())


def test_dashboard_groups_by_labels_that_exist() -> None:
    of = {name: {*labels(family), "le"} for family in families() for name in series(family)}
    for expression in expressions():
        by = {label for group in re.findall(r"\bby \(([^)]*)\)", expression) for label in re.split(r",\s*", group)}
        filtered = set(re.findall(r"[{,]\s*([a-z_]+)=", expression)) - {"job", "instance"}
        known = set.union(*(of[name] for name in asked(expression)))
        assert by | filtered <= known, expression


def test_dashboard_shows_each_panel_in_a_place_of_its_own() -> None:
    taken: set[tuple[int, int]] = set()
    for panel in json.loads(DASHBOARD.read_text("utf-8"))["panels"]:
        place = panel["gridPos"]
        cells = {
            (x, y)
            for x in range(place["x"], place["x"] + place["w"])
            for y in range(place["y"], place["y"] + place["h"])
        }
        assert not cells & taken, panel["title"]
        assert all(x < 24 for x, _ in cells), panel["title"]
        taken |= cells


if __name__ == "__main__":
    PAGE.write_text(with_table(PAGE.read_text("utf-8")), "utf-8")
