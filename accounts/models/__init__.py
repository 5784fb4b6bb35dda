"""People and what they may be; one noun per file."""

from .audit import AuditRecord
from .follow import Follow
from .house_page import HousePage
from .report import Report
from .role import Role
from .suspension import Suspension
from .token import PersonalToken
from .user import User

__all__ = [
    "AuditRecord",
    "Follow",
    "HousePage",
    "PersonalToken",
    "Report",
    "Role",
    "Suspension",
    "User",
]
