"""What the arguments of ``check`` ask for; anything that is not known is refused before anybody is asked."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from datetime import datetime
from typing import NoReturn

from flow_desktop.core.answers import SYMPTOM_KEY, Answer, BadAnswer, read_answer
from flow_desktop.core.checks.catalogue import CHECKS
from flow_desktop.core.explaining import Explainer
from flow_desktop.core.problems import Code, FlowError, problem
from flow_desktop.core.symptoms import Symptom
from flow_desktop.core.words import Message, message
from flow_desktop.flows.troubleshoot import Inquiry

_LONGEST = 320
"""An address of RFC 5321 is shorter."""


def inquiry_of(parsed: argparse.Namespace, explainer: Explainer, *, now: datetime) -> Inquiry:
    """The question to the places. Raises FlowError ``configuration.question``, which names what is allowed."""
    email, wanted = parsed.email, frozenset(parsed.only)
    if email is not None and not _is_address(email):
        _refuse(message("cli.check.no_email", given=email), explainer)
    unknown = sorted(wanted - {check.id for check in CHECKS})
    if unknown:
        known = ", ".join(check.id for check in CHECKS)
        _refuse(message("cli.check.unknown_check", given=unknown[0], known=known), explainer)
    answers = [answer_of(text, explainer, now=now) for text in parsed.answer]
    return Inquiry(
        email=email,
        symptom=_symptom(parsed.heading, answers, explainer),
        answers=tuple(one for one in answers if one.key != SYMPTOM_KEY),
        only=wanted,
    )


def _is_address(given: str) -> bool:
    """Something with an @ that can be printed; what exactly is an address, the places know."""
    return "@" in given and given.isprintable() and len(given) <= _LONGEST


def answer_of(text: str, explainer: Explainer, *, now: datetime) -> Answer:
    """``KEY=VALUE`` as an answer of the closed list. Raises FlowError ``configuration.question``."""
    key, equals, value = text.partition("=")
    if not equals:
        _refuse(message("cli.check.no_equals", given=text), explainer)
    answer = read_answer(explainer.questions, key.strip(), value=value.strip(), now=now)
    if isinstance(answer, BadAnswer):
        _refuse(Message(answer.text_id, answer.args), explainer)
    return answer


def _symptom(heading: str | None, answers: Iterable[Answer], explainer: Explainer) -> Symptom | None:
    """``--heading ID``, or what ``--answer symptom=ID`` says; the heading counts where both are given."""
    if heading is not None and heading not in list(Symptom):
        _refuse(message("cli.check.unknown_heading", given=heading, known=", ".join(Symptom)), explainer)
    told = [one.value for one in answers if one.key == SYMPTOM_KEY]
    chosen = heading or (told[-1] if told else None)
    return Symptom(chosen) if chosen else None


def _refuse(why: Message, explainer: Explainer) -> NoReturn:
    raise FlowError(problem(Code.CONFIGURATION_QUESTION, reason=explainer.words.say(why)))
