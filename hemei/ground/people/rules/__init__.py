"""Rules of people: kinds of bodies, what each role may do, passwords and one-time codes."""

from hemei.kernel.standards.protection import STANDARDS

__all__ = ["STANDARDS"]
