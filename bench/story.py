"""What every visitor does, in a browser or by protocol: pick an age, tick a behaviour."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Story:
    """The years to pick, the behaviour to tick, and the headline before and after the tick."""

    years: str
    key: str
    text: str
    before: str
    after: str

    def to_json(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Story:
        return cls(**json.loads(text))


def two_years_old() -> Story:
    """The story as the kit's tables tell it now."""
    from bench.peers import content  # reads the tables: not for the crowd's process

    years = "2"
    months = content.months_of(years, "0") or 0
    first_area = next(iter(content.questions(months).values()))
    key, text = next(iter(first_area.items()))
    before, after = (content.tell(months, answers).headline for answers in ({}, {key: True}))
    if before in after or after in before:
        raise RuntimeError("The tick does not change the headline: choose another behaviour.")
    return Story(years, key, text, before, after)
