"""Flask-style audit log: json.dumps with sorted keys and its own separators, the previous hash among the members."""
import hashlib
import json
from datetime import datetime, timedelta, timezone

previous = "0" * 64
moment = datetime(2025, 3, 1, 8, 0, 0, tzinfo=timezone.utc)
for number in range(1, 201):
    moment += timedelta(seconds=37, microseconds=number * 1311)
    entry = {
        "timestamp": moment.isoformat(),
        "user": f"u_{number % 9}",
        "action": ["login", "export", "delete"][number % 3],
        "resource": f"/files/{number}",
        "details": {"reason": "Größe geprüft" if number % 4 else "ok", "bytes": number * 10, "ratio": number / 8},
        "success": number % 5 != 0,
        "prev_hash": previous,
    }
    digest = hashlib.sha256(json.dumps(entry, sort_keys=True).encode()).hexdigest()
    print(json.dumps({**entry, "hash": digest}, ensure_ascii=False))
    previous = digest
