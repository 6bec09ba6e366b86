"""The forms of ``ensemble``.

The temperature couplings are in steps, pressures and moduli in GPa.
"""

from saggar.compiler.grammar.arguments import (
    Different,
    Form,
    Integer,
    Keyword,
    Less,
    Option,
    Real,
    Repeat,
    Slot,
    Text,
    Word,
)
from saggar.compiler.grammar.releases import Span, before, since

TENSOR = ("xx", "yy", "zz", "yz", "xz", "xy")


def _type(*names: str) -> Word:
    return Word(names, "the ensemble")


def _number(name: str) -> Option:
    return Option(name, (Real(name),))


_RAMP = (
    Real("first temperature", above=0.0, unit="K"),
    Real("last temperature", above=0.0, unit="K"),
    Real("temperature coupling", least=1.0, unit="steps"),
)
_PRESSURE_COUPLING = Real("pressure coupling", least=1.0, unit="steps")


def _barostats(head: tuple[Slot, ...]) -> tuple[Form, ...]:
    """One, three or six pressures, each with a modulus."""

    def components(names: tuple[str, ...]) -> tuple[Slot, ...]:
        pressures = (Real(f"pressure{name}", unit="GPa") for name in names)
        moduli = (Real(f"modulus{name}", above=0.0, unit="GPa") for name in names)
        return (*pressures, *moduli, _PRESSURE_COUPLING)

    diagonal = tuple(f" {name}" for name in TENSOR[:3])
    full = tuple(f" {name}" for name in TENSOR)
    return (
        Form((*head, *components(("",))), needs=("orthogonal", "periodic")),
        Form((*head, *components(diagonal)), needs=("orthogonal",)),
        Form((*head, *components(full)), needs=("periodic",)),
    )


_HEAT = (
    Real("temperature", above=0.0, unit="K"),
    Real("temperature coupling", least=1.0, unit="steps"),
)
_DIFFERENCE = (
    Real("temperature difference", unit="K"),
    Integer("source group", least=0),
    Integer("sink group", least=0),
)
_HEATED = (
    Less("temperature difference", "temperature", magnitude=True),
    Different("source group", "sink group"),
)


def _hybrid(thermostats: int) -> Form:
    """``heat_hybrid`` with some number of thermostats."""
    kinds = tuple(Word(("nhc", "lan"), "the thermostat") for _ in range(thermostats))
    couplings = tuple(
        Real(f"coupling {n}", least=1.0, unit="steps") for n in range(1, thermostats + 1)
    )
    groups = tuple(Integer(f"group {n}", least=0) for n in range(1, thermostats + 1))
    difference = Real("temperature difference", unit="K")
    return Form(
        (_type("heat_hybrid"), *kinds, _HEAT[0], *couplings, difference, *groups),
        span=since("5.6"),
        relations=_HEATED[:1],
    )


_TTM: tuple[Slot, ...] = (
    Integer("grouping method", least=0, refers="grouping"),
    Integer("group", least=0),
    Real("electronic specific heat", above=0.0),
    Real("electronic density", above=0.0),
    Real("electronic conductivity", least=0.0),
    Real("coupling friction", above=0.0),
    Real("stopping friction", least=0.0),
    Real("velocity threshold", least=0.0),
    *(Integer(f"grid along {axis}", least=1) for axis in "xyz"),
    Real("electronic temperature", above=0.0, unit="K"),
)
_TTM_OPTIONS = (
    Option("ttm_out_interval", (Integer("output interval", least=1),)),
    Option("ttm_infile", (Text("file"),)),
    Option("ttm_properties_file", (Text("file"),)),
    Option("ttm_source", (Real("source"),)),
    *(Option(f"ttm_active_{axis}", (Text("range"),)) for axis in "xyz"),
)

_BEADS = Integer("beads", least=2, most=128, multiple_of=2)

