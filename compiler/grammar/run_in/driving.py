"""Keywords that act on the atoms during the next run."""

from saggar.compiler.grammar.arguments import (
    Form,
    Integer,
    Keyword,
    Real,
    Repeat,
    Slot,
    Text,
    Word,
)
from saggar.compiler.grammar.releases import before, since

METHOD = Integer("grouping method", least=0, refers="grouping")
GROUP = Integer("group", least=0)
_XYZ = "xyz"


def _reals(what: str, unit: str = "", least: float | None = None) -> tuple[Real, ...]:
    return tuple(Real(f"{what} along {axis}", unit=unit, least=least) for axis in _XYZ)


_VELOCITY = _reals("velocity", "A/fs")
_OFFSET = _reals("offset", "A")
_STIFF = _reals("spring constant", "eV/A^2", least=0.0)
_ONE_SPRING = (
    Real("spring constant", above=0.0, unit="eV/A^2"),
    Real("rest length", least=0.0, unit="A"),
)
_COUPLE = Word(("couple",), "the stiffness mode")
_DECOUPLE = Word(("decouple",), "the stiffness mode")
_CONTINUE = (Word(("continue",), "the option"), Integer("previous call", least=0))


def _ghost_springs() -> tuple[Form, ...]:
    """``add_spring ghost_com|ghost_atom``; before 5.0 only the centre of mass."""
    forms = []
    for mode, first in (("ghost_com", "4.7"), ("ghost_atom", "5.0")):
        head: tuple[Slot, ...] = (Word((mode,), "the mode"), METHOD, GROUP, *_VELOCITY)
        couple: tuple[Slot, ...] = (*head, _COUPLE, *_ONE_SPRING, *_OFFSET)
        decouple: tuple[Slot, ...] = (*head, _DECOUPLE, *_STIFF, *_OFFSET)
        forms += [Form(couple, span=since(first)), Form(decouple, span=since(first))]
        forms += [Form((*each, *_CONTINUE), span=since("main")) for each in (couple, decouple)]
    return tuple(forms)


_PAIR = (
    Word(("com_com",), "the mode"),
    METHOD,
    Integer("first group", least=0),
    Integer("second group", least=0),
)

_MC = (
    Integer("MD steps", least=1),
    Integer("MC steps", least=1),
    Real("first temperature", above=0.0, unit="K"),
    Real("last temperature", above=0.0, unit="K"),
)
_WITHIN = (Word(("group",), "the option"), METHOD, GROUP)
_SPECIES = (
    Integer("number of species", least=2, most=4),
    Repeat((Text("species"), Real("mu or phi")), times="number of species"),
)


def _exchanges() -> tuple[Form, ...]:
    """``mc``, each ensemble with and without a group."""
    kappa = Real("kappa", least=0.0)
    heads = (
        (Word(("canonical",), "the ensemble"), *_MC),
        (Word(("sgc",), "the ensemble"), *_MC, *_SPECIES),
        (Word(("vcsgc",), "the ensemble"), *_MC, *_SPECIES, kappa),
    )
    return tuple(Form(form) for head in heads for form in (head, (*head, *_WITHIN)))


def _fields(what: str, unit: str) -> tuple[Form, ...]:
    """``add_force`` and ``add_efield``: constant components, or a file with one row a step."""
    return (Form((METHOD, GROUP, *_reals(what, unit))), Form((METHOD, GROUP, Text("file"))))


_RATES = tuple(Real(f"rate along {axis}", unit="A/step") for axis in _XYZ)
_AXES = tuple(Integer(f"deform along {axis}", allowed=(0, 1), enforced=False) for axis in _XYZ)
_CHARGES = Word(("charge", "bec"), "the last argument")

DRIVING = (
    Keyword(
        "correct_velocity",
        (Form((Integer("interval", least=10),), optional=(METHOD,)),),
        role="setting",
        src="main_gpumd/run.cu",
    ),
    Keyword(
        "deform",
        (Form((Real("rate", unit="A/step"), *_AXES)), Form((*_RATES, *_AXES))),
        role="setting",
        src="integrate/integrate.cu",
    ),
    Keyword(
        "fix",
        (Form((GROUP,)), Form((METHOD, GROUP), span=since("5.1"))),
        role="setting",
        src="integrate/integrate.cu",
    ),
    Keyword(
        "move",
        (Form((GROUP, *_VELOCITY)), Form((METHOD, GROUP, *_VELOCITY), span=since("5.1"))),
        role="setting",
        src="integrate/integrate.cu",
    ),
    Keyword(
        "electron_stop",
        (Form((Text("file"),)),),
        role="setting",
        src="main_gpumd/electron_stop.cu",
    ),
    Keyword(
        "add_random_force",
        (Form((Real("variance", least=0.0),)),),
        role="setting",
        src="main_gpumd/add_random_force.cu",
        most_per_run=1,
    ),
    Keyword(
        "add_force",
        _fields("force", "eV/A"),
        role="setting",
        src="main_gpumd/add_force.cu",
        most_per_run=10,
    ),
    Keyword(
        "add_efield",
        (
            *_fields("field", "V/A"),
            Form((METHOD, GROUP, *_reals("field", "V/A"), _CHARGES), span=since("5.3")),
            Form((METHOD, GROUP, Text("file"), _CHARGES), span=since("5.3")),
        ),
        role="setting",
        src="main_gpumd/add_efield.cu",
        most_per_run=10,
    ),
    Keyword(
        "add_spring",
        (
            *_ghost_springs(),
            Form((*_PAIR, _COUPLE, *_ONE_SPRING), span=since("5.0")),
            Form((*_PAIR, _DECOUPLE, *_STIFF), span=since("5.0")),
            Form(
                (Word(("ghost_com",), "the mode"), METHOD, GROUP, *_VELOCITY,
                 Word(("coupled",), "the stiffness mode"), *_ONE_SPRING, *_OFFSET),
                span=before("5.0"),
            ),
            Form(
                (Word(("ghost_com",), "the mode"), METHOD, GROUP, *_VELOCITY,
                 Word(("decoupled",), "the stiffness mode"), *_STIFF, *_OFFSET),
                span=before("5.0"),
            ),
        ),
        role="setting",
        src="main_gpumd/add_spring.cu",
        span=since("4.7"),
        most_per_run=10,
    ),
    Keyword("mc", _exchanges(), role="setting", src="mc/mc.cu"),
)  # fmt: skip
"""Constraints, external forces, deformation and Monte Carlo exchange."""

__all__ = ["DRIVING", "GROUP", "METHOD"]
