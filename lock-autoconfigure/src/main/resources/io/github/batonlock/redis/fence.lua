-- KEYS: owner, fence
-- ARGV: request, wanted
-- drawn, first token | lost
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
	return 'lost'
end
local time = redis.call('TIME')
local first = math.max(time[1] * 1000000 + time[2], tonumber(redis.call('GET', KEYS[2]) or 0) + 1)
redis.call('SET', KEYS[2], string.format('%.0f', first + ARGV[2] - 1))
return string.format('drawn\n%.0f', first)
