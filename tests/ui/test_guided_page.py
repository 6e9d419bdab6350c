"""GuidedPage: one thing at a time, in words to read aloud, from the keyboard, ending in a ticket."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from flow_desktop.core.answers import read_answer
from flow_desktop.core.diagnosis import Diagnosis
from flow_desktop.core.guided import guide
from flow_desktop.core.ticket import TicketFacts
from flow_desktop.ui.guided_page import GuidedPage
from flow_desktop.ui.theme import Mode
from tests.support.checked import BLINDED, FINE, MAYBE, PROVEN, THROUGH, TOLD, diagnosis
from tests.support.evidence import ADA, NOW
from tests.ui.bench import LOOKS, SMALL, WIDE, Bench, nameless, said
from tests.ui.clipping import cut_off
from tests.ui.test_access import letter_of

FACTS = TicketFacts("Windows 11, x86_64", "1.2.3", "Okta")
WHOLE = diagnosis(PROVEN, *MAYBE, FINE, BLINDED)
IDS = [step.id for step in guide(WHOLE)]
ASKED = "question.idp.assigned"


def shown(bench: Bench, found: Diagnosis = WHOLE, *, at: str = "verdict", size: tuple[int, int] = WIDE) -> GuidedPage:
    """The page at a step, come to with the right arrow."""
    page = GuidedPage(bench.kit, bench.explainer, FACTS)
    page.start(found)
    bench.show(page, size)
    page.focus_first()
    for _ in range([step.id for step in guide(found)].index(at)):
        bench.press(Qt.Key.Key_Right)
    assert step_of(page) == at
    return page


def step_of(page: GuidedPage) -> str:
    assert page.step is not None
    return page.step.id


def heard(page: GuidedPage) -> list[tuple[str, str]]:
    """What was answered from now on."""
    found: list[tuple[str, str]] = []
    page.answered.connect(lambda key, value: found.append((key, value)))
    return found


# --- how it looks


@pytest.mark.parametrize("size", [WIDE, SMALL], ids=["wide", "small"])
@pytest.mark.parametrize(("mode", "scale"), LOOKS)
@pytest.mark.parametrize("step", IDS)
def test_every_step_is_drawn_whole(qtbot: QtBot, step: str, mode: Mode, scale: float, size: tuple[int, int]) -> None:
    """In light and dark, at 100 and 200 %, wide and small, no text is cut off; the picture is kept."""
    bench = Bench(qtbot, mode, scale=scale)
    shown(bench, at=step, size=size)
    assert cut_off(bench.window) == []
    assert bench.keep(f"guided-{IDS.index(step)}-{mode}-{round(scale * 100)}-{size[0]}")


@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize("step", IDS)
def test_a_longer_language_fits(qtbot: QtBot, step: str, scale: float) -> None:
    """In the smallest window and a language 40 % longer every word is whole."""
    bench = Bench(qtbot, scale=scale, language="qps")
    shown(bench, at=step, size=SMALL)
    assert cut_off(bench.window) == []


@pytest.mark.parametrize("step", IDS)
def test_one_primary_action_a_step(qtbot: QtBot, step: str) -> None:
    """The eye finds one next thing to do; a question's answers are that, or the time that is typed."""
    bench = Bench(qtbot)
    page = shown(bench, at=step)
    shown_ones = [one for one in page.findChildren(type(page.on)) if one.isVisible()]
    assert len([one for one in shown_ones if one.property("kind") == "primary"]) == (step != ASKED)


@pytest.mark.parametrize("step", IDS)
def test_letters_and_names(qtbot: QtBot, step: str) -> None:
    """Every button has a letter or number of its own, and everything Tab reaches has a name."""
    bench = Bench(qtbot)
    page = shown(bench, at=step)
    letters = [letter_of(one.text()) for one in page.findChildren(type(page.on)) if one.isVisible()]
    assert sorted(letters) == sorted(set(letters))
    assert "" not in letters
    assert nameless(page) == []


# --- what it says


def test_it_tells_how_far_one_is(qtbot: QtBot) -> None:
    """A sentence and a bar; a screen reader gets the sentence."""
    bench = Bench(qtbot)
    page = shown(bench, at=IDS[2])
    assert page.progress.text == said(page.progress) == "Step 3 of 11"


def test_it_begins_with_the_verdict_and_its_short_code(qtbot: QtBot) -> None:
    """The first thing read aloud is the answer; the code is spelled out letter by letter."""
    bench = Bench(qtbot)
    page = shown(bench)
    assert page.reading is not None
    view = page.reading.view
    assert view.read == bench.explainer.headline(WHOLE)
    assert view.code.replace(" ", "") == bench.explainer.spoken(PROVEN.cause)  # type: ignore[arg-type]
    assert " " in view.code


