"""Refusal: an offer that cannot be answered, with the code and the sentence for who sent it."""


class Refusal(Exception):
    def __init__(self, code: str, sentence: str, status: int) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence
        self.status = status


class Unfit(Refusal):
    """A sound offer of a viewer that cannot have what is on stage. It may take an offer of ours."""
