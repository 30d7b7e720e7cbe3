/**
 * The Lua scripts of the Redis adapter. Each is one atomic step.
 *
 * Keys, after the prefix: `leases` (hash: name → JSON), `fences` (hash: lease → highest token seen),
 * `token` (the last token), `doc:<collection>` (hash: key → `version|value`), `list:<list>` (stream).
 */

const nowMs = `
local time = redis.call('TIME')
local nowMs = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
`;

/** KEYS leases, fences, token; ARGV name, holder, ttlMs, metadata. Token as text, or nil. */
export const acquireLeaseScript = `${nowMs}
local current = redis.call('HGET', KEYS[1], ARGV[1])
if current then
  local lease = cjson.decode(current)
  if lease.expiresAtMs > nowMs and lease.holder ~= ARGV[2] then return nil end
end
local token = math.max(tonumber(redis.call('GET', KEYS[3]) or '0'), nowMs) + 1
local text = string.format('%.0f', token)
redis.call('SET', KEYS[3], text)
redis.call('HSET', KEYS[2], ARGV[1], text)
redis.call('HSET', KEYS[1], ARGV[1], cjson.encode({
  holder = ARGV[2], token = text, metadata = ARGV[4], expiresAtMs = nowMs + tonumber(ARGV[3])
}))
return text
`;

/** KEYS leases; ARGV ttlMs, then name and token of each. 1 or 0 for each. */
export const renewLeasesScript = `${nowMs}
local results = {}
for i = 2, #ARGV, 2 do
  local held = 0
  local current = redis.call('HGET', KEYS[1], ARGV[i])
  if current then
    local lease = cjson.decode(current)
    if lease.token == ARGV[i + 1] and lease.expiresAtMs > nowMs then
      lease.expiresAtMs = nowMs + tonumber(ARGV[1])
      redis.call('HSET', KEYS[1], ARGV[i], cjson.encode(lease))
      held = 1
    end
  end
  results[#results + 1] = held
end
return results
`;

/** KEYS leases; ARGV name, token. */
export const releaseLeaseScript = `
local current = redis.call('HGET', KEYS[1], ARGV[1])
if current and cjson.decode(current).token == ARGV[2] then
  redis.call('HDEL', KEYS[1], ARGV[1])
end
return 1
`;

/** KEYS leases; ARGV prefix. Name and JSON of each that is held; removes those long expired. */
export const listLeasesScript = `${nowMs}
local all = redis.call('HGETALL', KEYS[1])
local results = {}
for i = 1, #all, 2 do
  local lease = cjson.decode(all[i + 1])
  if lease.expiresAtMs <= nowMs - 3600000 then
    redis.call('HDEL', KEYS[1], all[i])
  elseif lease.expiresAtMs > nowMs and string.sub(all[i], 1, #ARGV[1]) == ARGV[1] then
    results[#results + 1] = all[i]
    results[#results + 1] = all[i + 1]
  end
end
return results
`;

/**
 * KEYS fences, then one hash per mutation; ARGV lease, token, then per mutation kind, key, version,
 * expected version (`any`, `none` or a number) and value. `FENCED` and the token seen, or per
 * mutation `ok` or the actual version (`none` for no document).
 */
export const writeScript = `
local seen = tonumber(redis.call('HGET', KEYS[1], ARGV[1]) or '0')
if tonumber(ARGV[2]) < seen then return {'FENCED', string.format('%.0f', seen)} end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
local results = {}
for i = 2, #KEYS do
  local at = 3 + (i - 2) * 5
  local kind, key, version, expected = ARGV[at], ARGV[at + 1], ARGV[at + 2], ARGV[at + 3]
  local stored = redis.call('HGET', KEYS[i], key)
  local actual = 'none'
  if stored then actual = string.sub(stored, 1, string.find(stored, '|', 1, true) - 1) end
  local isNewer = kind == 'delete' or actual == 'none' or tonumber(version) > tonumber(actual)
  if expected ~= 'any' and (expected ~= actual or not isNewer) then
    results[i - 1] = actual
  else
    if kind == 'delete' then
      redis.call('HDEL', KEYS[i], key)
    else
      redis.call('HSET', KEYS[i], key, version .. '|' .. ARGV[at + 4])
    end
    results[i - 1] = 'ok'
  end
end
return results
`;

/** KEYS the list; ARGV how long it may be, then the values. Nodes of a stream are cut off whole. */
export const appendToListScript = `
for i = 2, #ARGV do
  redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[1], '*', 'value', ARGV[i])
end
return 1
`;
