-- Asks for the addresses of a file, one after the other and again: wrk … -s paths.lua URL -- FILE
local paths, place = {}, 0

init = function(args)
  for line in io.lines(args[1]) do
    paths[#paths + 1] = line
  end
end

request = function()
  place = place % #paths + 1
  return wrk.format("GET", paths[place])
end

done = function(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format("RESULT %d %d %d %d %f %f %f\n", summary.requests, summary.duration,
    errors.status + errors.connect + errors.read + errors.timeout, summary.bytes,
    latency:percentile(50), latency:percentile(95), latency:percentile(99)))
end
