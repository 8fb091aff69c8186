"""
The command ``fourline``: parsing and printing only.

The flags of ``fourline serve`` are the fields of :class:`~fourline.config.Config`. A flag counts before its variable, a
variable before the default. Whatever is wrong is told in one line on stderr, with exit status 2. What a command needs
is imported inside it, so that ``fourline --version`` doesn't wait for a web server.
"""

from __future__ import annotations

import errno
import os
import re
import sys
from collections.abc import Sequence
from contextlib import closing
from functools import partial
from itertools import groupby
from typing import Any

import click
from click.core import ParameterSource
from typing_extensions import override

from . import __version__
from .config import SETTINGS, Config, Setting
from .errors import BadNotation, ConfigError, ListenError, LoadRefused, StoreUnusable
from .rules.game import Game
from .rules.importing import import_game

__all__ = ["bench_command", "main", "read_config", "serve_command", "solve_command"]

_HELP_EPILOG = """\
Every option is also a variable: --log-level is FOURLINE_LOG_LEVEL. In variables, repeated values are separated by
commas or spaces. Times that end in -ms are milliseconds.
"""


def main(args: Sequence[str] | None = None) -> None:
    """Run the command with ``args``, by default those of the process, and leave with its exit status."""
    try:
        status = _fourline.main(args, prog_name="fourline", standalone_mode=False)
    except click.ClickException as exc:
        click.echo(f"fourline: {exc.format_message()}", err=True)
        sys.exit(2)
    except click.Abort:
        sys.exit(130)
    # Without its standalone mode click returns the status of a ctx.exit(), or else what the command returned.
    sys.exit(status or 0)


class _Switch(click.types.BoolParamType):
    """On or off. As a text it comes from a variable only, so the complaint names that and not the flag."""

    @override
    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> bool:
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter:
            variable = param.envvar[0] if param is not None and param.envvar else self.name
            raise click.UsageError(f"{variable}: {ascii(value)[:80]} is neither 1 nor 0") from None


class _ServeCommand(click.Command):
    """A command whose help shows its options under the headings of the settings."""

    @override
    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        params = {param.name: param for param in self.get_params(ctx)}
        for heading, settings in groupby(SETTINGS, lambda setting: setting.heading):
            with formatter.section(heading):
                records = [params[setting.name].get_help_record(ctx) for setting in settings]
                formatter.write_dl([record for record in records if record is not None])


@click.group("fourline", invoke_without_command=True)
@click.version_option(__version__, message="%(prog)s %(version)s")
@click.pass_context
def _fourline(ctx: click.Context) -> None:
    """Play Connect Four with somebody else over the web, by a link."""
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


def _parse(setting: Setting, ctx: click.Context, _param: click.Parameter, value: Any) -> Any:
    """Turn what stands on the command line or in the environment into the value of ``setting``."""
    if ctx.get_parameter_source(setting.name) is ParameterSource.DEFAULT or isinstance(setting.default, bool):
        return value
    try:
        if isinstance(setting.default, tuple):
            return tuple(setting.parse(item) for text in value for item in re.split(r"[,\s]+", text) if item)
        return setting.parse(value)
    except ConfigError as exc:
        raise click.UsageError(f"{_origin(setting, ctx)}: {exc}") from None


def _origin(setting: Setting, ctx: click.Context) -> str:
    """Return where the value of ``setting`` came from: its flag, or the variable that counts."""
    if ctx.get_parameter_source(setting.name) is ParameterSource.ENVIRONMENT:
        return next(variable for variable in setting.variables if os.environ.get(variable))
    return setting.flag


def _make_option(setting: Setting) -> click.Option:
    is_switch = isinstance(setting.default, bool)
    flags = f"{setting.flag}/--no-{setting.flag.removeprefix('--')}" if is_switch else setting.flag
    return click.Option(
        [flags, setting.name],
        type=_Switch() if is_switch else click.UNPROCESSED,
        default=setting.default,
        multiple=isinstance(setting.default, tuple),
        envvar=setting.variables,
        callback=partial(_parse, setting),
        help=setting.help,
        metavar=setting.metavar or None,
        show_default=not is_switch,
    )


@_fourline.command(
    "serve",
    cls=_ServeCommand,
    params=[_make_option(setting) for setting in SETTINGS],
    epilog=_HELP_EPILOG,
    context_settings={"max_content_width": 100},
)
@click.pass_context
def serve_command(ctx: click.Context, /, **_values: Any) -> None:
    """Serve rooms, pages and sockets on one port, until Ctrl-C."""
    from .announcement import announcement, goodbye  # noqa: PLC0415
    from .app import serve  # noqa: PLC0415
    from .logs import configure_logs  # noqa: PLC0415

    config = read_config(ctx)
    configure_logs(config.log_level, config.log_json)
    try:
        serve(
            config,
            announce=lambda address: _print(announcement(address, is_lan=config.lan)),
            say_goodbye=lambda: _print(goodbye(config.drain_s)),
        )
    except (ConfigError, StoreUnusable) as exc:
        raise click.UsageError(str(exc)) from exc
    except ListenError as exc:
        raise click.UsageError(_explain(exc)) from exc