_PRESSURE = (Real("first pressure", unit="GPa"), Real("last pressure", unit="GPa"))
_HYDROSTATIC = ("iso", "aniso", "tri")
_TEMP = Option(
    "temp",
    (
        Real("first temperature", above=0.0, unit="K", enforced=False),
        Real("last temperature", above=0.0, unit="K", enforced=False),
    ),
)
_T_PERIOD = Option(
    "tperiod", (Real("temperature period", above=0.0, unit="steps", enforced=False),)
)
_P_PERIOD = Option("pperiod", (Real("pressure period", above=0.0, unit="steps", enforced=False),))
_LONG_P_PERIOD = (Real("pressure period", least=200.0, unit="steps"),)
_P_PERIODS = (
    Option("pperiod", _P_PERIOD.slots, before("4.4")),
    Option("pperiod", _LONG_P_PERIOD, since("4.4")),
)
_COUPLE = Option("couple", (Word(("xyz", "xy", "yz", "xz"), "the coupling", enforced=False),))
_ALL_AXES = (*_HYDROSTATIC, "x", "y", "z", "xy", "xz", "yz")
_NORMAL_AXES = (*_HYDROSTATIC, "x", "y", "z")


def _pressures(names: tuple[str, ...]) -> tuple[Option, ...]:
    return tuple(Option(name, _PRESSURE) for name in names)


def _mttk() -> tuple[Form, ...]:
    """Martyna-Tuckerman-Tobias-Klein: options in any order."""
    barostat = (*_pressures(_ALL_AXES), *_P_PERIODS, _COUPLE)
    bath = (_TEMP, _T_PERIOD)
    return (
        Form((_type("nvt_mttk"),), options=(*bath, *_P_PERIODS), requires=(("temp",),)),
        Form(
            (_type("npt_mttk"),),
            options=(*bath, *barostat),
            requires=(("temp",), _ALL_AXES),
        ),
        Form((_type("nph_mttk"),), options=(*barostat, _T_PERIOD), requires=(_ALL_AXES,)),
    )


_SWITCHED = (
    Option("tswitch", (Integer("switching steps"),)),
    Option("tequil", (Integer("equilibration steps"),)),
)
_BOTH = ("tswitch", "tequil")
_ONE_TEMP = Option("temp", (Real("temperature", above=0.0, unit="K", enforced=False),))
_PRESS = Option("press", (Real("pressure", unit="GPa"),))
_SPRINGS = Option("spring", (Repeat((Text("species"), Real("spring constant"))),))
_REACHED = (Integer("p", allowed=(1, 25, 50, 75, 100)),)


def _integration() -> tuple[Form, ...]:
    """Thermodynamic integration."""
    return (
        Form(
            (_type("ti_spring"),),
            options=(*_SWITCHED, _ONE_TEMP, _PRESS, _T_PERIOD, _SPRINGS),
            together=_BOTH,
        ),
        Form(
            (_type("ti"),),
            options=(
                Option("lambda", (Real("lambda", least=0.0, most=1.0),)),
                _ONE_TEMP,
                _T_PERIOD,
                _SPRINGS,
            ),
        ),
        Form(
            (_type("ti_rs"),),
            options=(
                _TEMP,
                *(Option(name, (Real("pressure", unit="GPa"),)) for name in _HYDROSTATIC),
                _T_PERIOD,
                _P_PERIOD,
                *_SWITCHED,
            ),
            requires=(("temp",), _HYDROSTATIC),
            together=_BOTH,
        ),
        Form(
            (_type("ti_as"),),
            options=(_ONE_TEMP, *_pressures(_HYDROSTATIC), _T_PERIOD, _P_PERIOD, *_SWITCHED),
            requires=(("temp",), _HYDROSTATIC),
            together=_BOTH,
        ),
        Form(
            (_type("ti_liquid"),),
            options=(
                *_SWITCHED,
                _ONE_TEMP,
                _PRESS,
                _T_PERIOD,
                _number("sigmasqrd"),
                Option("p", (Real("p"),), before("4.2")),
                Option("p", _REACHED, since("4.2")),
            ),
        ),
    )


