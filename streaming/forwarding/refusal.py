"""Refusal: an offer cannot be answered. It has the code, the sentence and the HTTP status."""


class Refusal(Exception):
    def __init__(self, code: str, sentence: str, status: int) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence
        self.status = status


class Unfit(Refusal):
    """A sound offer of a viewer that cannot have what is on stage. It may take an offer of ours."""
