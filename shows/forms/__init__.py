"""Forms of the creator's pages, one topic per file. What may stand in a field is decided by the
verbs they call; a refusal becomes an error at its field, with its code."""

from .cast import CreditForm, InviteForm, PartForm
from .schedule import CancelForm, RescheduleForm
from .seats import CapacityForm, InvitationForm
from .show import ShowForm

__all__ = [
    "CancelForm",
    "CapacityForm",
    "CreditForm",
    "InvitationForm",
    "InviteForm",
    "PartForm",
    "RescheduleForm",
    "ShowForm",
]
