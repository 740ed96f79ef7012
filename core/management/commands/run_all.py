"""Serve the program on one machine: web server and Celery worker side by side."""

import os
import signal
import subprocess
import sys
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """Start gunicorn and a worker with beat; stop both when either ends or on Ctrl-C."""

    help = "Serve the program on one machine: the web server and a Celery worker beside it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the port and the number of web processes."""
        parser.add_argument("--port", default=os.environ.get("PORT", "8000"))
        parser.add_argument("--workers", default="2")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until one of the two processes ends."""
        address = f"127.0.0.1:{options['port']}"
        web = [
            sys.executable,
            "-m",
            "gunicorn",
            "config.wsgi",
            "--bind",
            address,
            "--workers",
            options["workers"],
        ]
        web += ["--threads", "4", "--timeout", "60", "--access-logfile", os.devnull]
        worker = [sys.executable, "-m", "celery", "-A", "config", "worker", "--beat", "--pool", "threads"]
        worker += ["--concurrency", "2", "--loglevel", "WARNING", "--without-gossip", "--without-mingle"]
        processes = [subprocess.Popen(command) for command in (web, worker)]  # noqa: S603
        self.stdout.write(f"http://{address}/")
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        try:
            while all(process.poll() is None for process in processes):
                time.sleep(0.5)
        except KeyboardInterrupt:
            pass
        finally:
            for process in processes:
                if process.poll() is None:
                    process.terminate()
            for process in processes:
                process.wait(timeout=30)
