"""The Django side of the stage: doors, sessions and sockets; relays are told what to do."""
