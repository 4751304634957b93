// SPDX-License-Identifier: Apache-2.0
#include "oauth/bulk_result.h"

#include "base/error_name.h"
#include "base/text.h"

#include <boost/json/object.hpp>

namespace fairlead::oauth {

BulkResult BulkResult::failed(const Error& error) {
    BulkResult result;
    result.failure = Failure{std::string{name_of(error)}, error.message, error.retry_after};
    return result;
}

Json BulkResult::json() const {
    json::object object;
    if (connection) object["connection"] = connection->text();
    if (!provider.empty()) object["provider"] = provider;
    if (expires_at) object["expires_at"] = to_unix_ms(*expires_at);
    if (failure) {
        object["code"] = failure->code;
        object["message"] = failure->message;
        if (failure->retry_after) object["retry_after"] = failure->retry_after->count();
    }
    return to_json(object);
}

Result<BulkResult> BulkResult::parse(const Json& stored) {
    TRY(const auto document, parse_json(stored.text));
    const auto text = [&](const char* at) { return scalar_text(find_pointer(document, at)); };
    BulkResult result;
    if (const auto id = text("/connection")) {
        TRY(result.connection, ConnectionId::parse(*id));
    }
    result.provider = text("/provider").value_or("");
    if (const auto expiry = text("/expires_at")) {
        TRY(const auto instant, parse_integer(*expiry));
        result.expires_at = from_unix_ms(instant);
    }
    const auto code = text("/code");
    if (!code) return result;
    result.failure = Failure{*code, text("/message").value_or(""), {}};
    if (const auto wait = text("/retry_after")) {
        TRY(const auto seconds, parse_integer(*wait));
        result.failure->retry_after = Seconds{seconds};
    }
    return result;
}

}  // namespace fairlead::oauth
