"""The text for a support ticket carries what the set-up article asks for, and every outcome."""

from __future__ import annotations

from dataclasses import replace

from flow_desktop.core.symptoms import Symptom
from flow_desktop.core.ticket import Ticket, TicketFacts
from tests.hostile import UNCOMMON_TEXTS
from tests.support.checked import BLINDED, FINE, MAYBE, PROVEN, TOLD, diagnosis, explainer
from tests.support.evidence import ADA

FACTS = TicketFacts("Windows 11, x86_64", "1.2.3", "Okta")


def test_it_has_platform_provider_person_and_what_was_tried() -> None:
    """Everything of "Still need help?" is in it, the verdict first."""
    found = diagnosis(PROVEN, *MAYBE, FINE, BLINDED)
    sayer = explainer()
    text = Ticket(found, sayer, FACTS).text()
    lines = text.splitlines()
    assert lines[0] == sayer.headline(found)
    assert "Platform: Windows 11, x86_64" in lines
    assert "Identity provider: Okta" in lines
    assert f"Affected e-mail: {ADA}" in lines
    assert "App version: 1.2.3" in lines
    assert "Looked at: 2027-01-15 08:00 UTC" in lines
    tried = lines[lines.index("What was tried, and what came of it:") + 1 :]
    assert len(tried) == 5 + 2 + 5
    assert all(line.startswith("- ") for line in tried)


def test_every_outcome_is_said_with_its_code() -> None:
    """A proven cause, a possible one, what could not be seen and what is fine are told apart in words."""
    said = "\n".join(Ticket(diagnosis(PROVEN, *MAYBE, FINE, BLINDED), explainer(), FACTS).outcomes())
    assert "this is the cause. " in said
    assert "(blocked.seat_cap)" in said
    assert "possible. " in said
    assert "(create.not_assigned)" in said
    assert "Is there a free seat? No trouble seen." in said
    assert "Is there a free seat? Cannot tell. The event list" in said


def test_answers_are_told_and_missing_ones_too() -> None:
    """ "Nobody knows" and "nobody asked" are two facts."""
    asked = Ticket(diagnosis(*MAYBE), explainer(), FACTS, unknown=frozenset({"idp.assigned"})).outcomes()
    assert any(line.endswith("through a group? Not known.") for line in asked)
    assert any(line.endswith("assigned to this person? Not answered.") for line in asked)
    told = Ticket(diagnosis(TOLD, idp__assigned="no"), explainer(), FACTS).outcomes()
    assert any(line.endswith("through a group? Answer: No.") for line in told)


def test_the_provider_is_named_by_its_kind_where_nobody_named_it() -> None:
    """Support always learns which identity provider it is, as far as the connection tells."""
    assert "Identity provider: Okta" in Ticket(diagnosis(), explainer(), replace(FACTS, provider="")).text()


def test_the_complaint_is_in_it() -> None:
    """What somebody came with is told in the words it was chosen by."""
    found = diagnosis()
    asked = replace(found.evidence.asked, symptom=Symptom.NOT_CREATED)
    text = Ticket(replace(found, evidence=replace(found.evidence, asked=asked)), explainer(), FACTS).text()
    assert f"What the person came with: {explainer().words('symptom.not_created')}" in text


def test_an_address_from_outside_cannot_break_the_lines() -> None:
    """Line breaks, controls and direction overrides in an address are made visible."""
    found = diagnosis()
    for name, hostile in UNCOMMON_TEXTS.items():
        asked = replace(found.evidence.asked, email=f"{hostile}@example.com")
        text = Ticket(replace(found, evidence=replace(found.evidence, asked=asked)), explainer(), FACTS).text()
        assert len(text.splitlines()) == len(Ticket(found, explainer(), FACTS).text().splitlines()), name
