"""Reading the layers of configuration, strongest first, without ever repeating a value."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flow_desktop.adapters.policy import read_environment, read_file, read_layers
from flow_desktop.core.deployment import Deployment, Layer, Refusal, SourceKind, parse

SAVED = Layer(
    "saved deployment",
    {
        "issuer": "https://saved.example",
        "client_id": "saved",
        "source": "scim",
        "directory_url": "https://saved.example/scim",
        "directory_token_file": "/saved/token",
        "organisation_name": "Saved",
    },
)


def write(folder: Path, text: str) -> Path:
    """A deployment file."""
    path = folder / "deployment.toml"
    path.write_text(text, encoding="utf-8")
    return path


def merged(**given: object) -> Deployment | Refusal:
    """What the layers mean together."""
    layers = read_layers(**{"command_line": {}, "file": None, "environ": {}, "saved": None, **given})  # type: ignore[arg-type]
    return layers if isinstance(layers, Refusal) else parse(layers)


def test_the_stronger_layer_wins(tmp_path: Path) -> None:
    """Command line over file over environment over the saved deployment, key by key."""
    file = write(tmp_path, 'issuer = "https://file.example"\nclient_id = "file"\norganisation_name = "File"\n')
    environ = {"FLOW_ISSUER": "https://env.example", "FLOW_SUPPORT_URL": "https://env.example/help"}
    got = merged(command_line={"client_id": "line", "issuer": None}, file=file, environ=environ, saved=SAVED)
    assert got == Deployment(
        issuer="https://file.example",
        client_id="line",
        organisation_name="File",
        support_url="https://env.example/help",
    )


def test_the_saved_deployment_stands_alone() -> None:
    """A later command needs no option."""
    got = merged(saved=SAVED)
    assert isinstance(got, Deployment)
    assert (got.issuer, got.directory_token_file) == ("https://saved.example", "/saved/token")


def test_another_issuer_gets_nothing_of_the_saved_deployment() -> None:
    """The tokens of one provider never go to the directory of another."""
    got = merged(command_line={"issuer": "https://new.example", "client_id": "new"}, saved=SAVED)
    assert got == Deployment(issuer="https://new.example", client_id="new")


def test_another_directory_does_not_get_the_saved_credential() -> None:
    """A new source with the saved issuer starts without the old token file."""
    where = {"source": "workos", "directory_url": "https://other.example", "directory_id": "d"}
    got = merged(command_line=where, saved=SAVED)
    assert isinstance(got, Deployment)
    assert (got.source, got.directory_token_file) == (SourceKind.WORKOS, None)
    assert (got.issuer, got.organisation_name) == ("https://saved.example", "Saved")


def test_another_second_source_does_not_get_the_saved_credential() -> None:
    """Neither where a second source is added to what was saved, nor where the saved one is left out or moved."""
    two = {"source": "flow", "directory_url": "https://f.example"}
    two |= {"second_source": "scim", "second_url": "https://s.example"}
    saved = Layer("saved deployment", {**SAVED.values, **two})
    same = merged(command_line=two, saved=saved)
    assert isinstance(same, Deployment)
    assert same.directory_token_file == "/saved/token"
    changes = ({"second_url": "https://t.example"}, {"second_source": "workos"}, {"second_source": "none"})
    for change in changes:
        got = merged(command_line={**two, **change}, saved=saved)
        assert isinstance(got, Deployment)
        assert got.directory_token_file is None
    added = {"second_source": "workos", "second_url": "https://w.example"}
    refused = merged(command_line=added, saved=SAVED)
    assert isinstance(refused, Refusal)  # nothing of the saved source stays, so it would stand alone


def test_one_source_named_again_keeps_the_saved_credential() -> None:
    """The command line says "none" for the second source; that is what a saved deployment without one means."""
    named = {key: SAVED.values[key] for key in ("source", "directory_url")}
    got = merged(command_line={**named, "second_source": "none"}, saved=SAVED)
    assert isinstance(got, Deployment)
    assert got.directory_token_file == "/saved/token"


def test_every_key_can_come_from_the_environment() -> None:
    """Lists are written with blanks or commas."""
    environ = {
        "FLOW_ISSUER": "https://env.example",
        "FLOW_CLIENT_ID": "app",
        "FLOW_SCOPES": "openid email",
        "FLOW_REDIRECT_PORTS": "51004,51005",
        "FLOW_PROMPT": "",
    }
    got = merged(environ=environ)
    expected = Deployment(issuer="https://env.example", client_id="app", scopes=("openid", "email"))
    assert isinstance(got, Deployment)
    assert got == Deployment(
        issuer=expected.issuer, client_id="app", scopes=expected.scopes, redirect_ports=(51004, 51005)
    )


def test_variables_of_the_program_are_no_configuration() -> None:
    """FLOW_DESKTOP_HOME is not an unknown key."""
    assert read_environment({"FLOW_DESKTOP_HOME": "/x", "PATH": "/bin"}) == Layer("environment", {})


@pytest.mark.parametrize(
    ("name", "near"),
    [("FLOW_ISUER", "FLOW_ISSUER"), ("FLOW_CLIENTID", "FLOW_CLIENT_ID"), ("FLOW_issuer", "FLOW_ISSUER")],
)
def test_a_misspelt_variable_is_named_with_the_right_one(name: str, near: str) -> None:
    """The refusal names the variable and the nearest one, and not the value."""
    got = read_environment({name: "canary-value"})
    assert isinstance(got, Refusal)
    assert got.key == name
    assert near in got.reason
    assert "canary" not in repr(got)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('issuer = "https://a.example"\nclient_id = "canary\n', "line 2"),
        ("issuer = canary\n", "line 1"),
        ("[a\n", "line 1"),
        ('a = "1"\nb = "2"\n\nissuer == 3\n', "line 4"),
    ],
)
def test_a_file_that_is_no_toml_is_named_with_the_line(tmp_path: Path, text: str, line: str) -> None:
    """File and line are told, nothing of what stands there."""
    path = write(tmp_path, text)
    got = read_file(path)
    assert isinstance(got, Refusal)
    assert (got.key, got.origin) == ("--deployment", str(path))
    assert line in got.reason
    assert "canary" not in repr(got)


def test_a_secret_in_the_file_is_refused_without_repeating_it(tmp_path: Path) -> None:
    """No key takes a secret, so a file with one is refused whole, and the secret is not shown."""
    for key in ("directory_token", "client_secret", "password", "api_key"):
        file = write(tmp_path, f'issuer = "https://a.example"\nclient_id = "app"\n{key} = "canary-9f3"\n')
        got = merged(file=file)
        assert isinstance(got, Refusal)
        assert got.key == key
        assert "canary" not in repr(got)


@pytest.mark.parametrize("raw", [b"\xff\xfe\x00", b"x = 1\n" * 20_000, None])
def test_a_file_nobody_can_use_is_a_refusal(tmp_path: Path, raw: bytes | None) -> None:
    """Missing, too large or no text: told, never a crash."""
    path = tmp_path / "deployment.toml"
    if raw is not None:
        path.write_bytes(raw)
    assert isinstance(read_file(path), Refusal)


def test_a_token_file_is_looked_for_beside_the_deployment(tmp_path: Path) -> None:
    """A relative path means the deployment's own folder; ``-`` stays standard input."""
    near = read_file(write(tmp_path, 'directory_token_file = "token"\n'))
    assert isinstance(near, Layer)
    assert near.values["directory_token_file"] == str(tmp_path / "token")
    stdin = read_file(write(tmp_path, 'directory_token_file = "-"\n'))
    assert isinstance(stdin, Layer)
    assert stdin.values["directory_token_file"] == "-"


@given(text=st.text(max_size=200))
def test_no_file_crashes_the_reader(text: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Any text is either a layer or a refusal."""
    path = tmp_path_factory.getbasetemp() / "any.toml"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    assert isinstance(read_file(path), Layer | Refusal)
