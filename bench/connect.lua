-- SPDX-License-Identifier: Apache-2.0
-- wrk -s bench/connect.lua URL -- USERS API_KEY SEED
-- Starts connects of "acme" for users drawn uniformly from "user-1" to "user-<USERS>".

local users
local before
local after

function init(arguments)
    users = tonumber(arguments[1])
    math.randomseed(tonumber(arguments[3]))
    local headers = {
        ["Content-Type"] = "application/json",
        ["Authorization"] = "Bearer " .. arguments[2],
        ["Fairlead-User"] = "user-@",
    }
    -- Put together once: it shares the cores with the server.
    local whole = wrk.format("POST", "/api/integrations/connect/acme", headers, "{}")
    local at = whole:find("user-@", 1, true) + 4
    before = whole:sub(1, at)
    after = whole:sub(at + 2)
end

function request()
    return before .. math.random(users) .. after
end
