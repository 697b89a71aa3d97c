-- KEYS: owner, queue
-- ARGV: request, next request or '', grant lease, lease of the next request, probe (1 | 0), prefix of channels, name
-- none | gone [, refused] | granted, waiting | queued, place [, refused]; refused is why PUBLISH was
local next = ARGV[2]

if redis.call('GET', KEYS[1]) ~= ARGV[1] then
	redis.call('ZREM', KEYS[2], ARGV[1])
	return {'none'}
end

local queued = redis.call('EXISTS', KEYS[2]) == 1
if not queued and next == '' then
	redis.call('DEL', KEYS[1])
	return {'gone'}
end
-- first what needs no memory: once a script has written, Redis no longer refuses it memory half-way.
-- The key is not deleted to be set again: while its slot moves, a script may not touch what is not there
redis.call('PEXPIRE', KEYS[1], ARGV[3])
if not queued then
	redis.call('SET', KEYS[1], next, 'PX', ARGV[4])
	return {'granted', 0}
end

local place
if next ~= '' then
	place = tonumber(redis.call('ZSCORE', KEYS[2], next))
	if not place then
		local time = redis.call('TIME')
		local last = redis.call('ZRANGE', KEYS[2], -1, -1, 'WITHSCORES')[2]
		place = math.max(time[1] * 1000000 + time[2], last + 1)
		redis.call('ZADD', KEYS[2], string.format('%.0f', place), next)
	end
	if redis.call('PTTL', KEYS[2]) < tonumber(ARGV[4]) then
		redis.call('PEXPIRE', KEYS[2], ARGV[4])
	end
end

local function heard(request, channel)
	if ARGV[5] == '0' or string.find(request, ':[^:]*m[^:]*$') then
		return true
	end
	local reply = redis.pcall('PUBSUB', 'NUMSUB', channel)
	return reply['err'] or reply[2] > 0
end

local waiting = redis.call('ZCARD', KEYS[2])
while true do
	local head = redis.call('ZPOPMIN', KEYS[2])
	local request = head[1]
	if not request then
		redis.call('DEL', KEYS[1])
		return {'gone'}
	end
	waiting = waiting - 1
	if request == next then
		redis.call('SET', KEYS[1], request, 'PX', ARGV[4])
		return {'granted', waiting}
	end
	local channel = ARGV[6] .. string.match(request, '^[^:]*')
	if heard(request, channel) then
		local own = tonumber(string.match(request, '^[^:]*:[^:]*:(%d+):'))
		local grant = string.format('%.0f', math.min(tonumber(ARGV[3]), own or math.huge))
		redis.call('SET', KEYS[1], request, 'PX', grant)
		local message = string.format('1 grant %s %.0f %s %.0f ', request, head[2], grant, waiting) .. ARGV[7]
		local published = redis.pcall('PUBLISH', channel, message)
		local refused = type(published) == 'table' and published['err'] or nil
		if next ~= '' then
			return {'queued', place, refused}
		end
		return {'gone', refused}
	end
end
