"""Runs the validation of the AWS command line over object stores that are files, and prints what it says.

Reads one JSON document from standard input: a list of stores with their objects, key list and trail. Writes one JSON list
of lines for each store. Nothing is sent anywhere: the three clients that the program is given are made here.
"""
import base64
import io
import json
import sys
from datetime import datetime, timezone

import awscli
from awscli.customizations.cloudtrail.validation import CloudTrailValidateLogs
from botocore.exceptions import ClientError


class Pages:
    def __init__(self, keys):
        self.keys = keys

    def search(self, _expression):
        return iter(self.keys)


class Paginator:
    def __init__(self, store):
        self.store = store

    def paginate(self, Bucket, Marker='', Prefix=''):
        return Pages(sorted(k for (b, k) in self.store if b == Bucket and k > Marker and k.startswith(Prefix)))


class Objects:
    def __init__(self, store):
        self.store = store

    def get_client(self, _bucket):
        return self

    def get_paginator(self, _name):
        return Paginator(self.store)

    def get_object(self, Bucket, Key):
        found = self.store.get((Bucket, Key))
        if found is None:
            raise ClientError({'Error': {'Code': 'NoSuchKey', 'Message': 'no such key'}}, 'GetObject')
        return {'Body': io.BytesIO(base64.b64decode(found['bytes'])), 'Metadata': found['metadata']}


class Keys:
    def __init__(self, reply):
        self.reply = reply

    def list_public_keys(self, StartTime, EndTime):
        return self.reply


def run(given):
    store = {(item['bucket'], item['key']): item for item in given['objects']}
    command = CloudTrailValidateLogs(None)
    region, account = given['region'], given['account']
    command.trail_arn = f"arn:aws:cloudtrail:{region}:{account}:trail/{given['trail']}"
    command.is_verbose = True
    command.start_time = datetime.fromtimestamp(given['start'], timezone.utc)
    command.end_time = datetime.fromtimestamp(given['end'], timezone.utc)
    command._found_start_time = command.start_time
    command.s3_bucket, command.s3_prefix, command.account_id = given['bucket'], given['prefix'] or None, account
    command._source_region = region
    command.s3_client_provider = Objects(store)
    command.cloudtrail_client = Keys(given['keys'])
    command.organization_client = None
    lines = []
    command._write_status = lambda message, is_error=False: lines.append(message)
    stdout, sys.stdout = sys.stdout, io.StringIO()
    try:
        command._call()
    except Exception as error:
        lines.append(f'stopped: {error}')
    finally:
        sys.stdout = stdout
    return lines


print(json.dumps({'version': awscli.__version__, 'lines': [run(given) for given in json.load(sys.stdin)]}))
