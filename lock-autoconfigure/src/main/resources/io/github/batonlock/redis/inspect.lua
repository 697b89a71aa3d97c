-- KEYS: owner, queue
-- ARGV: maximum number of queued requests to return, at least 1
-- free, waiting | owned, waiting, remaining ms of the owner, owner; then the queued requests in order
local owner = redis.call('GET', KEYS[1])
local waiting = redis.call('ZCARD', KEYS[2])
local state = 'free\n' .. waiting
if owner then
	state = string.format('owned\n%.0f\n%.0f\n', waiting, redis.call('PTTL', KEYS[1])) .. owner
end
for _, request in ipairs(redis.call('ZRANGE', KEYS[2], 0, ARGV[1] - 1)) do
	state = state .. '\n' .. request
end
return state
