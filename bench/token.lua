-- SPDX-License-Identifier: Apache-2.0
-- wrk -s bench/token.lua URL -- IDS_FILE API_KEY SEED
-- Reads tokens of connections drawn uniformly from the file's lines; the user of line n is "user-n".

local ids = {}
local before
local between
local after

function init(arguments)
    for line in io.lines(arguments[1]) do ids[#ids + 1] = line end
    math.randomseed(tonumber(arguments[3]))
    local headers = { ["Authorization"] = "Bearer " .. arguments[2], ["Fairlead-User"] = "user-@" }
    -- Put together once: it shares the cores with the server.
    local whole = wrk.format("GET", "/api/integrations/accounts/#/token", headers)
    local id = whole:find("#", 1, true)
    local user = whole:find("@", 1, true)
    before = whole:sub(1, id - 1)
    between = whole:sub(id + 1, user - 1)
    after = whole:sub(user + 1)
end

function request()
    local n = math.random(#ids)
    return before .. ids[n] .. between .. n .. after
end
