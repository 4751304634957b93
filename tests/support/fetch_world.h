// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "support/sandbox_world.h"

#include <map>
#include <string>
#include <vector>

namespace fairlead::tests {

/// What a fetch came to.
struct Fetched {
    std::vector<std::string> records;  ///< as they were printed
    std::string end;
    std::string since;
    std::string message;
    std::string wait;
    std::string place;
    int pages = 0;
};

/// Fetches over the App's administration, and the records of the sandbox that it fetches from. Not
/// thread-safe.
class Fetching {
public:
    using Arguments = std::map<std::string, std::string>;

    Fetching(AppUnderTest& app, SandboxUnderTest& sandbox) : app_(app), sandbox_(sandbox) {}

    Fetched page(const Arguments& arguments);
    /// On to the end, or to the first page that says that it cannot.
    Fetched fetch(const std::string& id, const std::string& resource, Arguments more = {});
    /// The rest of a fetch that was stopped, behind what it had brought.
    Fetched go_on(const std::string& id, const std::string& resource, const Fetched& stopped);

    /// Everything of a set, over the control API.
    std::vector<std::string> held(const std::string& set, const std::string& owner);
    void resize(const std::string& set, std::size_t size);
    /// Adds a record, or changes the one that `members` names; answers it.
    std::string change(const std::string& set, const std::string& owner,
                       const std::string& members);
    /// Befalls calls of the API once `skip` have passed.
    void fault(const std::string& text, int skip);

private:
    AppUnderTest& app_;
    SandboxUnderTest& sandbox_;
};

/// The App, the sandbox and one of its platforms, whose records are fetched.
class FetchWorld : public SandboxWorld, public Fetching {
public:
    explicit FetchWorld(const SandboxFacts& its_facts, const std::string& overlay = {});

    /// Connects, with further members of the connect's request.
    std::string connect_with(const std::string& members);
};

/// JSON texts without the order of their members, which says nothing.
std::vector<std::string> normal(const std::vector<std::string>& records);

/// A fetch that came to its end with the same records, each once, whatever their order.
void expect_same(const Fetched& fetched, const std::vector<std::string>& held);

}  // namespace fairlead::tests
