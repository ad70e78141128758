"""Why something cannot be done to an appeal."""

from creditline.appeals.appeal import Appeal


class AppealSettled(ValueError):
    """An appeal that was decided, withdrawn or has expired does not change any more."""

    code = "appeal-settled"

    def __init__(self, appeal: Appeal) -> None:
        super().__init__(f"The appeal is {appeal.state.value} and does not change any more. File a new one.")


class AppealElsewhere(ValueError):
    """The appeal is not in the state that this step starts from."""

    code = "appeal-elsewhere"

    def __init__(self, appeal: Appeal, wanted: str) -> None:
        super().__init__(f"The appeal is {appeal.state.value}; this can be done when it is {wanted}.")


class OwnWordsMissing(ValueError):
    """A person who decides, asks or extends says why, in their own words."""

    code = "own-words-missing"

    def __init__(self, shortest: int) -> None:
        super().__init__(f"Say why in your own words, in {shortest} characters or more: the borrower reads them.")


class SecondPersonMissing(ValueError):
    """Whoever proposed a decision does not approve it."""

    code = "second-person-missing"

    def __init__(self) -> None:
        super().__init__("You proposed this decision yourself. Somebody else has to approve it.")


class NoExtensionLeft(ValueError):
    """The law gives no further extension of this period."""

    code = "no-extension-left"

    def __init__(self, rule: str) -> None:
        super().__init__(f"A {rule.replace('_', ' ')} cannot be extended any further. Decide it by the promised day.")


class EvidenceTooOld(ValueError):
    """An appeal is not upheld on papers that have all expired."""

    code = "evidence-too-old"

    def __init__(self) -> None:
        super().__init__("All evidence has expired. Ask the borrower for papers that are still valid.")


class EffectMisplaced(ValueError):
    """Only an appeal that is upheld changes the line."""

    code = "effect-misplaced"

    def __init__(self) -> None:
        super().__init__("An appeal that is not upheld leaves the line as it is. Take the limit and the releases out.")


class AppealWouldLower(ValueError):
    """Using a right costs nothing: no appeal lowers a limit."""

    code = "appeal-would-lower"

    def __init__(self) -> None:
        super().__init__("The limit would be lower than it is now. An appeal never lowers a limit; give a higher one.")
