-- SPDX-License-Identifier: Apache-2.0
-- wrk -s bench/token_answers.lua URL -- AUTHORIZATION REFRESH_TOKEN
-- Refreshes at the sandbox, of a client whose refresh tokens stay as they are.

local whole

function init(arguments)
    local headers = {
        ["Authorization"] = "Basic " .. arguments[1],
        ["Content-Type"] = "application/x-www-form-urlencoded",
    }
    whole = wrk.format("POST", "/acme/token", headers,
                       "grant_type=refresh_token&refresh_token=" .. arguments[2])
end

function request()
    return whole
end
