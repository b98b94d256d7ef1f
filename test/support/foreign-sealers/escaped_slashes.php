<?php
// Laravel-style log: the previous hash in front of json_encode of the columns, slashes and umlauts escaped.
$previous = str_repeat('0', 64);
for ($number = 1; $number <= 200; $number++) {
    $row = [
        'id' => $number,
        'user_id' => $number % 11,
        'event' => 'order/updated',
        'url' => "https://shop.example.com/orders/$number",
        'old_values' => $number % 3 === 0 ? null : ['status' => 'offen', 'note' => 'Größe'],
        'new_values' => ['status' => 'bezahlt', 'price' => $number + 0.5],
        'created_at' => gmdate('Y-m-d H:i:s', 1740800000 + $number * 45),
    ];
    $hash = hash('sha256', $previous . json_encode($row));
    echo json_encode($row + ['previous_hash' => $previous, 'hash' => $hash], JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE), "\n";
    $previous = $hash;
}
