"""Reads a JSON list of texts from standard input; prints for each what json.dumps makes of it, null where it makes nothing."""
import json
import sys

SHAPES = {
    "python": dict(ensure_ascii=True),
    "python-compact": dict(ensure_ascii=True, separators=(",", ":")),
    "python-utf8": dict(ensure_ascii=False),
    "python-compact-utf8": dict(ensure_ascii=False, separators=(",", ":")),
}


def printed(text, options):
    try:
        out = json.dumps(json.loads(text), **options)
        out.encode("utf-8")
        return out
    except (ValueError, UnicodeError):
        return None


texts = json.load(sys.stdin)
answer = {"program": "python json", "version": sys.version.split()[0], "outputs": {}}
for name, options in SHAPES.items():
    answer["outputs"][name] = [printed(text, options) for text in texts]
    answer["outputs"][name + " sorted"] = [printed(text, dict(options, sort_keys=True)) for text in texts]
json.dump(answer, sys.stdout)
