// SPDX-License-Identifier: Apache-2.0
#include "model/audit.h"

namespace fairlead {

std::string actor_of(const Caller& caller) {
    switch (caller.kind) {
        case CallerKind::session:
            return caller.session ? "session:" + caller.session->text() : "session";
        case CallerKind::api_key:
            return caller.api_key ? "api_key:" + caller.api_key->text() : "api_key";
        case CallerKind::jwt: return "jwt";
        case CallerKind::open: return "open";
    }
    return "open";
}

}  // namespace fairlead
