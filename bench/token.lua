-- SPDX-License-Identifier: Apache-2.0
-- wrk -s bench/token.lua URL -- IDS_FILE API_KEY SEED
-- Reads tokens of connections drawn uniformly from the file's lines; the user of line n is "user-n".

local ids = {}
local headers = { ["Authorization"] = "", ["Fairlead-User"] = "" }

function init(arguments)
    for line in io.lines(arguments[1]) do ids[#ids + 1] = line end
    headers["Authorization"] = "Bearer " .. arguments[2]
    math.randomseed(tonumber(arguments[3]))
end

function request()
    local n = math.random(#ids)
    headers["Fairlead-User"] = "user-" .. n
    return wrk.format("GET", "/api/integrations/accounts/" .. ids[n] .. "/token", headers)
end
