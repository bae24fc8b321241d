-- What wrk tells of a run, on one line that a program can read.
done = function(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format("RESULT %d %d %d %d %f %f %f\n", summary.requests, summary.duration,
    errors.status + errors.connect + errors.read + errors.timeout, summary.bytes,
    latency:percentile(50), latency:percentile(95), latency:percentile(99)))
end
