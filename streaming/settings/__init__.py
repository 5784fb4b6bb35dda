"""Every setting of Footlights, and the only room that reads the environment.

Each value that people may set stands in docs/settings.md with its reason; a test holds the two
together. Any of them can also be given as NAME_FILE=/path (a Docker secret) or in `.env`.

Each file here has one subject and imports what it needs of another; their order means nothing.
"""

from .accounts import *
from .api import *
from .apps import *
from .environment import *
from .languages import *
from .mail import *
from .on_air import *
from .security import *
from .site import *
from .storage import *
