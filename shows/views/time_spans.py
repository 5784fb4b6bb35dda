"""What “tonight” and “this week” mean, on the clock of whoever asks. Pure."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

NIGHT_ENDS = time(4)


@dataclass(frozen=True)
class Evenings:
    """Tonight ends at four in the morning; this week is the seven days after it."""

    now: datetime

    @property
    def tonight_ends(self) -> datetime:
        today = datetime.combine(self.now.date(), NIGHT_ENDS, self.now.tzinfo)
        if self.now < today:
            return today
        return datetime.combine(self.now.date() + timedelta(days=1), NIGHT_ENDS, self.now.tzinfo)

    @property
    def week_ends(self) -> datetime:
        last = self.tonight_ends.date() + timedelta(days=7)
        return datetime.combine(last, NIGHT_ENDS, self.now.tzinfo)
