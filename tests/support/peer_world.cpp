// SPDX-License-Identifier: Apache-2.0
#include "support/peer_world.h"

namespace fairlead::tests {

void PeerWorld::start(const std::string& providers, const std::string& hosts,
                      const std::string& ca) {
    app_.set("FAIRLEAD_PROVIDERS_DIR", providers);
    app_.set("FAIRLEAD_PRIVATE_HOSTS", hosts);
    app_.set("FAIRLEAD_CA_FILE", ca);
    app_.start();
    key_ = app_.create_key("connections:read,connections:write,tokens:read");
}

Answer PeerWorld::token(const std::string& id) {
    return api().get("/api/integrations/accounts/" + id + "/token");
}

std::string PeerWorld::text(const std::string& id, const std::string& pointer) {
    return scalar_text(find_pointer(find_connection(api(), id), pointer)).value_or("(absent)");
}

}  // namespace fairlead::tests
