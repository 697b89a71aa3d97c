-- KEYS: owner, queue of each lock
-- ARGV: request, lease of each lock
-- a line for each lock: kept, waiting | lost | failed, reason

-- a lock with unusable keys must not end the leases of others
local function call(...)
	local reply = redis.pcall(...)
	local refused = type(reply) == 'table' and reply['err']
	return reply, refused and 'failed ' .. string.gsub(refused, '\n', ' ')
end

local function renew(owner, queue, request, lease)
	local found, refused = call('GET', owner)
	if refused or found ~= request then
		return refused or 'lost'
	end
	found, refused = call('PEXPIRE', owner, lease)
	if refused then
		return refused
	end
	found, refused = call('ZCARD', queue)
	return refused or 'kept ' .. found
end

local answers = {}
for i = 1, #ARGV / 2 do
	answers[i] = renew(KEYS[2 * i - 1], KEYS[2 * i], ARGV[2 * i - 1], ARGV[2 * i])
end
return table.concat(answers, '\n')
