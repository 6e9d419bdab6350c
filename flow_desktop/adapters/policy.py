"""Reads every layer of configuration; core.deployment decides what they mean together.

Strongest first: the command line, a ``--deployment`` file, the environment (``FLOW_*``), the deployment of the last
sign-in. A value may be anything here, even a secret put in the wrong place, so none is ever repeated in a refusal.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flow_desktop.core.deployment import KEYS, Layer, Refusal, nearest_key

COMMAND_LINE = "command line"
ENVIRONMENT = "environment"
PREFIX = "FLOW_"
PROGRAM_PREFIX = "FLOW_DESKTOP_"
"""Variables of the program itself; they never enter a deployment."""

FILE_KEY = "--deployment"
_MOST_BYTES = 64 * 1024
_LINE = re.compile(r"at line (\d+)")
_WHO = frozenset({"issuer", "client_id"})
_WHERE = {"source": "none", "directory_url": None, "directory_id": None, "second_source": "none", "second_url": None}
"""Keys that say where to look, each with what it means when nobody names it."""

_DIRECTORY = frozenset({*_WHERE, "directory_auth", "directory_token_file"})


def read_layers(
    *, command_line: Mapping[str, Any], file: Path | None, environ: Mapping[str, str], saved: Layer | None
) -> tuple[Layer, ...] | Refusal:
    """All layers, strongest first, ready for core.deployment.parse; or why one of them cannot be read."""
    given = {key: value for key, value in command_line.items() if value is not None}
    layers = [Layer(COMMAND_LINE, given)]
    for layer in (read_file(file) if file else None, read_environment(environ)):
        if isinstance(layer, Refusal):
            return layer
        if layer is not None:
            layers.append(layer)
    if saved is not None:
        layers.append(_what_fits(saved, layers))
    return tuple(layer for layer in layers if layer.values)


def read_file(path: Path) -> Layer | Refusal:
    """A deployment in TOML. A ``directory_token_file`` that is no full path is taken from the file's own folder."""
    try:
        with path.open("rb") as file:
            raw = file.read(_MOST_BYTES + 1)
        if len(raw) > _MOST_BYTES:
            return Refusal(FILE_KEY, "is too large for a deployment (64 KiB)", str(path))
        values = tomllib.loads(raw.decode("utf-8-sig"))
    except OSError as error:
        return Refusal(FILE_KEY, f"cannot be read: {error.strerror or 'no such file'}", str(path))
    except UnicodeDecodeError:
        return Refusal(FILE_KEY, "is not UTF-8 text", str(path))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        return Refusal(FILE_KEY, _toml_reason(str(error)), str(path))
    return Layer(str(path), _with_full_path(values, path))


def read_environment(environ: Mapping[str, str]) -> Layer | Refusal:
    """``FLOW_ISSUER`` and so on: every key of a deployment in capitals. An empty variable counts as not set."""
    values: dict[str, str] = {}
    for name, value in environ.items():
        if not name.startswith(PREFIX) or name.startswith(PROGRAM_PREFIX) or not value:
            continue
        key = name.removeprefix(PREFIX).lower()
        if key not in KEYS or name != name.upper():
            near = PREFIX + nearest_key(key).upper()
            return Refusal(name, f"is not a setting of Flow Desktop; did you mean {near}?", ENVIRONMENT)
        values[key] = value
    return Layer(ENVIRONMENT, values)


def _what_fits(saved: Layer, stronger: list[Layer]) -> Layer:
    """What of the saved deployment may complete the stronger layers.

    Another issuer or client makes it another deployment: nothing of the saved one applies. Another directory source
    must not get the credential of the saved one.
    """
    named = {key: layer.values[key] for layer in reversed(stronger) for key in layer.values}
    if any(key in named and named[key] != saved.values.get(key) for key in _WHO):
        return Layer(saved.origin, {})
    moved = any(key in named and named[key] != saved.values.get(key, usual) for key, usual in _WHERE.items())
    left_out = _DIRECTORY if moved else frozenset[str]()
    return Layer(saved.origin, {key: value for key, value in saved.values.items() if key not in left_out})


def _with_full_path(values: dict[str, Any], file: Path) -> dict[str, Any]:
    named = values.get("directory_token_file")
    if not isinstance(named, str) or not named.strip() or named.strip() == "-":
        return values
    return {**values, "directory_token_file": str(file.absolute().parent / Path(named.strip()).expanduser())}


def _toml_reason(said: str) -> str:
    """Where the file stops being TOML. Not the parser's own words: they can repeat a piece of the file."""
    line = _LINE.search(said)
    return f"is not valid TOML, see line {line.group(1)}" if line else "is not valid TOML, see its last line"
