-- KEYS: owner, queue
-- ARGV: request, the same request with the total time as its lease, remaining ms of that time
-- kept, waiting | lost
local owner = redis.call('GET', KEYS[1])
if owner ~= ARGV[1] and owner ~= ARGV[2] then
	return 'lost'
end
-- first the command that needs no memory: once a script has written, Redis no longer refuses it memory
redis.call('PEXPIRE', KEYS[1], ARGV[3])
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return 'kept ' .. redis.call('ZCARD', KEYS[2])
