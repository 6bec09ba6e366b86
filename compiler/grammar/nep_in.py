"""The table of nep.in: every key of ``nep`` from GPUMD 4.0 to main with its limits by release.

Read from ``src/main_nep/parameters.cu`` and ``parameters.cuh`` at the tags v4.0 to v5.6 and at the
development of August 2026.
"""

from saggar.compiler.grammar.arguments import (
    Form,
    Integer,
    Keyword,
    Less,
    Real,
    Repeat,
    Slot,
    Table,
    Text,
)
from saggar.compiler.grammar.releases import ALL, Span, before, since

ROOM_BEFORE_4_9, ROOM = 105, 179
"""Words of a line for which there is room; more overwrite memory. parameters.cu, param[]."""

MOST_ANGULAR = 90
"""Angular descriptors, since 5.4; parameters.cu, calculate_parameters."""

_PARAMETERS = "main_nep/parameters.cu"
_SWITCH = (0, 1)


def _key(name: str, *forms: Form, span: Span = ALL, instead: str = "") -> Keyword:
    return Keyword(name, forms, "lasting", _PARAMETERS, span, instead)


def _one(name: str, slot: Slot, *, span: Span = ALL, instead: str = "") -> Keyword:
    return _key(name, Form((slot,)), span=span, instead=instead)


def _pair(radial: int, angular: int, span: Span) -> Form:
    """Two upper indices."""
    return Form(
        (Integer("radial", least=0, most=radial), Integer("angular", least=0, most=angular)),
        span=span,
    )


def _cutoffs(least_A: float, most_A: float) -> tuple[Slot, ...]:
    return (
        Real("radial", most=most_A, unit="A"),
        Real("angular", least=least_A, unit="A"),
    )


_INSIDE = (Less("angular", "radial", or_equal=True),)


def _typewise(least_A: float, span: Span) -> tuple[Form, ...]:
    """One pair for all, or one pair a type."""
    pair = _cutoffs(least_A, 100)
    return (
        Form(pair, span=span, relations=_INSIDE),
        Form((Repeat(pair, times="types"),), span=span, relations=_INSIDE),
    )


_THREE_BODY = Integer("three-body", least=0, most=8)
_L_MAX_OLD = Form(
    (_THREE_BODY,),
    optional=(Integer("four-body", allowed=(0, 2)), Integer("five-body", allowed=_SWITCH)),
    span=before("5.3"),
    relations=(
        Less("four-body", "three-body", or_equal=True),
        Less("five-body", "four-body", or_equal=True),
    ),
)


def _l_max(invariants: tuple[str, ...], span: Span) -> Form:
    """Since 5.3: any number but 0 switches an invariant on."""
    return Form(
        (Integer("three-body", least=2, most=8),),
        optional=tuple(Integer(name) for name in invariants),
        span=span,
    )


_NEURONS = Integer("neurons", least=1, most=120)
_HIDDEN = Integer("neurons of the second layer", least=0, most=120)
_SAVE = (Integer("interval", least=0), Integer("format", allowed=_SWITCH))
_FOUNDATION = (Text("nep.txt"), Text("nep.restart"))

