"""The quiz as a widget of its own, to practise with a room or alone; nothing is stored anywhere."""

from __future__ import annotations

from typing import Any

from traitlets import Bool, Dict, Unicode

from otkit.drawing import render
from otkit.quiz import Question, clean, mark, questions, told
from otkit.tables import Tables
from otkit.widgets.page import Fields, Page, default_tables


class Quiz(Page):
    """Questions with “not sure” always offered, and feedback for each answer once it is given.

    Traits: `language`; `subject` (a subject_id, or empty for all questions); `again` (the other
    order); `one_at_a_time` (else a list); `answers`, to be read: question_id -> option ids or
    ("not-sure",). What is right is not in the page before a question is answered.

    >>> quiz = Quiz()
    >>> quiz.answers = {"what-is-ot": ("not-sure",)}
    >>> "It is fine not to be sure" in quiz.html()
    True
    """

    name = "quiz"

    subject = Unicode("")
    again = Bool(False)
    one_at_a_time = Bool(True)
    answers = Dict()

    def __init__(self, tables: Tables | None = None, **traits: Any) -> None:
        """Ask the questions of `tables`, or of the kit's own; traits may be given by name."""
        self._at = ""
        self._picks: dict[str, tuple[str, ...]] = {}
        self._is_missing = False
        tables = default_tables() if tables is None else tables
        super().__init__(tables, ("header", "intro", "questions"), **traits)
        self.observe(self._on_trait, ["language", "subject", "again", "one_at_a_time", "answers"])

    def _on_trait(self, _change: Any) -> None:
        self.redraw()

    def questions(self) -> tuple[Question, ...]:
        """The questions that are asked, in order."""
        return questions(self.tables, self.again, self.subject)

    def receive(self, action: str, fields: Fields) -> None:
        """Take the whole form; `answer` gives what is picked, `next` and `back` turn the page."""
        languages = {row["language"] for row in self.tables.rows("languages")}
        every = self.questions()
        known = {q.question_id: q for q in every}
        self._at = next(iter(fields.get("at", [])), "")
        self._picks = {name: clean(q, fields.get(f"pick:{name}", [])) for name, q in known.items()}
        given = {name: clean(q, fields.get(f"answer:{name}", [])) for name, q in known.items()}
        if action == "answer":
            shown = {q.question_id for q in self._shown(every)}
            new = {name: self._picks[name] for name in shown if not given[name]}
            self._is_missing = not any(new.values())
            given |= new
        else:
            self._is_missing = False
        if action in ("next", "back") and self.one_at_a_time and every:
            place = list(known).index(self._shown(every)[0].question_id)
            place += 1 if action == "next" else -1
            self._at = list(known)[max(0, min(place, len(every) - 1))]
        with self.hold_trait_notifications():
            if (language := next(iter(fields.get("language", [])), "")) in languages:
                self.language = language
            self.answers = {name: picked for name, picked in given.items() if picked}

    def _shown(self, every: tuple[Question, ...]) -> tuple[Question, ...]:
        """The question to show, or all of them."""
        if not self.one_at_a_time:
            return every
        return tuple(q for q in every if q.question_id == self._at) or every[:1]

    def draw(self) -> dict[str, str]:
        """Draw every region."""
        every = self.questions()
        shown = self._shown(every)
        answers = {q.question_id: clean(q, self.answers.get(q.question_id, ())) for q in every}
        marks = {
            q.question_id: mark(q, answers[q.question_id]) for q in every if answers[q.question_id]
        }
        context = self.context() | {
            "at": shown[0].question_id if shown and self.one_at_a_time else "",
            "answers": answers,
            "items": [
                {
                    "question": q,
                    "picked": answers[q.question_id] or self._picks.get(q.question_id, ()),
                    "mark": marks.get(q.question_id, ""),
                    "told": told(q, answers[q.question_id]) if q.question_id in marks else (),
                }
                for q in shown
            ],
            "one_at_a_time": self.one_at_a_time,
            "place": every.index(shown[0]) + 1 if shown else 0,
            "total": len(every),
            "right": sum(one == "right" for one in marks.values()),
            "answered": len(marks),
            "is_missing": self._is_missing,
        }
        return {region: render(f"quiz/{region}.html.j2", context) for region in self.regions}