_HUGONIOT = tuple(_number(name) for name in ("p0", "v0", "e0"))


def _shocks() -> tuple[Form, ...]:
    """Shock waves and walls."""
    return (
        Form(
            (_type("msst"), Word(("x", "y", "z"), "the shock direction"), Real("shock velocity")),
            options=(*(_number(name) for name in ("qmass", "mu", "tscale")), *_HUGONIOT),
        ),
        Form(
            (_type("nphug"),),
            options=(*_pressures(_NORMAL_AXES), _T_PERIOD, _P_PERIOD, *_HUGONIOT),
            requires=(_NORMAL_AXES,),
        ),
        Form((_type("wall_piston"),), options=(_number("vp"), _number("thickness"))),
        Form((_type("wall_mirror"),), options=(_number("vp"),)),
        Form((_type("wall_harmonic"),), options=(_number("vp"), _number("k"))),
    )


_SPECTRUM = (
    Option("f_max", (Real("largest frequency", above=0.0, unit="ps^-1"),)),
    Option("N_f", (Integer("frequencies", least=1),)),
)
_QUANTUM: Span = since("5.1")
_TWO_TEMPERATURES: Span = since("5.2")


def _quantum() -> tuple[Form, ...]:
    """Quantum thermal baths and path integrals."""
    bath = (
        Option("temp", (Real("first temperature", above=0.0), Real("last temperature", above=0.0))),
        Option("tperiod", (Real("temperature period", above=0.0, unit="steps"),)),
        Option("pperiod", _LONG_P_PERIOD),
    )
    return (
        Form((_type("nvt_qtb"), *_RAMP), options=_SPECTRUM, span=_QUANTUM),
        Form(
            (_type("npt_qtb"),),
            options=(*bath, *_pressures(_NORMAL_AXES), *_SPECTRUM),
            requires=(("temp",), _NORMAL_AXES),
            span=_QUANTUM,
        ),
        Form((_type("rpmd", "trpmd"), _BEADS)),
        Form((_type("pimd"), _BEADS, *_RAMP)),
        *_barostats((_type("pimd"), _BEADS, *_RAMP)),
    )


def _heat_flow() -> tuple[Form, ...]:
    """Heat sources and sinks."""
    return (
        Form((_type("heat_nhc", "heat_lan", "heat_bdp"), *_HEAT, *_DIFFERENCE), relations=_HEATED),
        Form(
            (_type("heat_nhc_power"), *_HEAT, Real("heating power", above=0.0), *_DIFFERENCE[1:]),
            span=since("main"),
            relations=_HEATED[1:],
        ),
        *(_hybrid(thermostats) for thermostats in range(2, 10)),
        Form(
            (_type("heat_ttm"), *_HEAT, *_DIFFERENCE, *_TTM),
            options=_TTM_OPTIONS,
            span=_TWO_TEMPERATURES,
            relations=_HEATED,
            needs=("orthogonal", "periodic"),
        ),
        Form(
            (_type("ttm"), *_TTM),
            options=_TTM_OPTIONS,
            span=_TWO_TEMPERATURES,
            needs=("orthogonal", "periodic"),
        ),
    )


ENSEMBLE = Keyword(
    "ensemble",
    (
        Form((_type("nve"),)),
        Form((_type("nvt_ber", "nvt_nhc", "nvt_lan", "nvt_bdp", "nvt_bao"), *_RAMP)),
        *_barostats((_type("npt_ber", "npt_scr"), *_RAMP)),
        *_mttk(),
        *_heat_flow(),
        *_quantum(),
        *_integration(),
        *_shocks(),
    ),
    role="ensemble",
    src="integrate/integrate.cu, integrate/ensemble_*.cu",
)
"""``ensemble``; which forms exist in which release is read at every tag."""
