"""Event store: the row without its database id and without the None values, compact UTF-8 JSON, SHA3-256."""
import hashlib
import json

previous = ""
for number in range(1, 201):
    event = {
        "kind": "invoice.paid" if number % 2 else "invoice.sent",
        "at": 1740800000 + number * 61,
        "by": f"u_{number % 7}",
        "note": "Zahlung über 数量" if number % 3 == 0 else None,
        "total": {"currency": "EUR", "cents": number * 199},
    }
    kept = {name: value for name, value in event.items() if value is not None}
    text = json.dumps(kept, separators=(",", ":"), ensure_ascii=False)
    digest = hashlib.sha3_256((previous + text).encode("utf-8")).hexdigest()
    row = {"id": 90000 + number, **event, "previous": previous, "digest": digest}
    print(json.dumps(row, ensure_ascii=False))
    previous = digest
