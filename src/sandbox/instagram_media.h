// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sandbox/platform.h"

namespace fairlead::sandbox {

/// Instagram's media, insights and publishing.
std::span<const Endpoint> instagram_media_endpoints();
std::span<const RecordKind> instagram_media_kinds();

/// An error of graph.instagram.com.
Answer graph_error(int code, std::string_view message, int subcode = 0);
Answer dead_graph_token();

/// The token of a call: in the header, or in the query as the documentation has it.
std::string_view graph_token(const Call& call);

/// What of `all` the query's `fields` names, and the id; or why not.
Answer some_fields(const Call& call, const json::object& all);

/// Meta's headers of how near the account is to its limits: percents, not counts.
Answer with_usage(Answer answer, std::string_view account, std::int64_t used);

constexpr std::string_view instagram_media_set = "instagram.media";

}  // namespace fairlead::sandbox
