"""Settings: defaults are usable, every bad value is refused with one line that names the flag."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourline.config import SETTINGS, Config, Setting
from fourline.errors import ConfigError

NUMBERS = [setting for setting in SETTINGS if type(setting.default) is int]


def setting(name: str) -> Setting:
    return next(setting for setting in SETTINGS if setting.name == name)


def test_settings_are_the_fields_of_config_in_order() -> None:
    assert [setting.name for setting in SETTINGS] == [field.name for field in dataclasses.fields(Config)]


def test_flags_and_variables_follow_the_field() -> None:
    assert (setting("log_level").flag, setting("log_level").variables) == ("--log-level", ("FOURLINE_LOG_LEVEL",))
    assert (setting("drain_s").flag, setting("drain_s").variables) == ("--drain", ("FOURLINE_DRAIN",))
    assert setting("port").variables == ("FOURLINE_PORT", "PORT")


def test_flags_are_unique_and_everything_has_a_heading_and_a_sentence() -> None:
    assert len({setting.flag for setting in SETTINGS}) == len(SETTINGS)
    for each in SETTINGS:
        assert each.heading
        assert each.help.endswith(".")


def test_defaults_pass_their_own_checks() -> None:
    config = Config()
    for each in SETTINGS:
        assert getattr(config, each.name) == each.default


@pytest.mark.parametrize("each", NUMBERS, ids=lambda each: each.name)
def test_number_out_of_range_is_refused_and_names_its_flag(each: Setting) -> None:
    for value in (-1, 2**31, 10**30):
        values: dict[str, Any] = {each.name: value}
        with pytest.raises(ConfigError, match=rf"^{each.flag}: {value} is (below|above) [0-9]+$"):
            Config(**values)


@pytest.mark.parametrize("text", ["", " ", "x", "1.5", "1e3", "1_000", " 8", "8 ", "٣", "0x10", "+1", "9" * 5_000])
def test_text_that_is_no_whole_number_is_refused(text: str) -> None:
    with pytest.raises(ConfigError, match="isn't a whole number"):
        setting("commands").parse(text)


def test_port_accepts_zero_to_65535() -> None:
    assert setting("port").parse("0") == 0
    assert setting("port").parse("65535") == 65_535
    with pytest.raises(ConfigError, match=r"^65536 is above 65535$"):
        setting("port").parse("65536")


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "0.0.0.0", "::", "::1", "fe80::1%eth0", "localhost", "a.example", "my_box"]
)
def test_host_accepts_addresses_and_names(host: str) -> None:
    assert Config(host=host).host == host


@pytest.mark.parametrize(
    "host", ["", " ", "a b", "a..b", ".", "-\n", "http://a", "a:80", "[::1]", "\0", "a" * 64, "a." * 127 + "a", "é"]
)
def test_host_that_cannot_be_looked_up_is_refused(host: str) -> None:
    with pytest.raises(ConfigError, match=r"^--host: .* isn't an address or a host name$"):
        Config(host=host)


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        ("http://localhost:8000", "http://localhost:8000"),
        ("HTTPS://Example.ORG", "https://example.org"),
        ("https://example.org:443", "https://example.org"),
        ("http://example.org:80", "http://example.org"),
        ("http://example.org:443", "http://example.org:443"),
        ("http://[::1]:8000", "http://[::1]:8000"),
        ("chrome-extension://abcdef", "chrome-extension://abcdef"),
        ("null", "null"),
        ("Null", "null"),
    ],
)
def test_origin_is_kept_as_browsers_send_it(text: str, origin: str) -> None:
    assert Config(origin=(text,)).origin == (origin,)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "*",
        "example.org",
        "//example.org",
        "http://",
        "http://example.org/",
        "http://example.org/page",
        "http://example.org?x",
        "http://ada@example.org",
        "http://example.org:",
        "http://example.org:65536",
        "http://example.org:٨٠",
        "http://exa mple.org",
        "http://example.org\n",
        "http://..",
        "http://exämple.org",
        "http://a,http://b",
        "x" * 100_000,
    ],
)
def test_origin_of_another_form_is_refused_in_one_short_line(text: str) -> None:
    with pytest.raises(ConfigError) as caught:
        Config(origin=("http://fine.example", text))
    message = str(caught.value)
    assert message.startswith("--origin: ")
    assert message.isprintable()
    assert len(message) < 200


@pytest.mark.parametrize(
    ("text", "network"),
    [("10.0.0.0/8", "10.0.0.0/8"), ("127.0.0.1", "127.0.0.1/32"), ("FD00::/8", "fd00::/8"), ("::1", "::1/128")],
)
def test_trust_proxy_accepts_networks_and_addresses(text: str, network: str) -> None:
    assert Config(trust_proxy=(text,)).trust_proxy == (network,)


@pytest.mark.parametrize(
    "text", ["", "10.0.0.0/33", "proxy.example", "10.0.0", "*", "10.0.0.0/8,10.1.0.0/16", "/8", "\0"]
)
def test_trust_proxy_that_is_no_network_is_refused(text: str) -> None:
    with pytest.raises(ConfigError, match=r"^--trust-proxy: .* isn't a network such as '10\.0\.0\.0/8'$"):
        Config(trust_proxy=(text,))


def test_trust_proxy_with_host_bits_says_so() -> None:
    with pytest.raises(ConfigError, match="host bits"):
        Config(trust_proxy=("10.0.0.1/8",))


@pytest.mark.parametrize("level", ["debug", "info", "warning", "error"])
def test_log_level_accepts_the_four(level: str) -> None:
    assert Config(log_level=level).log_level == level


@pytest.mark.parametrize("level", ["", "INFO", "trace", "critical", "10", "info\n"])
def test_log_level_of_another_name_is_refused(level: str) -> None:
    with pytest.raises(ConfigError, match=r"^--log-level: .* isn't debug, info, warning or error$"):
        Config(log_level=level)


@pytest.mark.parametrize("path", ["", ".", ":memory:", "file:x.db?mode=memory", "a\0b"])
def test_database_that_is_no_file_is_refused(path: str) -> None:
    with pytest.raises(ConfigError, match=r"^--database: .* isn't the path of a file$"):
        Config(database=Path(path))


def test_pong_timeout_must_be_above_the_ping_interval() -> None:
    for pong_timeout_ms in (999, 1_000):
        with pytest.raises(ConfigError, match=r"^--pong-timeout-ms must be above --ping-interval-ms"):
            Config(ping_interval_ms=1_000, pong_timeout_ms=pong_timeout_ms)
    assert Config(ping_interval_ms=1_000, pong_timeout_ms=1_001).pong_timeout_ms == 1_001


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost"])
def test_lan_on_a_loopback_address_is_refused(host: str) -> None:
    with pytest.raises(ConfigError, match=r"^--lan: nobody else could connect"):
        Config(lan=True, host=host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "my-box"])
def test_lan_on_another_address_is_accepted(host: str) -> None:
    assert Config(lan=True, host=host).lan is True


@given(text=st.text(), name=st.sampled_from([each.name for each in SETTINGS if each.metavar]))
def test_any_text_is_refused_in_one_line_or_gives_a_usable_value(text: str, name: str) -> None:
    each = setting(name)
    refusal = ""
    try:
        value: Any = each.parse(text)
    except ConfigError as exc:
        refusal = str(exc)
    assert refusal.isprintable() if refusal else each.check(value) == value
