"""The note of the last sign-in: one private file, of one deployment, read with suspicion."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from flow_desktop.adapters.attempts import ATTEMPT_FILE, FileAttempts
from flow_desktop.adapters.places import Places
from flow_desktop.core.deployment import Deployment
from flow_desktop.core.evidence import SignInAttempt
from flow_desktop.core.problems import StorageFailed

HERE = Deployment(issuer="https://id.example.com", client_id="app")
AT = datetime(2027, 1, 15, 8, tzinfo=UTC)
ATTEMPT = SignInAttempt(AT, "ada@example.com", ("ben@example.com", "ben"), "signin.wrong_account")


def test_it_comes_back_as_it_was_noted(home: Path) -> None:
    """Another process reads the same addresses, time and cause."""
    FileAttempts(Places(home), HERE).note(ATTEMPT)
    assert FileAttempts(Places(home), HERE).last() == ATTEMPT


@pytest.mark.skipif(os.name != "posix", reason="file modes are a POSIX matter")
def test_the_file_is_private(home: Path) -> None:
    """It names people: nobody else on this computer may read it."""
    FileAttempts(Places(home), HERE).note(ATTEMPT)
    assert (home / ATTEMPT_FILE).stat().st_mode & 0o077 == 0


def test_it_belongs_to_one_deployment(home: Path) -> None:
    """Another issuer or client knows nothing of it."""
    FileAttempts(Places(home), HERE).note(ATTEMPT)
    elsewhere = Deployment(issuer=HERE.issuer, client_id="another")
    assert FileAttempts(Places(home), elsewhere).last() is None


def test_it_can_be_forgotten(home: Path) -> None:
    """Afterwards there is no file; forgetting twice is no failure."""
    attempts = FileAttempts(Places(home), HERE)
    attempts.note(ATTEMPT)
    attempts.clear()
    attempts.clear()
    assert (attempts.last(), (home / ATTEMPT_FILE).exists()) == (None, False)


def test_a_long_address_is_cut(home: Path) -> None:
    """No address is longer than 320 characters; what was typed may be anything."""
    attempts = FileAttempts(Places(home), HERE)
    attempts.note(SignInAttempt(AT, "a" * 5000, ("b" * 5000,)))
    found = attempts.last()
    assert found is not None
    assert (len(found.typed), len(found.signed_in[0])) == (320, 320)


@pytest.mark.parametrize(
    "change",
    [
        *({"at": "yesterday"}, {"at": "2027-01-15T08:00:00"}, {"at": "0001-01-01T00:00:00+14:00"}, {"at": None}),
        *({"typed": 7}, {"typed": None}, {"typed": "a" * 321}, {"cause": 7}, {"cause": "a" * 321}),
        *({"signed_in": "ben"}, {"signed_in": [7]}, {"signed_in": ["a" * 321]}, {"signed_in": ["ben"] * 21}),
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_note_nobody_can_read_counts_as_none(home: Path, change: dict[str, object]) -> None:
    """A damaged file proves nothing."""
    attempts = FileAttempts(Places(home), HERE)
    attempts.note(ATTEMPT)
    stored = json.loads((home / ATTEMPT_FILE).read_text(encoding="utf-8"))
    stored["attempt"] |= change
    (home / ATTEMPT_FILE).write_text(json.dumps(stored), encoding="utf-8")
    assert attempts.last() is None


def test_a_home_that_is_no_folder(tmp_path: Path) -> None:
    """What cannot be written or removed is told as a storage failure, nothing else."""
    (tmp_path / "file").write_text("", encoding="utf-8")
    attempts = FileAttempts(Places(tmp_path / "file"), HERE)
    with pytest.raises(StorageFailed):
        attempts.note(ATTEMPT)
    with pytest.raises(StorageFailed):
        attempts.clear()
