"""AnswerBook: what the person has told about the account that is being checked."""

from __future__ import annotations

from datetime import datetime

from flow_desktop.core.answers import Answer, BadAnswer, Questions, read_answer


class AnswerBook:
    """One answer for each question, in the order they were given."""

    def __init__(self) -> None:
        self._answers: dict[str, Answer] = {}

    @property
    def answers(self) -> tuple[Answer, ...]:
        """All of them."""
        return tuple(self._answers.values())

    def tell(self, questions: Questions, key: str, *, value: str, now: datetime) -> BadAnswer | None:
        """Keep an answer, or say why it cannot be used. ``now``: the servers' time, UTC."""
        found = read_answer(questions, key, value=value, now=now)
        if isinstance(found, BadAnswer):
            return found
        self._answers[key] = found
        return None

    def take_back(self, key: str) -> None:
        """Forget one."""
        self._answers.pop(key, None)

    def clear(self) -> None:
        """Another account, or another complaint."""
        self._answers.clear()
