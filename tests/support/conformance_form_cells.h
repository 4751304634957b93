// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "support/conformance_cells.h"
#include "support/conformance_form.h"

#include <string>
#include <string_view>

namespace fairlead::tests {

/// The row of a form in a world, as one of its cells meets it.
class FormCell : public CellUser {
public:
    FormCell(FormWorld& its_world, const FormRow& its_row) : world(its_world), row(its_row) {}

    const FormPlatform& account(int number = 0) const {
        return row.accounts.at(static_cast<std::size_t>(number));
    }
    /// A new key of the account.
    std::string make_key(int number = 0) { return world.make_key(account(number)); }
    /// Fills the form. `connection`: to be reconnected.
    Answer submit(const std::string& key, int number = 0, const std::string& connection = {});
    /// With a key that is good: the connection's id.
    std::string connect(const std::string& key, int number = 0, const std::string& connection = {});
    /// The page where a person ends who opens a link and types the key in there.
    Page type_in(const std::string& key);
    Answer refresh(const std::string& id) { return world.refresh(account(), id, user); }
    Answer read(const std::string& id) { return world.token(id, user); }
    std::string text(const std::string& id, const std::string& pointer) {
        return world.text(id, pointer, user);
    }
    std::size_t connections() { return list_connections(world.api(user)).size(); }

    /// The form was refused, as `kind`, and nothing came of it.
    void demand_refused(const Answer& answer, int status, std::string_view kind);
    /// It is connected with this key, shows that it is well, and the platform takes the key.
    void demand_good(const std::string& id, const std::string& key);
    /// Nobody found out anything about its key, and nothing changed.
    void demand_kept(const std::string& id, const std::string& key, const Answer& asked);
    void tidy();

    FormWorld& world;
    const FormRow& row;

private:
    Api api() override { return world.api(user); }
};

// Each throws Failure with what does not hold.
void form_connect_cell(FormCell& cell);
void form_identity_cell(FormCell& cell);
void form_metadata_cell(FormCell& cell);
void form_dead_cell(FormCell& cell);
void form_check_cell(FormCell& cell);
void form_wrong_key_cell(FormCell& cell);
void form_rate_limited_cell(FormCell& cell);
void form_server_error_cell(FormCell& cell);
void form_timeout_cell(FormCell& cell);

}  // namespace fairlead::tests
