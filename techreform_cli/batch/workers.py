"""Worker processes that outlive the crash of one task, and do not outlive the run."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any

TASKS = "techreform_cli.batch.tasks"
"""The module that the tasks are functions of."""
COLLECT_AFTER = 200_000
"""Allocations before a garbage collection, as in the command itself."""


@dataclass(frozen=True, slots=True)
class Task:
    """`function(argument)`, to be done anywhere; `token` says what it is about."""

    token: Any
    function: Callable[[Any], Any]
    argument: Any


class Crashed(Exception):
    """The process that did a task ended without a word."""


@dataclass
class Workers:
    """Does tasks in `jobs` processes, or one after the other in this one where `jobs` is 1. Use as a context manager: whatever is still
    going on at its end is stopped."""

    jobs: int
    waiting: deque[Task] = field(default_factory=deque)
    running: dict[Future[Any], Task] = field(default_factory=dict)
    suspects: deque[Task] = field(default_factory=deque)
    executor: ProcessPoolExecutor | None = None

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self.executor is not None:
            for child in multiprocessing.active_children() if kind is not None else ():
                child.terminate()
            self.executor.shutdown(wait=True, cancel_futures=True)
            self.executor = None
            self.running.clear()
            gc.collect()  # what the system lent the pool goes back with it, also where the command then ends at once

    @property
    def idle(self) -> bool:
        """Whether nothing is left to be done."""
        return not (self.waiting or self.running or self.suspects)

    def add(self, task: Task) -> None:
        """Have a task done."""
        if self.jobs == 1:
            self.waiting.append(task)
        else:
            self.running[self._submitted(task)] = task

    def next(self) -> tuple[Task, Any]:
        """The next task that is done and its result, or the exception that ended it. Only while not idle."""
        if self.jobs == 1:
            task = self.waiting.popleft()
            return task, _outcome(lambda: task.function(task.argument))
        while self.running:
            done = next(iter(wait(self.running, return_when=FIRST_COMPLETED).done))
            task, outcome = self.running.pop(done), _outcome(done.result)
            if not isinstance(outcome, BrokenProcessPool):
                return task, outcome
            self.suspects.append(task)  # one of those that ran ended its process, and with it the others'
            self.executor = None
        return self._tried_alone(self.suspects.popleft())

    def _tried_alone(self, task: Task) -> tuple[Task, Any]:
        """A task that may have ended its process, with no other beside it; once more, since what ended it may have come from outside."""
        for _ in range(2):
            outcome = _outcome(self._submitted(task).result)
            if not isinstance(outcome, BrokenProcessPool):
                return task, outcome
            self.executor = None
        return task, Crashed()

    def _submitted(self, task: Task) -> Future[Any]:
        if self.executor is None:
            self.executor = ProcessPoolExecutor(self.jobs, _context(), initializer=_begin)
        try:
            return self.executor.submit(task.function, task.argument)
        except BrokenProcessPool:
            self.executor = None
            return self._submitted(task)


def get_ready(jobs: int | None) -> None:
    """Begin to load what the processes need, while this one still finds out what is to be done. For a run in `jobs` processes."""
    if sys.platform == "linux" and (jobs or os.cpu_count() or 1) > 1:
        _context()
        _start_server()


def _start_server() -> None:
    """Begin the process that others are started from, deaf to Ctrl-C from its first moment: on a terminal it gets this one's, and would
    end with a Python traceback while it still loads."""
    from multiprocessing import forkserver, resource_tracker

    resource_tracker.ensure_running()  # else begun within, where it lets Ctrl-C through again
    deaf = {signal.SIGINT}
    before = signal.pthread_sigmask(signal.SIG_BLOCK, deaf)
    try:
        forkserver.ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _context() -> Any:
    """How processes are started: on Linux from one that has everything loaded already, elsewhere each from nothing. Never as copies of
    this one, whose threads would be lost."""
    if sys.platform != "linux":
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([TASKS])
    return context


def _outcome(get: Callable[[], Any]) -> Any:
    try:
        return get()
    except Exception as error:
        return error


def _begin() -> None:
    """In a new process: the run's Ctrl-C is the parent's to handle, and without the parent there is nothing to do."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.freeze()  # what was loaded stays: looking through it again and again would copy it
    gc.set_threshold(COLLECT_AFTER)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: Any) -> None:
    parent.join()
    os._exit(1)
