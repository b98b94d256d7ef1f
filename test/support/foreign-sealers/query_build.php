<?php
// http_build_query over the columns and the previous hash: what is not a letter or digit is percent-encoded.
$prev = str_repeat('0', 64);
for ($number = 1; $number <= 200; $number++) {
    $row = ['id' => $number, 'actor' => 'u_' . ($number % 9), 'action' => 'price change', 'sku' => "A/$number", 'prev' => $prev];
    $hash = hash('sha256', http_build_query($row));
    echo json_encode($row + ['hash' => $hash]), "\n";
    $prev = $hash;
}
