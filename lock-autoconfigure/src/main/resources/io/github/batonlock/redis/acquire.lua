-- KEYS: owner, queue
-- ARGV: request, lease, enqueue (no | yes | others)
-- granted, waiting, 1 if the request was queued | wait, remaining ms of the owner, place or -1, owner [, unsent]
-- unsent: reason of the refusal, receiving instance, message
-- as lines of one text: converting a table into a reply costs as much as three commands
local request, lease = ARGV[1], tonumber(ARGV[2])
local owner = redis.call('GET', KEYS[1])

if not owner or owner == request then
	-- count before the key may be deleted: while its slot moves, a script may not access a missing key
	local waiting = redis.call('ZCARD', KEYS[2])
	-- first the command that shrinks: once a script has written, Redis no longer refuses it memory
	local queued = redis.call('ZREM', KEYS[2], request)
	if owner then
		redis.call('PEXPIRE', KEYS[1], lease)
	else
		redis.call('SET', KEYS[1], request, 'PX', lease)
	end
	return 'granted\n' .. waiting - queued .. '\n' .. queued
end

-- more time than the owner requested: the clock was stepped back
local left = redis.call('PTTL', KEYS[1])
local whole = tonumber(string.match(owner, '^[^:]*:[^:]*:(%d+):'))
if whole and (left > whole or left < 0) then
	redis.call('PEXPIRE', KEYS[1], whole)
	left = whole
end

local single = string.find(owner, ':[^:]*s[^:]*$')
local place = tonumber(redis.call('ZSCORE', KEYS[2], request))
local alone = not place and redis.call('EXISTS', KEYS[2]) == 0
local ask = place or (alone and not single)

if not place and (ARGV[3] == 'yes' or (ARGV[3] == 'others' and not (alone and single))) then
	local time = redis.call('TIME')
	local last = redis.call('ZRANGE', KEYS[2], -1, -1, 'WITHSCORES')[2]
	place = math.max(time[1] * 1000000 + time[2], (tonumber(last) or 0) + 1)
	redis.call('ZADD', KEYS[2], string.format('%.0f', place), request)
end
-- PEXPIRE with GT would leave a new key without a time to live
if place and redis.call('PTTL', KEYS[2]) < lease then
	redis.call('PEXPIRE', KEYS[2], lease)
end

local unsent = ''
if ask then
	local prefix, name = string.match(KEYS[1], '^([^{]*){%d+}:owner:(.*)$')
	local instance = string.match(owner, '^[^:]*')
	local channel, message = prefix .. 'instance:' .. instance, '1 ask ' .. owner .. ' ' .. name
	-- an error would not undo the writes, so it is part of the reply
	local published = redis.pcall('PUBLISH', channel, message)
	local refused = type(published) == 'table' and published['err']
	unsent = refused and '\n' .. refused .. '\n' .. instance .. '\n' .. message or ''
end
return string.format('wait\n%.0f\n%.0f\n', left, place or -1) .. owner .. unsent
