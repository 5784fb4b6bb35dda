"""What a chat announces, each with `show`, sent after the transaction that made it so."""

from django.dispatch import Signal

grown = Signal()  # there is more in the log than before, or a rule or somebody's rights changed
counted = Signal()  # also: number, by; they took or gave a vote or a sign under this message
waiting = Signal()  # more or fewer messages wait for review
bound = Signal()  # user, instead of `show`: banned, or not any more, in many shows
