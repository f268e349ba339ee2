"""The worker processes that train: one for each core, started when they are needed, gone after a minute without work.

Threads would be simpler and several times slower: every NumPy call gives up the interpreter lock and waits to get it
back from the thread that draws the page. loky, as joblib ships it, starts processes that never import Streamlit's
entry script, and replaces one that was killed.
"""

from concurrent.futures import Executor

IDLE_SECONDS = 60

# One BLAS thread in each worker: two in each of two workers fight over two cores and take four times as long.
ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS"), "1")


def executor() -> Executor:
    """The process pool that all training shares; a new one where the last was broken by a killed worker.

    Never called from a done-callback of a broken pool: replacing a pool waits for the thread that runs those.
    """
    from joblib.externals.loky import cpu_count, get_reusable_executor

    return get_reusable_executor(max_workers=cpu_count(), timeout=IDLE_SECONDS, env=ONE_THREAD)


def warm_up() -> None:
    """Start the workers before they are needed, so that the first chunk need not wait for Python to start."""
    from joblib.externals.loky import cpu_count

    pool = executor()
    for _ in range(cpu_count()):
        pool.submit(_import_numpy)


def _import_numpy() -> None:
    import nn_core  # noqa: F401