@_fourline.command("bench")
@click.argument("url")
@click.option("--rooms", default=10, show_default=True, help="Rooms that play, two players each.")
@click.option("--spectators", default=50, show_default=True, help="Spectators in all, spread over the rooms.")
@click.option("--rate", default=20, show_default=True, help="Moves a second, over all rooms.")
@click.option("--duration", default=10, show_default=True, metavar="SECONDS", help="How long to play.")
@click.option("--seed", default=1, show_default=True, help="What the moves are chosen by.")
@click.option("--yes-i-run-this-server", "is_mine", is_flag=True, help="Load a server that isn't this machine.")
def bench_command(url: str, rooms: int, spectators: int, rate: int, duration: int, seed: int, *, is_mine: bool) -> int:
    """
    Load the server at URL with rooms that play, and show what it makes of it.

    For a server of your own: http://localhost:8000, for example. Exits with 1 if a move or an event was lost.
    A server limits what comes from one address; see --connections-per-address, --rooms-per-minute and --commands of
    "fourline serve".

    """
    import asyncio  # noqa: PLC0415
    from random import Random  # noqa: PLC0415

    from .loadtest.report import report  # noqa: PLC0415
    from .loadtest.run import Load, run  # noqa: PLC0415
    from .loadtest.target import parse_target  # noqa: PLC0415
    from .net.process import loop_factory, prepare_process  # noqa: PLC0415

    def progress(line: str) -> None:
        click.echo(f"\r{line:<78}" if sys.stderr.isatty() else line, err=True, nl=not sys.stderr.isatty())

    try:
        target = parse_target(url, may_leave=is_mine)
        load = Load(rooms=rooms, spectators=spectators, rate=rate, duration_s=duration)
        prepare_process()
        with asyncio.Runner(loop_factory=loop_factory()) as runner:
            result = runner.run(run(target, load, Random(seed), progress))  # noqa: S311 - moves, not secrets
    except LoadRefused as exc:
        raise click.UsageError(str(exc)) from exc
    if sys.stderr.isatty():
        click.echo(err=True)
    _print(report(result))
    return 1 if result.tally.losses else 0


def read_config(ctx: click.Context) -> Config:
    """
    Return the settings that were given to ``fourline serve``.

    Raises:
        click.UsageError: If they can't be used.

    """
    values = dict(ctx.params)
    if values["lan"] and ctx.get_parameter_source("host") is ParameterSource.DEFAULT:
        values["host"] = "0.0.0.0"  # noqa: S104 - that is what was asked for
    try:
        return Config(**values)
    except ConfigError as exc:
        raise click.UsageError(str(exc)) from exc


@_fourline.command("solve")
@click.argument("moves", nargs=-1)
@click.option("--json", "is_json", is_flag=True, help="Print one line of JSON.")
@click.option("--stdin", "is_stdin", is_flag=True, help="Read positions, one a line; print a line of JSON for each.")
def solve_command(moves: tuple[str, ...], is_json: bool, is_stdin: bool) -> None:
    """
    Print the exact score of every move after MOVES, if both sides play their best from there.

    MOVES are columns, red's first: 4453, "4, 4, 5, 3", d1 d2 e1 c1, or an address of connect4.gamesolver.org. Without
    any, it is the first move of a game.
    """
    from .engine import report  # noqa: PLC0415
    from .engine.solver import Solver  # noqa: PLC0415

    if is_stdin and moves:
        raise click.UsageError("MOVES are either given or read with --stdin")
    with closing(Solver(1)) as solver:
        if is_stdin:
            with click.open_file("-", errors="replace") as lines:
                for number, line in enumerate(lines, 1):
                    game = _import(line, f"line {number}: ")
                    click.echo(report.to_json(game, solver.solve(game.position)))
        else:
            game = _import(" ".join(moves))
            scores = solver.solve(game.position)
            click.echo(report.to_json(game, scores) if is_json else report.to_text(game, scores))


def _import(text: str, where: str = "") -> Game:
    try:
        return import_game(text)
    except BadNotation as exc:
        raise click.UsageError(f"{where}{exc}") from exc


def _print(text: str) -> None:
    """
    Print ``text``, if anybody listens.

    Also where the output's encoding has no block characters: better a bad QR code than none.

    """
    if sys.stdout is None:
        return
    encoding = sys.stdout.encoding or "ascii"
    try:
        click.echo(text.encode(encoding, "replace").decode(encoding))
    except OSError:
        # A closed pipe or a full disk is no reason not to serve. What it didn't take would be tried again at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _explain(exc: ListenError) -> str:
    """Say in one line why the server could not listen."""
    match exc.error.errno:
        case errno.EADDRINUSE:
            return f"port {exc.port} is in use; choose another with --{exc.settings}port"
        case errno.EACCES | errno.EPERM:
            return f"port {exc.port} may not be opened by this user; choose one above 1023 with --{exc.settings}port"
        case errno.EADDRNOTAVAIL:
            return f"{exc.host} isn't an address of this machine; choose another with --{exc.settings}host"
        case _:
            return f"can't listen on {exc}"
