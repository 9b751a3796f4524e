"""Keeps a log of what was sown, and says when to expect seedlings."""
from dataclasses import dataclass
from datetime import date, timedelta

DAYS_TO_SPROUT = {"pepper": 14, "tomato": 8, "cucumber": 6, "basil": 10}


@dataclass
class Sowing:
    plant: str
    sown: date

    def expected(self) -> date:
        """The day on which seedlings should show."""
        return self.sown + timedelta(days=DAYS_TO_SPROUT[self.plant])


def overdue(sowings: list[Sowing], today: date) -> list[Sowing]:
    """Sowings that should have come up a week ago or more: sow again."""
    return [s for s in sowings if today - s.expected() >= timedelta(days=7)]
