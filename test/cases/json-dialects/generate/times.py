"""Points in time as datetime.isoformat prints them; the input is [[seconds, nanoseconds], ...]."""
import json
import sys
from datetime import datetime, timedelta, timezone

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
times = [EPOCH + timedelta(seconds=seconds, microseconds=nanos // 1000) for seconds, nanos in json.load(sys.stdin)]
json.dump({
    "version": sys.version.split()[0],
    "outputs": {
        "isoformat": [time.isoformat() for time in times],
        "isoformat with a space": [time.replace(tzinfo=None).isoformat(" ") for time in times],
        "isoformat in milliseconds": [time.isoformat(timespec="milliseconds") for time in times],
    },
}, sys.stdout)
