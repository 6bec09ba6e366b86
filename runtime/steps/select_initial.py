"""Choice of the initial training set: SOAP, principal components, clusters (paper, Methods)."""

from saggar.runtime.selection.clustering import Selection, select_by_clusters
from saggar.runtime.selection.soap import SoapSettings, soap_descriptors
from saggar.runtime.steps.context import StepContext
from saggar.runtime.steps.frames import FRAMES, read_frames, write_frames, write_table
from saggar.runtime.structures.cell import Cell
from saggar.schemas.results import FramesOutcome
from saggar.schemas.steps import SelectInitialFrames


def execute(settings: SelectInitialFrames, context: StepContext) -> FramesOutcome:
    """Write the frame nearest to the centre of each cluster, and the map of the pool.

    Parameters
    ----------
    settings : SelectInitialFrames
        Descriptor, dimensions, number of frames.
    context : StepContext
        Where to read and write.
    """
    pool = [frame for source in context.results("pool") for frame in read_frames(source / FRAMES)]
    section = settings.select
    soap = SoapSettings(
        cutoff_A=section.soap.cutoff_A,
        n_max=section.soap.n_max,
        l_max=section.soap.l_max,
        sigma_A=section.soap.width_A,
    )
    features = soap_descriptors(pool, context.lock.campaign.species, soap)
    chosen = select_by_clusters(
        features,
        min(section.frames, len(pool)),
        dimensions=section.dimensions,
        seed=settings.seed,
    )
    write_frames(context.folder, [pool[index] for index in chosen.indices])
    _write_map(context, pool, chosen)
    return FramesOutcome(
        frames=len(chosen.indices),
        pool=len(pool),
        explained_variance=tuple(float(x) for x in chosen.explained_variance),
    )


def _write_map(context: StepContext, pool: list[Cell], chosen: Selection) -> None:
    picked = set(chosen.indices.tolist())
    write_table(
        context.folder / "projection.csv",
        ("frame", "origin", "pc1", "pc2", "cluster", "selected"),
        (
            (
                index,
                frame.name.rsplit("/", 1)[0],
                float(point[0]),
                float(point[1]) if len(point) > 1 else 0.0,
                int(cluster),
                int(index in picked),
            )
            for index, (frame, point, cluster) in enumerate(
                zip(pool, chosen.projection, chosen.labels, strict=True)
            )
        ),
    )