def test_a_cause_comes_with_who_and_what_to_do(qtbot: QtBot) -> None:
    """Title, sentence, who can fix it, the steps, where to click, and the code: nothing has to be looked up."""
    bench = Bench(qtbot)
    page = shown(bench, at="finding.sample.blocked.seat_cap")
    remedy = bench.explainer.remedy(PROVEN, WHOLE.provider)
    assert page.reading is not None
    assert remedy is not None
    view = page.reading.view
    assert (view.todo, view.where, view.after) == (remedy.steps, remedy.where, remedy.after)
    assert view.kind == "This is the cause"
    assert view.who
    assert all(line in said(page.reading) for line in remedy.steps)


def test_possible_and_unseen_are_not_told_as_the_cause(qtbot: QtBot) -> None:
    """What is not proven is read out as not proven."""
    bench = Bench(qtbot)
    page = shown(bench, at="finding.sample.create.not_assigned")
    assert page.reading is not None
    assert page.reading.view.kind == "This may be the cause"
    bench.press(Qt.Key.Key_Right)
    bench.press(Qt.Key.Key_Right)
    assert page.reading.view.kind == "This could not be seen"


def test_the_step_is_copied_with_the_keyboard(qtbot: QtBot) -> None:
    """Ctrl+C on the card gives everything it says."""
    bench = Bench(qtbot)
    page = shown(bench)
    copied: list[str] = []
    page.copy_asked.connect(copied.append)
    assert page.reading is not None
    page.reading.setFocus()
    bench.copy()
    assert copied == [page.reading.view.text]


# --- going through it


def test_left_and_right_turn_the_steps(qtbot: QtBot) -> None:
    """From the first to the last and back, without the mouse; past an end nothing happens."""
    bench = Bench(qtbot)
    page = shown(bench)
    seen = []
    for _ in range(len(IDS) + 1):
        seen.append(step_of(page))
        bench.press(Qt.Key.Key_Right)
    assert seen == [*IDS, IDS[-1]]
    for _ in range(len(IDS) + 1):
        bench.press(Qt.Key.Key_Left)
    assert step_of(page) == "verdict"


def test_buttons_turn_the_steps_too(qtbot: QtBot) -> None:
    """Next, Back and Start over do what their names say."""
    bench = Bench(qtbot)
    page = shown(bench)
    page.on.click()
    page.on.click()
    assert step_of(page) == IDS[2]
    page.back.click()
    assert step_of(page) == IDS[1]
    page.over.click()
    assert step_of(page) == "verdict"
    assert not page.back.isEnabled()


def test_a_number_chooses_an_answer(qtbot: QtBot) -> None:
    """The answer goes out as it is known, and the page waits for the next look."""
    bench = Bench(qtbot)
    page = shown(bench, at=ASKED)
    answers = heard(page)
    assert page.answers is not None
    assert [said(one) for one in page.answers.buttons][:2] == ["1: Yes", "2: No"]
    bench.press(Qt.Key.Key_2)
    assert answers == [("idp.assigned", "no")]
    assert page._busy.isVisible()
    bench.press(Qt.Key.Key_Right)
    assert step_of(page) == ASKED


def test_the_next_look_goes_on_with_what_the_answer_proved(qtbot: QtBot) -> None:
    """Answer, look, cause: the conversation goes forward by itself."""
    bench = Bench(qtbot)
    page = shown(bench, diagnosis(*MAYBE), at=ASKED)
    bench.press(Qt.Key.Key_2)
    page.tell(diagnosis(TOLD, idp__assigned="no"))
    assert step_of(page) == "finding.sample.create.not_assigned"
    assert not page._busy.isVisible()
    bench.press(Qt.Key.Key_Left)
    assert page.answers is not None
    assert [one.isChecked() for one in page.answers.buttons] == [False, True, False, False]


def test_a_look_that_failed_leaves_the_question(qtbot: QtBot) -> None:
    """Nothing is lost and nothing pretended: the question can be answered again."""
    bench = Bench(qtbot)
    page = shown(bench, at=ASKED)
    answers = heard(page)
    bench.press(Qt.Key.Key_2)
    page.set_busy(False)
    assert step_of(page) == ASKED
    page.tell(WHOLE)
    assert step_of(page) == ASKED
    page.focus_first()
    bench.press(Qt.Key.Key_1)
    assert answers == [("idp.assigned", "no"), ("idp.assigned", "yes")]


def test_not_knowing_is_an_answer_that_proves_nothing(qtbot: QtBot) -> None:
    """The last number goes on without an answer; the ticket says that nobody knew."""
    bench = Bench(qtbot)
    page = shown(bench, at=ASKED)
    answers = heard(page)
    bench.press(Qt.Key.Key_4)
    assert answers == []
    assert step_of(page) == "question.idp.assigned_at"
    assert "through a group? Not known." in page.ticket()
    assert "assigned to this person? Not answered." in page.ticket()
    bench.press(Qt.Key.Key_9)
    assert step_of(page) == "question.idp.assigned_at"


