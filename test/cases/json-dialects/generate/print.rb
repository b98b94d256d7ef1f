# Reads a JSON list of texts; prints for each what JSON.generate makes of it, null where it makes nothing.
require 'json'

def sorted(value)
  case value
  when Hash then value.keys.sort.to_h { |name| [name, sorted(value[name])] }
  when Array then value.map { |item| sorted(item) }
  else value
  end
end

def printed(text, sorts)
  value = JSON.parse(text)
  out = JSON.generate(sorts ? sorted(value) : value)
  out.valid_encoding? ? out : nil
rescue JSON::JSONError
  nil
end

texts = JSON.parse($stdin.read)
puts JSON.generate(
  'program' => 'ruby json', 'version' => "#{RUBY_VERSION} json #{JSON::VERSION}",
  'outputs' => { 'ruby' => texts.map { |t| printed(t, false) }, 'ruby sorted' => texts.map { |t| printed(t, true) } }
)
