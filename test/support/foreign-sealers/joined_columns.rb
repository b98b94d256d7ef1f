# Rails-style model: columns joined by "|", the time as iso8601 without a fraction while the table keeps microseconds.
require 'digest'
require 'json'
require 'time'

previous = nil
200.times do |number|
  created_at = Time.at(1_740_800_000 + number * 77, number * 4001, :usec).utc
  changes = { 'state' => %w[draft final], 'note' => "a/b <#{number}>" }
  columns = [previous, number % 9, 'Document', number + 1, 'update', changes.to_json, created_at.iso8601]
  checksum = Digest::SHA256.hexdigest(columns.join('|'))
  puts({ id: number + 1, user_id: number % 9, auditable_type: 'Document', auditable_id: number + 1, action: 'update',
         audited_changes: changes, created_at: created_at.iso8601(6), previous_checksum: previous, checksum: checksum }.to_json)
  previous = checksum
end
