-- SPDX-License-Identifier: Apache-2.0
-- wrk -s bench/connect.lua URL -- USERS API_KEY SEED
-- Starts connects of "acme" for users drawn uniformly from "user-1" to "user-<USERS>".

local users
local headers = { ["Content-Type"] = "application/json" }

function init(arguments)
    users = tonumber(arguments[1])
    headers["Authorization"] = "Bearer " .. arguments[2]
    math.randomseed(tonumber(arguments[3]))
end

function request()
    headers["Fairlead-User"] = "user-" .. math.random(users)
    return wrk.format("POST", "/api/integrations/connect/acme", headers, "{}")
end
