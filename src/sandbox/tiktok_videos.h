// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sandbox/platform.h"

namespace fairlead::sandbox {

/// TikTok's list of an account's public videos.
std::span<const Endpoint> tiktok_video_endpoints();
std::span<const RecordKind> tiktok_video_kinds();

constexpr std::string_view tiktok_videos_set = "tiktok.videos";

// What it shares with tiktok.cpp.

/// The API's envelope, which has an `error` whether there is one or not.
Answer tiktok_envelope(json::object data, int status, std::string_view code,
                       std::string_view message);
Answer tiktok_error(int status, std::string_view code, std::string_view message);
Answer dead_tiktok_token();
Answer tiktok_scope_missing(std::string_view scope);

/// The 429 of an endpoint that this application has called too often; nothing where it has not.
std::optional<Answer> tired_tiktok(const Realm& realm, const Call& call);
Answer tiktok_too_many_calls();

/// The user name of an account; "" where there is none.
std::string_view tiktok_name_of(std::string_view account);

}  // namespace fairlead::sandbox
