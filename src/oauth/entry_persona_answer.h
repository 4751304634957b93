// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.h"
#include "catalog/provider_spec.h"
#include "net/http_client.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

/// For tests: answers of an EntryPersona, piece by piece.
namespace fairlead::oauth {

/// Makes what leads there.
void put(json::value& document, std::string_view pointer, json::value value);
/// At the first of the pointers, where there is one.
void put_first(json::value& document, const std::vector<std::string>& pointers, json::value value);

/// What each call before the token call answers: whatever later calls and variables want of it.
std::vector<json::value> sample_answers(const catalog::AuthMethod& method,
                                        const std::map<std::string, std::string>& vars);

/// A good answer: the document, as JSON or form-encoded.
net::Exchange answer_with(const json::value& document, catalog::ReadAs read_as);

}  // namespace fairlead::oauth
