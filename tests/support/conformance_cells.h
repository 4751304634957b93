// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "support/conformance.h"

#include <string>
#include <vector>

namespace fairlead::tests {

/// What a connection shows, to be the same again when a trouble is over.
struct Shown {
    std::string status;
    std::string health;
    std::string reason;

    friend bool operator==(const Shown&, const Shown&) = default;
};

/// What a cell asks the App for a user of its own, whatever way the accounts come in.
class CellUser {
public:
    CellUser();
    virtual ~CellUser() = default;
    CellUser(const CellUser&) = delete;
    CellUser& operator=(const CellUser&) = delete;

    /// Throws Failure with the sentence unless it holds.
    static void demand(bool holds, const std::string& sentence);

    Shown shown(const std::string& id);
    /// The causes of its notices.
    std::vector<std::string> notices(const std::string& id);
    /// The answer to how a connection stands.
    Answer check(const std::string& id);

    std::string user;

private:
    virtual Api api() = 0;
};

/// How often the log says that a platform refuses our client.
std::ptrdiff_t alarms(const AppUnderTest& app);

/// The row in a world, as one of its cells meets it.
class CellWorld : public CellUser {
public:
    CellWorld(PlatformWorld& its_world, const ConformanceRow& its_row);

    std::string connect(int account = 0) { return world.connect(account, user); }
    /// One whose token is about to run out where the platform is strict: only then may a refresh
    /// follow one whose outcome is not known.
    std::string connect_renewable();
    Answer refresh(const std::string& id) { return world.refresh(id, user); }
    std::string token(const std::string& id) { return world.token(id, user); }
    std::string text(const std::string& id, const std::string& pointer) {
        return world.text(id, pointer, user);
    }

    /// A fault of the newest grant's refreshes alone.
    void fault_refresh(const std::string& fault, int account = 0);
    /// A connect that must fail and store nothing; `kind` as it is told.
    void demand_no_connect(const std::string& fault, const std::string& kind);
    /// The refresh did not happen, and the token that serves is the same.
    void demand_kept(const Answer& refreshed, const std::string& id, const std::string& before);
    /// It is renewed, without a new consent, and shows what it showed.
    void demand_healed(const std::string& id, const std::string& before, const Shown& shown);

    bool is_strict() const { return row.rotation.starts_with("strict"); }
    /// Settings of the application at the platform.
    void set_client(const json::object& settings);
    json::value client();
    /// Without faults, held requests, changed settings, and what limits have counted.
    void tidy();

    PlatformWorld& world;
    const ConformanceRow& row;

private:
    Api api() override { return world.api(user); }

    json::value access_seconds_;  ///< to put back; null where nobody changed it
};

/// Whether an answer to a refresh says that there is a new token.
bool says_success(const Answer& refreshed);

// Each throws Failure with what does not hold.
void connect_cell(CellWorld& cell);
void identity_cell(CellWorld& cell);
void metadata_cell(CellWorld& cell);
void refresh_cell(CellWorld& cell);
void rotation_cell(CellWorld& cell);
void dead_cell(CellWorld& cell);
void check_cell(CellWorld& cell);
void revoke_cell(CellWorld& cell);
void denied_cell(CellWorld& cell);
void wrong_secret_cell(CellWorld& cell);
void rate_limited_cell(CellWorld& cell);
void server_error_cell(CellWorld& cell);
void timeout_cell(CellWorld& cell);

}  // namespace fairlead::tests
