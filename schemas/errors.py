"""Everything that saggar raises on purpose."""


class SaggarError(Exception):
    """Root of the errors that a user is meant to read; anything else is a defect of ours."""


class CampaignError(SaggarError):
    """The user's file is wrong."""


class CompileError(SaggarError):
    """A campaign is valid but cannot be rendered."""


class EngineError(SaggarError):
    """An engine refused its input, failed, or answered with something unusable."""


class DynamicsError(EngineError):
    """A simulation broke down at some step; what it wrote before is usable."""


class RunStateError(SaggarError):
    """A run directory is not in the state that a command needs."""


class FetchError(SaggarError):
    """Something could not be downloaded."""


class StructureError(SaggarError):
    """A crystal structure cannot be used as given."""
