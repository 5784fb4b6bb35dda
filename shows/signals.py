"""What shows announce, each with `show`, sent after the transaction that made it so.

Lower floors announce, upper floors listen.
"""

from django.dispatch import Signal

duplicated = Signal()  # also: copy, a draft; sent inside the transaction that makes it
announced = Signal()
rescheduled = Signal()  # also: was_at
cancelled = Signal()
doors_opened = Signal()
went_live = Signal()
interrupted = Signal()
resumed = Signal()
ended = Signal()
reopened = Signal()
taken_back = Signal()
key_revoked = Signal()  # also: key
cast_changed = Signal()  # also: user, who declined, left or has another part now
access_changed = Signal()  # who may come is another question than it was
seat_given_back = Signal()  # also: user
stage_changed = Signal()  # who is on stage, sends, is muted or removed is another than it was
stage_lost = Signal()  # its relay has ended with all who were there; also: boot, the one it is now
session_over = Signal()  # of a performer; also: session, reason
show_paused = Signal()  # by its host, or not any more; also: paused, number
part_muted = Signal()  # or not any more; also: part, muted
part_removed = Signal()  # from the stage; also: user
audience_counted = Signal()  # also: viewers
state_changed = Signal()  # after each of the moves above, and after rehearsals