_KEYS = (
    _key("type", Form((Integer("types", least=1, most=94), Repeat((Text("element"),), "types")))),
    _one("model_type", Integer("model", allowed=(0, 1, 2, 3))),
    _one("mode", Integer("model", allowed=(0, 1, 2, 3))),
    _one("prediction", Integer("prediction", allowed=_SWITCH)),
    _key(
        "version",
        Form((Integer("version", allowed=(3, 4)),), span=before("5.3")),
        Form((Integer("version", allowed=(4,)),), span=since("5.3")),
    ),
    _key(
        "cutoff",
        Form(_cutoffs(2.5, 10), span=before("4.7"), relations=_INSIDE),
        *_typewise(2.5, since("4.7", "4.9")),
        *_typewise(3.0, since("4.9")),
    ),
    _key("n_max", _pair(19, 19, before("4.1")), _pair(12, 8, since("4.1"))),
    _key(
        "basis_size",
        _pair(19, 19, before("4.1")),
        _pair(16, 12, since("4.1", "5.3")),
        _pair(8, 8, since("5.3", "5.4")),
        _pair(16, 12, since("5.4")),
    ),
    _key(
        "l_max",
        _L_MAX_OLD,
        _l_max(("q_222", "q_1111", "q_112", "q_1122"), since("5.3", "5.4")),
        _l_max(("q_222", "q_1111", "q_112", "q_123", "q_233", "q_134"), since("5.4")),
    ),
    _key(
        "neuron",
        Form((Integer("neurons", least=1, most=200),), span=before("4.1")),
        Form((_NEURONS,), span=since("4.1", "5.1")),
        Form((_NEURONS,), optional=(_HIDDEN,), span=since("5.1")),
    ),
    _key(
        "batch",
        Form((Integer("batch", least=1),), optional=(Integer("full batch", allowed=_SWITCH),)),
    ),
    _one("population", Integer("population", least=10, most=200)),
    _one("generation", Integer("generations", least=0, most=10_000_000)),
    *(
        _one(name, Real("weight", least=0.0))
        for name in ("lambda_1", "lambda_2", "lambda_e", "lambda_f", "lambda_v", "lambda_shear")
    ),
    _one("lambda_q", Real("weight", least=0.0), span=since("4.2")),
    _one("lambda_z", Real("weight", least=0.0), span=since("4.8")),
    _key("type_weight", Form((Repeat((Real("weight"),), "types"),))),
    _one("force_delta", Real("force", unit="eV/A")),
    _key(
        "zbl",
        Form((Real("outer cutoff", least=1.0, most=2.5, unit="A"),), span=before("4.9")),
        Form((Real("outer cutoff", least=1.0, most=4.0, unit="A"),), span=since("4.9")),
    ),
    _one("initial_para", Real("bound", least=0.1, most=1.0)),
    _one("sigma0", Real("deviation", least=0.01, most=0.1)),
    _one("atomic_v", Integer("switch", allowed=_SWITCH)),
    _key(
        "use_typewise_cutoff",
        Form(),
        Form(
            (Real("radial factor"), Real("angular factor", least=1.5)),
            relations=(Less("angular factor", "radial factor", or_equal=True),),
        ),
        span=before("4.7"),
        instead="give `cutoff` two radii for each type",
    ),
    _key("use_typewise_cutoff_zbl", Form(optional=(Real("factor", least=0.5),))),
    _one("output_descriptor", Integer("descriptors", allowed=(0, 1, 2))),
    _one(
        "has_charge",
        Integer("charge mode", allowed=(0, 1, 2)),
        span=before("4.1"),
        instead="write `charge_mode <mode>`",
    ),
    _key(
        "charge_mode",
        Form((Integer("charge mode", allowed=(0, 1, 2, 3)),), span=since("4.1", "4.4")),
        *(
            Form(
                (Integer("charge mode", least=0, most=most),),
                optional=(Integer("flip", allowed=_SWITCH),),
                span=span,
            )
            for most, span in (
                (5, since("4.4", "4.7")),
                (3, since("4.7", "5.4")),
                (2, since("5.4")),
            )
        ),
        span=since("4.1"),
        instead="write `has_charge <mode>`",
    ),
    _key(
        "fine_tune",
        Form(_FOUNDATION, span=before("4.8")),
        Form(_FOUNDATION, optional=(Integer("descriptor", allowed=_SWITCH),), span=since("4.8")),
    ),
    _key(
        "save_potential",
        Form(_SAVE, span=since("4.1", "4.4")),
        Form((*_SAVE, Integer("restart", allowed=_SWITCH)), span=since("4.4")),
        span=since("4.1"),
    ),
    _one(
        "q_scaler",
        Real("scaler", least=0.01, most=0.1),
        span=since("5.4", "5.6"),
        instead="delete it; the scale of descriptors follows from the data",
    ),
    _one("output_interval", Integer("interval", least=1), span=since("5.6")),
    _one("import_q_scaler", Integer("switch", allowed=_SWITCH), span=since("5.6")),
    _one("vdw", Integer("switch", allowed=_SWITCH), span=since("main")),
    _one("charge_vdw", Integer("switch", allowed=_SWITCH), span=since("main")),
)

NEP_IN = Table(_KEYS)
"""All keys."""
