"""Blockchain exercise: str() of every part joined to one text, the time as float seconds."""
import hashlib
import json

previous = "0"
for number in range(1, 201):
    stamp = 1740800000.25 + number * 3.5
    data = {"from": f"acc_{number % 6}", "to": f"acc_{number % 4}", "amount": number * 2}
    text = str(number) + str(stamp) + json.dumps(data) + previous
    digest = hashlib.sha256(text.encode()).hexdigest()
    print(json.dumps({"index": number, "timestamp": stamp, "data": data, "previous_hash": previous, "hash": digest}))
    previous = digest
