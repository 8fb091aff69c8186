"""The command: flags, variables, what it says when something is wrong, and one real start and stop."""

from __future__ import annotations

import contextlib
import http.client
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from fourline import __version__
from fourline.announcement import goodbye
from fourline.cli import main, read_config, serve_command
from fourline.config import SETTINGS, Config, Setting

SWITCHES = [setting for setting in SETTINGS if isinstance(setting.default, bool)]
NUMBERS = [setting for setting in SETTINGS if type(setting.default) is int]


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("FOURLINE_") or name == "PORT":
            monkeypatch.delenv(name)


def config_of(*args: str) -> Config:
    with serve_command.make_context("serve", list(args)) as ctx:
        return read_config(ctx)


def run(*args: str) -> int:
    with pytest.raises(SystemExit) as caught:
        main(args)
    assert isinstance(caught.value.code, int)
    return caught.value.code


def complaint(capsys: pytest.CaptureFixture[str], *args: str) -> str:
    """Return the one line that refuses ``fourline serve`` with ``args``."""
    assert run("serve", *args) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("fourline: ")
    assert err.endswith("\n")
    line = err.removeprefix("fourline: ").removesuffix("\n")
    assert line.isprintable()
    return line


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--version") == 0
    assert capsys.readouterr().out == f"fourline {__version__}\n"


def test_without_a_command_the_help_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert run() == 0
    assert "serve" in capsys.readouterr().out


def test_help_shows_every_flag_under_its_heading(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("serve", "--help") == 0
    shown = capsys.readouterr().out
    headings = list(dict.fromkeys(setting.heading for setting in SETTINGS))
    assert re.findall(r"^(\w.*):$", shown, re.MULTILINE) == headings
    assert re.findall(r"^  (--[a-z-]+)", shown, re.MULTILINE) == [setting.flag for setting in SETTINGS]


def test_no_flags_give_the_defaults() -> None:
    assert config_of() == Config()


@pytest.mark.parametrize("setting", NUMBERS, ids=lambda setting: setting.name)
def test_every_number_has_flag_and_variable(setting: Setting, monkeypatch: pytest.MonkeyPatch) -> None:
    value = setting.default + 1
    assert getattr(config_of(setting.flag, str(value)), setting.name) == value
    monkeypatch.setenv(setting.variables[0], str(value))
    assert getattr(config_of(), setting.name) == value
    assert getattr(config_of(setting.flag, str(setting.default)), setting.name) == setting.default


@pytest.mark.parametrize("setting", SWITCHES, ids=lambda setting: setting.name)
def test_every_switch_has_flag_variable_and_its_opposite(setting: Setting, monkeypatch: pytest.MonkeyPatch) -> None:
    assert getattr(config_of(setting.flag), setting.name) is True
    monkeypatch.setenv(setting.variables[0], "1")
    assert getattr(config_of(), setting.name) is True
    assert getattr(config_of(setting.flag.replace("--", "--no-")), setting.name) is False
    monkeypatch.setenv(setting.variables[0], "off")
    assert getattr(config_of(), setting.name) is False


def test_texts_have_flags_and_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"HOST": "::1", "DATABASE": "/a b.db", "LOG_LEVEL": "debug"}.items():
        monkeypatch.setenv(f"FOURLINE_{name}", value)
    expected = Config(host="::1", database=Path("/a b.db"), log_level="debug")
    assert config_of() == expected
    assert config_of("--host", "::", "--database", "c.db", "--log-level=error") == Config(
        host="::", database=Path("c.db"), log_level="error"
    )


