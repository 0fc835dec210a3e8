"""The quiz as a widget of its own, to practise with a room or alone; nothing is stored anywhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from traitlets import Bool, TraitError, Unicode, validate

from otkit.front.drawing import Drawing
from otkit.scoring.countries import countries, country_to_add
from otkit.widgets.fields import Fields, first, one_of
from otkit.widgets.front import ReadOnlyDict
from otkit.widgets.page import Page, State
from otkit.workshop.quiz import Question, clean, feedback_for, mark, questions

Picks = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class QuizState(State):
    """A quiz as it stands: which questions, the one that is shown, what is picked and answered."""

    subject: str = ""
    again: bool = False
    one_at_a_time: bool = True
    at: str = ""
    picks: Picks = field(default_factory=dict)
    answers: Picks = field(default_factory=dict)
    is_missing: bool = False
    country: str = ""


class Quiz(Page):
    """Questions with “not sure” always offered, and feedback for each answer once it is given.

    Traits: `language`; `subject` (a subject_id, or empty for all questions); `again` (the other
    order); `one_at_a_time` (else a list); `answers`, question_id -> option ids or ("not-sure",),
    set as a whole. What is right is not in the page before a question is answered.

    >>> quiz = Quiz()
    >>> quiz.answers = {"what-is-ot": ("not-sure",)}
    >>> "It is fine not to be sure" in quiz.html()
    True
    """

    name = "quiz"
    starts_as = QuizState
    regions = ("header", "intro", "questions")
    watched = ("language", "subject", "again", "one_at_a_time", "answers")

    subject = Unicode("")
    again = Bool(False)
    one_at_a_time = Bool(True)
    answers = ReadOnlyDict()

    def questions(self) -> tuple[Question, ...]:
        """The questions that are asked, in order."""
        return self._questions(self.state())

    def receive(self, action: str, fields: Fields) -> QuizState:
        """The next state: `answer` gives what is picked, `next` and `back` turn the page."""
        before: QuizState = self.state()
        country = one_of(countries(self.tables), fields, "country", before.country)
        before = replace(before, language=self.language_of(fields), country=country)
        every = self._questions(before)
        known = {q.question_id: q for q in every}
        picks = {name: clean(q, fields.get(f"pick:{name}", [])) for name, q in known.items()}
        given = {name: clean(q, fields.get(f"answer:{name}", [])) for name, q in known.items()}
        is_missing = False
        shown = [q.question_id for q in _shown(every, first(fields, "at"), before.one_at_a_time)]
        if action == "answer":
            new = {name: picks[name] for name in shown if not given[name]}
            is_missing = not any(new.values())
            given |= new
        if action in ("next", "back") and before.one_at_a_time and every:
            place = list(known).index(shown[0]) + (1 if action == "next" else -1)
            shown = [list(known)[max(0, min(place, len(every) - 1))]]
        return replace(
            before,
            at=shown[0] if shown and before.one_at_a_time else "",
            picks=picks,
            answers={name: picked for name, picked in given.items() if picked},
            is_missing=is_missing,
        )

    @validate("answers")
    def _check_answers(self, proposal: Any) -> Mapping[str, tuple[str, ...]]:
        shown = self._state or self.blank()
        known = {q.question_id: q for q in questions(self.tables, country=shown.country)}
        given: dict[str, tuple[str, ...]] = {}
        for name, picked in proposal["value"].items():
            options = [str(one) for one in picked] if isinstance(picked, tuple | list) else [""]
            cleaned = clean(known[name], options) if name in known else ()
            if name not in known or set(cleaned) != set(options):
                raise TraitError(f"{picked!r} is no answer to the question “{name}”")
            given |= {name: cleaned} if cleaned else {}
        return MappingProxyType(given)

    def drawings(self, state: QuizState) -> Mapping[str, Drawing]:
        """The question, or all of them, each with feedback once it is answered."""
        every = self._questions(state)
        shown = _shown(every, state.at, state.one_at_a_time)
        answers = {q.question_id: clean(q, state.answers.get(q.question_id, ())) for q in every}
        marks = {
            q.question_id: mark(q, answer) for q in every if (answer := answers[q.question_id])
        }
        items = [
            {
                "question": q,
                "picked": (given := answers[q.question_id]) or state.picks.get(q.question_id, ()),
                "mark": marks.get(q.question_id, ""),
                "told": feedback_for(q, given) if given else (),
            }
            for q in shown
        ]
        at = shown[0].question_id if shown and state.one_at_a_time else ""
        inputs = {
            "items": items,
            "one_at_a_time": state.one_at_a_time,
            "place": every.index(shown[0]) + 1 if shown else 0,
            "total": len(every),
            "right": sum(one == "right" for one in marks.values()),
            "answered": len(marks),
            "is_missing": state.is_missing,
        }
        country = country_to_add(self.tables, state.country)
        return {
            "header": Drawing("quiz/header.html.j2", {"and_country": country}, shared=(country,)),
            "intro": Drawing(
                "quiz/intro.html.j2", {"at": at, "answers": answers, "country": state.country}
            ),
            "questions": Drawing("quiz/questions.html.j2", inputs),
        }

    def _questions(self, state: QuizState) -> tuple[Question, ...]:
        return questions(self.tables, state.again, state.subject, state.country)


def _shown(every: tuple[Question, ...], at: str, one_at_a_time: bool) -> tuple[Question, ...]:
    """The question to show, or all of them."""
    if not one_at_a_time:
        return every
    return tuple(q for q in every if q.question_id == at) or every[:1]
