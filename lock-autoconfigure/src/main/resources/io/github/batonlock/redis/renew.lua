-- KEYS: owner, queue
-- ARGV: request, lease
-- kept, waiting | lost
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
	return {'lost'}
end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return {'kept', redis.call('ZCARD', KEYS[2])}
