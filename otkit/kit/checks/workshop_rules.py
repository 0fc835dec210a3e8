"""What the workshop asks of its tables beyond what a schema can say: quiz and cases."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping

from otkit.age import Age
from otkit.errors import Problem
from otkit.kit.conditions import ALREADY_SEEN, ANSWERS, LOST_SKILL
from otkit.kit.tables.schema import Record, Sheet, Value, months_of, whole
from otkit.kit.tables.sentences import not_in, said


def read_marks(text: str) -> dict[str, str]:
    """What the parent of a case marks: ``reaches:often; lost-skill:yes`` as a mapping.

    >>> read_marks("reaches:often; lost-skill:yes")
    {'reaches': 'often', 'lost-skill': 'yes'}
    >>> read_marks("")
    {}
    """
    pairs = (part.partition(":") for part in text.split(";") if part.strip())
    return {key.strip(): mark.strip() for key, _, mark in pairs}


def check_quiz(quiz: Sheet, options: Sheet) -> Iterator[Problem]:
    """A quiz question has two options or more; one is right, or more if it is of kind multiple."""
    by_question: dict[object, list[Record]] = defaultdict(list)
    for option in options.records:
        by_question[option.values["question_id"]].append(option)
    for question in quiz.records:
        own = by_question[question.values["question_id"]]
        right = [option for option in own if option.values["right"] == "yes"]
        if len(own) < 2:
            message = said("quiz.few-options", count=len(own), file=options.file.name)
            yield quiz.problem(question, "question_id", message)
        elif not right:
            message = said("quiz.none-right", file=options.file.name)
            yield quiz.problem(question, "question_id", message)
        elif question.values["kind"] == "single":
            for more in right[1:]:
                name, line = question.values["question_id"], right[0].row.line
                message = said("quiz.two-right", question=name, line=line)
                yield options.problem(more, "right", message)


def check_quiz_places(quiz: Sheet, options: Sheet) -> Iterator[Problem]:
    """No two questions, and no two options of a question, stand at the same place."""
    for sheet, group in ((quiz, ""), (options, "question_id")):
        first: dict[object, int] = {}
        for record in sheet.records:
            place = (record.values.get(group), record.values["order"])
            if place in first:
                message = said("cell.already", text=record.values["order"], line=first[place])
                yield sheet.problem(record, "order", message)
            first.setdefault(place, record.row.line)


def check_cases(cases: Sheet, behaviours: Sheet, areas: Sheet) -> Iterator[Problem]:
    """What the parent of a case marks is asked at the child's age."""
    months = {row.values["behaviour_id"]: months_of(row) for row in behaviours.records}
    known_areas = {row.values["area_id"] for row in areas.records}
    for case in cases.records:
        age = Age(whole(case, "months"), whole(case, "weeks_early")).corrected_months
        for key, mark in read_marks(str(case.values["answers"] or "")).items():
            if wrong := _wrong(key, mark, age, months, known_areas):
                yield cases.problem(case, "answers", wrong)


def _wrong(
    key: str, mark: str, age: int, months: Mapping[Value, range], areas: Collection[Value]
) -> str:
    """What is wrong with one mark at `age`, in corrected months; empty when nothing is."""
    if key == LOST_SKILL:
        if mark in ("yes", "not-sure"):
            return ""
        return said("case.lost-skill", mark=f"{key}:{mark}")
    if key == ALREADY_SEEN:
        return "" if mark in areas else not_in(mark, "areas.csv")
    if key not in months:
        return not_in(key, "behaviours.csv")
    if mark not in ANSWERS:
        answer, allowed = mark or said("case.nothing"), ", ".join(ANSWERS)
        return said("case.no-answer", mark=f"{key}:{mark}", answer=answer, known=allowed)
    if age not in months[key]:
        return said("case.not-then", name=key, months=age)
    return ""
