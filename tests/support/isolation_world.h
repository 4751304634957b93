// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "support/acme_world.h"
#include "support/other_workspace.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace fairlead::tests {

/// Somebody who asks.
struct Asker {
    std::string name;
    net::Headers proof;
    bool has_key = false;       ///< and no session: tokens are for those alone
    bool is_admin = false;      ///< of their workspace
    bool is_elsewhere = false;  ///< in the other workspace
};

/// Alice of the default workspace has one of everything that has an id; everybody else is asked to
/// keep their hands off it: Bob, a member and an administrator of her workspace, and those of
/// another workspace, where an Alice lives too.
class IsolationWorld {
public:
    IsolationWorld();

    AcmeWorld& acme() { return world_; }
    /// What is Alice's or her workspace's, by kind: connection, account, session, bulk, user,
    /// key, integration, provider.
    const std::string& object(const std::string& kind) const { return objects_.at(kind); }
    /// Another of Alice's connections, for what uses one up: its id or its account.
    std::string spare(const std::string& kind);

    const std::vector<Asker>& strangers() const { return strangers_; }
    /// Who may: Alice's application, her workspace's administrator.
    const Asker& owner(bool of_workspace) const { return of_workspace ? admin_ : alice_; }

    Answer ask(const Asker& asker, const std::string& method, const std::string& target,
               const std::string& body);

private:
    net::Headers key_headers(const std::string& key, const std::string& user) const;
    net::Headers sign_in(const std::string& email);
    Answer post(const Asker& asker, const std::string& target, const std::string& body);
    void connect(int number);
    void leave_session_waiting();
    void add_integration(const Asker& asker, const std::string& key);
    void make_objects();
    void make_people();
    void make_strangers();

    AcmeWorld world_;
    Asker alice_;
    Asker admin_;
    std::map<std::string, std::string> objects_;
    std::map<std::string, std::vector<std::string>> spares_;
    std::optional<OtherWorkspace> other_;
    std::vector<Asker> strangers_;
};

}  // namespace fairlead::tests
