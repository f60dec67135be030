-- Sends the requests of a pool (see pool.ts) one after another: arguments are its file and the length of one.
local pool, size

function init(args)
  pool = assert(io.open(args[1], 'rb'))
  pool:setvbuf('full', 1048576)
  size = tonumber(args[2])
end

function request()
  local record = pool:read(size)
  if not record then
    pool:seek('set')
    record = pool:read(size)
  end
  return record
end

function done(summary)
  local e = summary.errors
  io.write(string.format('\nRESULT {"answers":%d,"microseconds":%d,"errors":%d}\n', summary.requests,
    summary.duration, e.connect + e.read + e.write + e.status + e.timeout))
end
