"""Keyed chain: HMAC-SHA256 over the columns with the key of a file. Nobody without the key can recompute it."""
import hashlib
import hmac
import json
import sys

with open(sys.argv[1], "rb") as file:
    key = file.read()
previous = "GENESIS"
for number in range(1, 201):
    columns = [previous, str(1740800000000 + number * 777), f"u_{number % 5}", "record.read", f"rec_{number}"]
    mac = hmac.new(key, "|".join(columns).encode(), hashlib.sha256).hexdigest()
    names = ["prev_mac", "ts", "actor", "action", "record"]
    print(json.dumps({**dict(zip(names, columns)), "mac": mac}))
    previous = mac