def test_lists_are_repeated_flags(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOURLINE_ORIGIN", "http://left.out")
    config = config_of("--origin", "http://a", "--origin", "null", "--trust-proxy", "10.0.0.0/8", "--trust-proxy=::1")
    assert config.origin == ("http://a", "null")
    assert config.trust_proxy == ("10.0.0.0/8", "::1/128")


@pytest.mark.parametrize("text", ["http://a,null", "http://a null", " http://a ,\tnull,", "http://a\nnull"])
def test_lists_in_variables_are_split_on_commas_and_spaces(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOURLINE_ORIGIN", text)
    assert config_of().origin == ("http://a", "null")


def test_port_comes_from_flag_then_variable_then_port(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "1001")
    assert config_of().port == 1001
    monkeypatch.setenv("FOURLINE_PORT", "1002")
    assert config_of().port == 1002
    assert config_of("--port", "1003").port == 1003


def test_empty_variable_is_as_good_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    for setting in SETTINGS:
        monkeypatch.setenv(setting.variables[0], "")
    assert config_of() == Config()
    monkeypatch.setenv("PORT", "1001")
    assert config_of().port == 1001


def test_lan_listens_everywhere_unless_told_where(monkeypatch: pytest.MonkeyPatch) -> None:
    assert config_of("--lan").host == "0.0.0.0"
    assert config_of("--lan", "--host", "192.168.1.5").host == "192.168.1.5"
    monkeypatch.setenv("FOURLINE_HOST", "::")
    assert config_of("--lan").host == "::"


@pytest.mark.parametrize(
    ("args", "line"),
    [
        (("--port", "65536"), "--port: 65536 is above 65535"),
        (("--port", "-1"), "--port: -1 is below 0"),
        (("--port", ""), "--port: '' isn't a whole number"),
        (("--port", "http"), "--port: 'http' isn't a whole number"),
        (("--port", "9" * 5_000), f"--port: '{'9' * 80}...' isn't a whole number"),
        (("--commands", "0"), "--commands: 0 is below 1"),
        (("--drain", "1.5"), "--drain: '1.5' isn't a whole number"),
        (("--host", ""), "--host: '' isn't an address or a host name"),
        (("--host", "a\n\x1b[31m"), r"--host: 'a\n\x1b[31m' isn't an address or a host name"),
        (("--database", ""), "--database: '.' isn't the path of a file"),
        (("--origin", "x"), "--origin: 'x' isn't an origin such as 'https://example.org' or 'null'"),
        (("--trust-proxy", "x"), "--trust-proxy: 'x' isn't a network such as '10.0.0.0/8'"),
        (("--log-level", "loud"), "--log-level: 'loud' isn't debug, info, warning or error"),
        (("--lan", "--host", "127.0.0.1"), "--lan: nobody else could connect to 127.0.0.1"),
    ],
)
def test_bad_value_is_one_line_that_names_the_flag(
    args: tuple[str, ...], line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert complaint(capsys, *args) == line


@pytest.mark.parametrize(
    ("variable", "value", "line"),
    [
        ("FOURLINE_PORT", "x", "FOURLINE_PORT: 'x' isn't a whole number"),
        ("PORT", "70000", "PORT: 70000 is above 65535"),
        ("FOURLINE_DRAIN", "-1", "FOURLINE_DRAIN: -1 is below 0"),
        ("FOURLINE_TRUST_PROXY", "::1,x", "FOURLINE_TRUST_PROXY: 'x' isn't a network such as '10.0.0.0/8'"),
    ],
)
def test_bad_variable_is_one_line_that_names_it(
    variable: str, value: str, line: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, value)
    assert complaint(capsys) == line


def test_limits_that_make_no_sense_together_are_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert "--pong-timeout-ms must be above" in complaint(capsys, "--pong-timeout-ms", "1")


@pytest.mark.parametrize("args", [("--prot", "1"), ("extra",), ("--port",), ("--lan=3",), ("--", "x"), ("-p", "1")])
def test_wrong_usage_is_one_line(args: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert complaint(capsys, *args)


def test_switch_with_a_variable_that_is_neither_is_one_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FOURLINE_LAN", "perhaps")
    assert complaint(capsys) == "FOURLINE_LAN: 'perhaps' is neither 1 nor 0"


def test_unknown_command_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("server") == 2
    assert capsys.readouterr().err.count("\n") == 1


def start(*args: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "fourline", "serve", *args], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def refused(*args: str) -> str:
    """Return what ``fourline serve`` says on stderr before it ends with status 2."""
    process = start(*args)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (2, "")
    return err


@pytest.fixture
def busy_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


def test_port_in_use_is_one_line(busy_port: int, tmp_path: Path) -> None:
    err = refused("--port", str(busy_port), "--database", str(tmp_path / "x.db"))
    assert err == f"fourline: port {busy_port} is in use; choose another with --port\n"


def test_address_of_another_machine_is_one_line(tmp_path: Path) -> None:
    err = refused("--host", "192.0.2.77", "--port", "0", "--database", str(tmp_path / "x.db"))
    assert err == "fourline: 192.0.2.77 isn't an address of this machine; choose another with --host\n"


def test_unusable_database_is_one_line(tmp_path: Path) -> None:
    err = refused("--port", "0", "--database", str(tmp_path / "absent" / "x.db"))
    assert err.startswith("fourline: ")
    assert err.count("\n") == 1
    assert "Traceback" not in err


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_server_says_where_it_is_answers_and_stops_with_zero(number: signal.Signals, tmp_path: Path) -> None:
    process = start("--port", "0", "--database", str(tmp_path / "x.db"))
    assert process.stdout is not None
    line = process.stdout.readline()
    match = re.fullmatch(r"Fourline is ready: http://localhost:(\d+)\n", line)
    assert match is not None, line
    client = http.client.HTTPConnection("127.0.0.1", int(match[1]), timeout=60)
    client.request("GET", "/healthz?join=KEY")
    response = client.getresponse()
    assert (response.status, response.read()) == (200, b"OK")
    client.request("GET", "/?join=KEY")
    assert client.getresponse().read()
    client.close()
    process.send_signal(number)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (0, goodbye(0) + "\n")
    assert "path=/ status=200" in err
    assert "KEY" not in err


@pytest.mark.parametrize("redirection", [">&-", ">/dev/full"])
def test_server_that_can_say_nothing_serves_all_the_same(redirection: str, tmp_path: Path) -> None:
    with socket.socket() as reservation:
        # Bound but not listening, it keeps the port from all who don't ask for that very one.
        reservation.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        reservation.bind(("127.0.0.1", 0))
        port = reservation.getsockname()[1]
        shell = ["sh", "-c", f'exec "$@" {redirection}', "sh", sys.executable, "-m", "fourline", "serve"]
        command = [*shell, "--port", str(port), "--database", str(tmp_path / "x.db")]
        with subprocess.Popen(command, stderr=subprocess.PIPE) as process:
            assert health(process, port) == 200
            process.terminate()
            _, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (0, b"")


def health(process: subprocess.Popen[bytes], port: int) -> int | None:
    """Return the status of ``/healthz`` as soon as there is one; None if the server ends before."""
    while process.poll() is None:
        client = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        with contextlib.closing(client), contextlib.suppress(ConnectionError):
            client.request("GET", "/healthz")
            return client.getresponse().status
    return None
