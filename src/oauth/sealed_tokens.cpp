// SPDX-License-Identifier: Apache-2.0
#include "oauth/sealed_tokens.h"

#include "base/json.h"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace fairlead::oauth {

namespace {

std::string text_at(const json::value& document, std::string_view pointer) {
    return scalar_text(find_pointer(document, pointer)).value_or("");
}

std::optional<std::int64_t> number_at(const json::value& document, std::string_view pointer) {
    const auto* value = find_pointer(document, pointer);
    if (!value || !value->is_int64()) return std::nullopt;
    return value->get_int64();
}

}  // namespace

vault::Place access_place(ConnectionId connection, std::int64_t consent, std::int64_t generation) {
    return {
        "connections", "access_sealed", connection.value, generation, {std::to_string(consent)}};
}

vault::Place refresh_place(ConnectionId connection, std::int64_t consent, std::int64_t generation) {
    return {
        "connections", "refresh_sealed", connection.value, generation, {std::to_string(consent)}};
}

vault::Place journal_key_place(ConnectionId connection, std::int64_t consent) {
    return {"refresh_guard", "journal_key", connection.value, consent};
}

vault::Place spare_place(AttemptId attempt, ConnectionId connection, std::int64_t consent) {
    return {"refresh_attempt", "result", attempt.value, consent, {connection.text()}};
}

vault::Place revocation_place(RevocationId revocation, std::int64_t consent) {
    return {"revocations", "sealed", revocation.value, consent};
}

LiveTokens LiveTokens::duplicate() const {
    return {access.duplicate(), refresh.duplicate(), token_type, expires, lifetime};
}

storage::SealedTokens seal_tokens(const vault::Sealer& sealer, WorkspaceId workspace,
                                  ConnectionId connection, std::int64_t consent,
                                  std::int64_t generation, const LiveTokens& tokens) {
    storage::SealedTokens row;
    row.workspace = workspace;
    row.connection = connection;
    row.consent = consent;
    row.generation = generation;
    row.access_sealed = sealer.seal(access_place(connection, consent, generation), tokens.access);
    if (!tokens.refresh.empty())
        row.refresh_sealed =
            sealer.seal(refresh_place(connection, consent, generation), tokens.refresh);
    row.token_type = tokens.token_type;
    row.access_expires = tokens.expires;
    row.access_lifetime = tokens.lifetime;
    return row;
}

Result<LiveTokens> open_tokens(const vault::Sealer& sealer, const storage::SealedTokens& row) {
    LiveTokens tokens;
    const auto consent = row.consent;
    const auto generation = row.generation;
    TRY(tokens.access,
        sealer.open(access_place(row.connection, consent, generation), row.access_sealed));
    if (row.refresh_sealed) {
        TRY(tokens.refresh,
            sealer.open(refresh_place(row.connection, consent, generation), *row.refresh_sealed));
    }
    tokens.token_type = row.token_type;
    tokens.expires = row.access_expires;
    tokens.lifetime = row.access_lifetime;
    return tokens;
}

std::string seal_spare(const vault::Sealer& sealer, const storage::Attempt& attempt,
                       const LiveTokens& tokens) {
    return sealer.seal(spare_place(attempt.id, attempt.connection, attempt.consent), pack(tokens));
}

Result<LiveTokens> open_spare(const vault::Sealer& sealer, const storage::Attempt& attempt) {
    TRY(const auto packed,
        sealer.open(spare_place(attempt.id, attempt.connection, attempt.consent), attempt.result));
    return unpack(packed);
}

Secret pack(const LiveTokens& tokens) {
    json::object object;
    object["access"] = tokens.access.expose();
    object["refresh"] = tokens.refresh.expose();
    object["type"] = tokens.token_type;
    if (tokens.expires) object["expires"] = to_unix_ms(*tokens.expires);
    object["lifetime"] = std::int64_t{tokens.lifetime.count()};
    return Secret(json::serialize(object));
}

Result<LiveTokens> unpack(const Secret& packed) {
    TRY(const auto document, parse_json(packed.expose()));
    LiveTokens tokens;
    tokens.access = Secret(text_at(document, "/access"));
    tokens.refresh = Secret(text_at(document, "/refresh"));
    tokens.token_type = text_at(document, "/type");
    if (const auto expires = number_at(document, "/expires"))
        tokens.expires = from_unix_ms(*expires);
    tokens.lifetime = Milliseconds{number_at(document, "/lifetime").value_or(0)};
    return tokens;
}

}  // namespace fairlead::oauth
