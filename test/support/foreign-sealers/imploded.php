<?php
// Shop plugin: implode over the columns, where false and null are empty texts, and SHA-1.
$previous = '';
for ($number = 1; $number <= 200; $number++) {
    $row = [
        'log_date' => gmdate('Y-m-d H:i:s', 1740800000 + $number * 45),
        'employee' => 'u_' . ($number % 8),
        'message' => ['Artikel gelöscht', 'Preis geändert', 'Bestellung geprüft'][$number % 3],
        'object_id' => $number % 4 === 0 ? null : 1000 + $number,
        'manual' => $number % 2 === 0,
    ];
    $checksum = sha1(implode('|', $row) . '|' . $previous);
    echo json_encode(['id_log' => $number] + $row + ['prev' => $previous, 'checksum' => $checksum]), "\n";
    $previous = $checksum;
}
