from .act import Act
from .applause import Applause
from .chat import Chat
from .held import Held
from .message import Message
from .reaction import Reaction
from .vote import Vote

__all__ = ["Act", "Applause", "Chat", "Held", "Message", "Reaction", "Vote"]
