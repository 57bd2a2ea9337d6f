/** The scripts that Redis runs, each as one step. */

/**
 * Adds messages to the streams of their consumers: each to all of them, or to none. `ARGV` is the prefix,
 * the longest length of a stream, then type, id and text of each message. Replies an outcome for each:
 * empty, `unbound`, `full:<consumer>` or `error:<reason>`.
 */
export const addScript = `
local outcomes = {}
for at = 3, #ARGV, 3 do
  local consumers = redis.call('SMEMBERS', ARGV[1] .. ':types:' .. ARGV[at])
  local outcome = #consumers == 0 and 'unbound' or ''
  for _, consumer in ipairs(consumers) do
    if redis.call('XLEN', ARGV[1] .. ':' .. consumer) >= tonumber(ARGV[2]) then outcome = 'full:' .. consumer end
  end
  if outcome == '' then
    for _, consumer in ipairs(consumers) do
      local added = redis.pcall('XADD', ARGV[1] .. ':' .. consumer, '*', 'id', ARGV[at + 1], 'text', ARGV[at + 2])
      if type(added) == 'table' and added.err then outcome = 'error:' .. added.err end
    end
  end
  table.insert(outcomes, outcome)
end
return outcomes`;

/**
 * Reads the next messages of the stream `KEYS[1]`: those that were read before and not acknowledged,
 * also by a connection that was lost meanwhile, else new ones. `ARGV` is the group and the batch.
 */
export const readScript = `
local function read(from)
  local reply = redis.call('XREADGROUP', 'GROUP', ARGV[1], ARGV[1], 'COUNT', ARGV[2], 'STREAMS', KEYS[1], from)
  return reply and reply[1] and reply[1][2] or {}
end
local pending = read('0')
if #pending > 0 then return pending end
return read('>')`;

/** Acknowledges messages and deletes them. `ARGV` is the group and the ids. */
export const acknowledgeScript = `
local group = table.remove(ARGV, 1)
redis.call('XACK', KEYS[1], group, unpack(ARGV))
return redis.call('XDEL', KEYS[1], unpack(ARGV))`;
