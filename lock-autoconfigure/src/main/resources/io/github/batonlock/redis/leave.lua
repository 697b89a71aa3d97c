-- KEYS: owner, queue
-- ARGV: request, the same with the time that it is left for as its lease, ms that are left of that
-- kept, waiting | lost
local owner = redis.call('GET', KEYS[1])
if owner ~= ARGV[1] and owner ~= ARGV[2] then
	return 'lost'
end
-- first what needs no memory: once a script has written, Redis no longer refuses it memory
redis.call('PEXPIRE', KEYS[1], ARGV[3])
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return 'kept ' .. redis.call('ZCARD', KEYS[2])
