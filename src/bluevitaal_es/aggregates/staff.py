"""One member of staff, or one label of an old register, as the rules see it."""

from bluevitaal_es.aggregates.stream import Stream
from bluevitaal_es.rules.register import Register, follow

STAFF: Stream[Register] = Stream("staff", Register(), follow)
