// SPDX-License-Identifier: Apache-2.0
#include "support/acme_world.h"

namespace fairlead::tests {
namespace {

AppUnderTest::Variables merged(AppUnderTest::Variables wanted,
                               const AppUnderTest::Variables& others) {
    wanted.insert(others.begin(), others.end());
    return wanted;
}

}  // namespace

AcmeWorld::AcmeWorld(const AppUnderTest::Variables& more)
    : app(directory.path(), merged(more, variables_for(sandbox))) {
    app.start();
    key = app.create_key("connections:read,connections:write,tokens:read");
}

Page AcmeWorld::connect_page(const std::string& user, const std::string& account,
                             const std::string& members) {
    Browser person = browser();
    const Page consent = begin_connect(api(user), person, "acme", members);
    return approve_at_acme(person, consent, account);
}

std::string AcmeWorld::connect(const std::string& user, const std::string& account) {
    return connected_account(connect_page(user, account));
}

Answer AcmeWorld::token(const std::string& user, const std::string& id) {
    return api(user).get("/api/integrations/token/acme/" + id);
}

Answer AcmeWorld::refresh(const std::string& user, const std::string& id) {
    return api(user).post("/api/integrations/refresh/acme/" + id);
}

Answer AcmeWorld::disconnect(const std::string& user, const std::string& id) {
    return api(user).del("/api/integrations/disconnect/acme/" + id);
}

std::string AcmeWorld::status(const std::string& user, const std::string& id) {
    const json::value found = find_connection(api(user), id);
    return scalar_text(find_pointer(found, "/status")).value_or("");
}

bool AcmeWorld::accepts(const std::string& access_token) {
    const net::Headers headers{{"Authorization", "Bearer " + access_token}};
    return caller.send(net::Method::get, sandbox.origin() + "/acme/me", headers).status == 200;
}

std::string AcmeWorld::metrics() {
    return caller.send(net::Method::get, app.admin_url() + "/metrics").body;
}

}  // namespace fairlead::tests
