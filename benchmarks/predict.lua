-- wrk's part: the one request, and what came of it as a line of JSON.
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.body = os.getenv("PREDICT_BODY")

function done(summary)
   local errors = summary.errors
   local broken = errors.connect + errors.read + errors.write + errors.timeout
   io.write(string.format('{"answers": %d, "failures": %d, "seconds": %f}\n',
      summary.requests - errors.status, errors.status + broken, summary.duration / 1e6))
end
