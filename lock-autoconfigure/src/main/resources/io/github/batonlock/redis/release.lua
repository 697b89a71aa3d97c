-- KEYS: owner, queue
-- ARGV: request, grant lease, probe (1 | 0) [, next request, its lease]; few, because each one has a cost even without waiters
-- none | gone [, unsent] | granted, waiting | queued, place [, unsent]
-- unsent: reason of the refusal, receiving instance, message
local next, lease = ARGV[4], ARGV[5]

if redis.call('GET', KEYS[1]) ~= ARGV[1] then
	redis.call('ZREM', KEYS[2], ARGV[1])
	return 'none'
end

local queued = redis.call('EXISTS', KEYS[2]) == 1
if not queued and not next then
	redis.call('DEL', KEYS[1])
	return 'gone'
end
-- first the command that needs no memory: once a script has written, Redis no longer refuses it memory half-way.
-- The key is not deleted and set again: while its slot moves, a script may not access a missing key
redis.call('PEXPIRE', KEYS[1], ARGV[2])
if not queued then
	redis.call('SET', KEYS[1], next, 'PX', lease)
	return 'granted\n0'
end

local place
if next then
	place = tonumber(redis.call('ZSCORE', KEYS[2], next))
	if not place then
		local time = redis.call('TIME')
		local last = redis.call('ZRANGE', KEYS[2], -1, -1, 'WITHSCORES')[2]
		place = math.max(time[1] * 1000000 + time[2], last + 1)
		redis.call('ZADD', KEYS[2], string.format('%.0f', place), next)
	end
	if redis.call('PTTL', KEYS[2]) < tonumber(lease) then
		redis.call('PEXPIRE', KEYS[2], lease)
	end
end

local function heard(request, channel)
	if ARGV[3] == '0' or string.find(request, ':[^:]*m[^:]*$') then
		return true
	end
	local reply = redis.pcall('PUBSUB', 'NUMSUB', channel)
	return reply['err'] or reply[2] > 0
end

local prefix, name = string.match(KEYS[1], '^([^{]*){%d+}:owner:(.*)$')
local waiting = redis.call('ZCARD', KEYS[2])
while true do
	local head = redis.call('ZPOPMIN', KEYS[2])
	local request = head[1]
	if not request then
		redis.call('DEL', KEYS[1])
		return 'gone'
	end
	waiting = waiting - 1
	if request == next then
		redis.call('SET', KEYS[1], request, 'PX', lease)
		return 'granted\n' .. waiting
	end
	local instance = string.match(request, '^[^:]*')
	local channel = prefix .. 'instance:' .. instance
	if heard(request, channel) then
		local own = tonumber(string.match(request, '^[^:]*:[^:]*:(%d+):'))
		local grant = string.format('%.0f', math.min(tonumber(ARGV[2]), own or math.huge))
		redis.call('SET', KEYS[1], request, 'PX', grant)
		local message = string.format('1 grant %s %.0f %s %.0f ', request, head[2], grant, waiting) .. name
		local published = redis.pcall('PUBLISH', channel, message)
		local refused = type(published) == 'table' and published['err']
		local unsent = refused and '\n' .. refused .. '\n' .. instance .. '\n' .. message or ''
		return (next and string.format('queued\n%.0f', place) or 'gone') .. unsent
	end
end
