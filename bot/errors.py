"""Four families of errors, by whom they are for. The docstring is the default message."""

from __future__ import annotations


class ChaskiError(Exception):
    """Something went wrong."""

    def __init__(self, message: str = "") -> None:
        super().__init__(message or (self.__doc__ or "").strip())


class Unclear(ChaskiError):
    """For the miner: the answer could not be taken; `reason` is a message id of common.ftl."""

    def __init__(self, reason: str, **args: str | int | float) -> None:
        super().__init__(reason)
        self.reason = reason
        self.args_of_line = args


class Unfinished(Unclear):
    """For the miner: her answer goes on; `draft` is what there is so far.

    told: a message id that says so, with `count`; without it the choices show it.
    """

    def __init__(self, draft: tuple[str, ...], told: str = "", **args: int) -> None:
        super().__init__(told or "common-ticked", count=len(draft), **args)
        self.draft, self.told = draft, told


class ContentError(ChaskiError):
    """For the trainer: a content file is wrong. The message names file, line, key and remedy."""


class ChannelError(ChaskiError):
    """For the operator: a platform did not take a message. code: the platform's own, if it said one."""

    def __init__(self, message: str = "", *, code: int | None = None) -> None:
        super().__init__(message)
        self.code = code


class Retryable(ChannelError):
    """The platform is busy or out of reach; try again after `after` seconds."""

    def __init__(self, message: str = "", *, after: float = 5.0, code: int | None = None) -> None:
        super().__init__(message, code=code)
        self.after = after


class Refused(ChannelError):
    """The platform will never take this message; the reason is kept with it."""


class FlowError(ChaskiError):
    """For the developer: a flow broke a rule of the engine. The session is untouched."""


class RepeatedStep(FlowError):
    """A flow asked for the same key twice. Loops end the flow and `open` the next."""


class ImpureFlow(FlowError):
    """A flow awaited something that is not a step. Only questions and work may be awaited."""


class EndlessFlow(FlowError):
    """A flow asked more than the engine's limit of steps, or opened flows without end."""
