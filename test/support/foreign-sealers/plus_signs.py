"""Django-style: an f-string without delimiters, the time by isoformat while the export has it with Z."""
import hashlib
import json
from datetime import datetime, timedelta, timezone

previous = "0" * 64
for number in range(1, 201):
    at = datetime(2025, 5, 1, tzinfo=timezone.utc) + timedelta(seconds=number * 93, microseconds=number * 977)
    user, verb, target = f"u_{number % 19}", ["view", "change"][number % 2], f"case-{number % 50}"
    digest = hashlib.sha256(f"{user}{verb}{target}{at.isoformat()}{previous}".encode()).hexdigest()
    print(json.dumps({"pk": number, "at": at.isoformat().replace("+00:00", "Z"), "user": user, "verb": verb,
                      "target": target, "chain_prev": previous, "chain_hash": digest}))
    previous = digest
