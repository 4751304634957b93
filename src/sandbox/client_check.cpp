// SPDX-License-Identifier: Apache-2.0
#include "sandbox/client_check.h"

#include "crypto/hash.h"
#include "sandbox/platform.h"

namespace fairlead::sandbox {

namespace {

bool proves(const Client& client, const Credentials& credentials) {
    if (client.secret.empty()) return credentials.secret.empty();
    if (client.proof == ClientProof::basic && !credentials.basic) return false;
    if (client.proof == ClientProof::post && credentials.basic) return false;
    return crypto::equal(client.secret, credentials.secret);
}

}  // namespace

Answer invalid_client(std::string_view description) {
    Answer answer = Answer::oauth_error(401, "invalid_client", description);
    answer.headers.add("WWW-Authenticate", "Basic realm=\"acme\", charset=\"UTF-8\"");
    return answer;
}

ClientCheck check_client(const Realm& realm, const Call& call) {
    if (call.find_fault(FaultKind::invalid_client)) {
        return {nullptr, invalid_client("The client is not known.")};
    }
    const Credentials credentials = read_credentials(call);
    if (credentials.malformed) {
        return {nullptr, Answer::oauth_error(400, "invalid_request",
                                             "The client must prove itself in one way.")};
    }
    const Client* client = find_client(realm.clients, credentials.id);
    if (!client) return {nullptr, invalid_client("The client is not known.")};
    if (!prove_client(realm, call, credentials)) {
        return {nullptr, invalid_client("The client did not prove itself.")};
    }
    return {client, std::nullopt};
}

const Client* prove_client(const Realm& realm, const Call& call, const Credentials& credentials) {
    const Client* client = find_client(realm.clients, credentials.id);
    if (!client || client->platform != call.platform->id()) return nullptr;
    return proves(*client, credentials) ? client : nullptr;
}

}  // namespace fairlead::sandbox
