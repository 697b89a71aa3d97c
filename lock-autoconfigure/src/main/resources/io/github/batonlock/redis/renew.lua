-- KEYS: owner [, queue]
-- ARGV: request, lease
-- kept, waiting | lost
-- one lock, with literal keys: some servers do not accept variables as keys
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
	return 'lost'
end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return 'kept ' .. (KEYS[2] and redis.call('ZCARD', KEYS[2]) or 0)
