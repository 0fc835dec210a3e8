"""What a made-up room asks, and a clock that tests can turn."""

from otkit.workshop.room.stages import QuestionKey

QUIZ = ("right", "other", "not-sure")
SURE = ("very", "a-little")


def offered(questions: int = 2) -> dict[QuestionKey, tuple[str, ...]]:
    """A quiz and how sure people are before and after, and an evaluation."""
    parts = ("before", "after")
    quiz = {QuestionKey(part, f"q{number}"): QUIZ for part in parts for number in range(questions)}
    sure = {QuestionKey(part, "sure"): SURE for part in parts}
    return quiz | sure | {QuestionKey("evaluation", "useful"): SURE}


class Clock:
    """A clock that stands still until it is told otherwise; seconds since 1970."""

    def __init__(self) -> None:
        self.now = 1_000_000_000.0

    def __call__(self) -> float:
        return self.now
