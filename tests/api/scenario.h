// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace fairlead::tests {

/// Values that scenarios name as ${name}.
using Values = std::map<std::string, std::string>;

/// One request and what must come of it, as the scenario files say:
///
///   - name: A key that may only read may not connect
///     as: reader                                   # who asks (world.h)
///     ask: POST /api/integrations/connect/acme     # or a list: each is a case of its own
///     send: {Accept: text/html}                    # further headers
///     body: '{"redirectUrl": "https://…"}'         # JSON as it is sent; `form:` for a form
///     status: 403
///     has: ['"code":"forbidden"']                  # in the headers or the body
///     has_not: ['authUrl']
///     keep: {url: /authUrl}                        # a value for the cases that follow
///     find: {csrf: 'value="([^"]*)"'}              # the same by an expression's first group
struct Scenario {
    std::string file;
    std::string name;
    std::string as = "nobody";
    std::string method;  ///< in lower case
    std::string target;
    std::map<std::string, std::string> send;
    std::string body;
    std::string content_type;
    int status = 0;
    std::vector<std::string> has;
    std::vector<std::string> has_not;
    Values keep;
    Values find;
};

/// All of a folder, files in order of name. Throws Failure on what is no scenario.
std::vector<Scenario> read_scenarios(const std::string& folder);

/// `text` with ${names} replaced. Throws Failure for one that nothing has set.
std::string filled(const std::string& text, const Values& values);

}  // namespace fairlead::tests
