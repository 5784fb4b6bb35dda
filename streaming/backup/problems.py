"""BackupError: why a backup or a restore was refused, in a sentence that says what to do."""


class BackupError(Exception):
    pass
