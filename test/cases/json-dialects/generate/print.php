<?php
// Reads a JSON list of texts; prints for each what json_encode makes of it, null where it makes nothing.
ini_set('serialize_precision', '-1');

function sorted_names($value)
{
    if (is_array($value)) {
        return array_map('sorted_names', $value);
    }
    if (!is_object($value)) {
        return $value;
    }
    $members = array_map('sorted_names', (array) $value);
    ksort($members);
    return (object) $members;
}

function printed(string $text, int $flags, bool $sort): ?string
{
    $value = json_decode($text, false);
    if (json_last_error() !== JSON_ERROR_NONE) {
        return null;
    }
    $out = json_encode($sort ? sorted_names($value) : $value, $flags);
    return $out === false ? null : $out;
}

$texts = json_decode(stream_get_contents(STDIN), true);
$outputs = [];
foreach (['php' => 0, 'php-plain' => JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE] as $name => $flags) {
    $outputs[$name] = array_map(fn ($text) => printed($text, $flags, false), $texts);
    $outputs["$name sorted"] = array_map(fn ($text) => printed($text, $flags, true), $texts);
}
echo json_encode(['program' => 'php json_encode', 'version' => PHP_VERSION, 'outputs' => $outputs]);
