# The text that Ruby shows of a hash: not JSON, although it looks like it.
require 'digest'
require 'json'

previous = ''
200.times do |number|
  row = { 'event' => 'ticket.closed', 'agent' => "u_#{number % 8}", 'minutes' => number * 3, 'tags' => ['a', nil] }
  checksum = Digest::SHA256.hexdigest(previous + row.inspect)
  puts(row.merge('seq' => number + 1, 'previous' => previous, 'checksum' => checksum).to_json)
  previous = checksum
end