def test_numbers_mean_nothing_where_nothing_is_asked(qtbot: QtBot) -> None:
    """A slip of a finger changes nothing."""
    bench = Bench(qtbot)
    page = shown(bench)
    answers = heard(page)
    bench.press(Qt.Key.Key_1)
    assert (answers, step_of(page)) == ([], "verdict")


def test_a_time_is_typed_and_read_back(qtbot: QtBot) -> None:
    """While one types, the page says which moment that is; digits and arrows stay in the field."""
    bench = Bench(qtbot)
    page = shown(bench, at="question.idp.assigned_at")
    answers = heard(page)
    assert page.answers is not None
    assert page.answers.field is not None
    assert bench.focused is page.answers.field
    QTest.keyClicks(page.answers.field, "20m ag")
    bench.press(Qt.Key.Key_O)
    bench.press(Qt.Key.Key_Left)
    assert page.answers.heard.text() == "That is 2027-01-15 07:40, 20 minutes ago."
    assert answers == []
    bench.press(Qt.Key.Key_Return)
    ((key, value),) = answers
    read = read_answer(bench.explainer.questions, key, value=value, now=NOW)
    assert getattr(read, "time", None) == NOW - timedelta(minutes=20)


def test_a_time_without_a_zone_is_this_computers(qtbot: QtBot) -> None:
    """What is read off a clock on the wall means that wall's time."""
    bench = Bench(qtbot)
    page = shown(bench, at="question.idp.assigned_at")
    answers = heard(page)
    assert page.answers is not None
    assert page.answers.field is not None
    QTest.keyClicks(page.answers.field, "2027-01-14 09:30")
    page.answers.use.click()
    assert datetime.fromisoformat(answers[0][1]) == datetime(2027, 1, 14, 9, 30).astimezone()


@pytest.mark.parametrize("typed", ["", "soon", "2027-02-01"], ids=["nothing", "no_time", "to_come"])
def test_what_is_no_time_is_refused_in_words(qtbot: QtBot, typed: str) -> None:
    """Nothing goes out, the reason is said and the field keeps what was typed."""
    bench = Bench(qtbot)
    page = shown(bench, at="question.idp.assigned_at")
    answers = heard(page)
    assert page.answers is not None
    assert page.answers.field is not None
    QTest.keyClicks(page.answers.field, typed)
    page.answers.use.click()
    assert answers == []
    assert page.answers.heard.property("role") == "wrong"
    assert page.answers.heard.text()


def test_the_keyboard_is_where_the_next_thing_is_done(qtbot: QtBot) -> None:
    """On Next, on the first answer, on the field, on the copy: Enter goes on from anywhere."""
    bench = Bench(qtbot)
    page = shown(bench)
    assert bench.focused is page.on
    for step in IDS[1:]:
        bench.press(Qt.Key.Key_Right)
        page.focus_first()
        wanted = page.answers.first if page.answers else page.copy if step == "summary" else page.on
        assert bench.focused is wanted


def test_another_person_begins_anew(qtbot: QtBot) -> None:
    """Nothing of one conversation is in the next one's ticket."""
    bench = Bench(qtbot)
    page = shown(bench, at=ASKED)
    bench.press(Qt.Key.Key_4)
    page.start(WHOLE)
    assert step_of(page) == "verdict"
    assert "Not known." not in page.ticket()


# --- the end of it


def test_it_ends_with_a_ticket_to_copy(qtbot: QtBot) -> None:
    """Platform, provider, the affected e-mail and every outcome: what is copied is what is shown."""
    bench = Bench(qtbot)
    page = shown(bench, at="summary")
    copied: list[str] = []
    page.copy_asked.connect(copied.append)
    bench.press(Qt.Key.Key_Return)
    assert copied == [page.ticket()]
    assert f"Affected e-mail: {ADA}" in copied[0]
    labels = [one.text() for one in page.findChildren(type(page._busy)) if one.isVisible()]
    lines = [line.removeprefix("- ") for line in copied[0].splitlines()[2:] if line.startswith(("- ", "Platform"))]
    assert [line for line in lines if line not in labels] == []


def test_one_can_look_again_and_leave(qtbot: QtBot) -> None:
    """Both come out as signals; a fresh look stays at the summary."""
    bench = Bench(qtbot)
    page = shown(bench, at="summary")
    with qtbot.waitSignal(page.again_asked):
        page.again.click()
    page.tell(diagnosis(FINE, trail=THROUGH))
    assert step_of(page) == "summary"
    with qtbot.waitSignal(page.left):
        page.leave.click()
