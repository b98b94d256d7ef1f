#!/usr/bin/env bash
# Seals audit lines the way a small shop might: one hash chain per shop, made with sha256sum.
#
# Reads tab-separated lines: shop, number, time, actor, action, object, note. Writes CSV with every field quoted, and two
# columns more: `previous`, which is the hash of that shop's line before or the word GENESIS, and `hash`, which is
#
#   SHA-256( previous "|" shop "|" number "|" time "|" actor "|" action "|" object "|" note )
#
# in lower-case hex. Knows nothing of the program whose test it is for, and shares no code with it.
set -euo pipefail
export LC_ALL=C.UTF-8

quoted() { printf '"%s"' "${1//\"/\"\"}"; }

declare -A last
printf 'shop,seq,time,actor,action,object_id,note,previous,hash\n'
while IFS= read -r line || [ -n "$line" ]; do
  # With IFS, read would take two tabs for one, and an empty field is a field.
  mapfile -t -d $'\t' field < <(printf '%s' "$line")
  shop=${field[0]}
  preimage=${last[$shop]:-GENESIS}
  for index in 0 1 2 3 4 5 6; do
    preimage+="|${field[$index]:-}"
    quoted "${field[$index]:-}"
    printf ','
  done
  hash=$(printf '%s' "$preimage" | sha256sum)
  hash=${hash%% *}
  printf '%s,%s\n' "${last[$shop]:-GENESIS}" "$hash"
  last[$shop]=$hash
done
