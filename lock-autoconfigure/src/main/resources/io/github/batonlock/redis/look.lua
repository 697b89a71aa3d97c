-- KEYS: a key of the shard to check, which is deleted
-- ARGV: own channel, message to it
-- seen, number of visible subscribers or -1 [, reason why the message was refused]
redis.pcall('DEL', KEYS[1])
local channel, message = ARGV[1], ARGV[2]
local counted = redis.pcall('PUBSUB', 'NUMSUB', channel)
local published = redis.pcall('PUBLISH', channel, message)
local refused = type(published) == 'table' and published['err']
return 'seen\n' .. (counted['err'] and -1 or counted[2]) .. (refused and '\n' .. refused or '')
