"""One trajectory out of the segments of a production run."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from saggar.runtime.engines.gpumd.output import Frame, iter_frames

TRAJECTORY = "dump.xyz"


def read_trajectory(segments: Sequence[Path]) -> Iterator[tuple[float, Frame]]:
    """Give the frames of all segments with the time since the start of the first.

    Parameters
    ----------
    segments : sequence of Path
        Folders of the segments in order. Each begins at time 0 and ends with a frame.

    Yields
    ------
    float, Frame
        Time, fs, and frame.
    """
    start = 0.0
    for folder in segments:
        time = 0.0
        for frame in iter_frames(folder / TRAJECTORY):
            time = frame.time_fs
            yield start + time, frame
        start += time
