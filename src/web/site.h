// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "http/reply.h"
#include "net/http_message.h"
#include "web/file.h"

#include <map>
#include <span>
#include <string_view>

namespace fairlead::web {

/// The dashboard: one page, and the files it loads. Answers each file in the smallest form that
/// the client takes, with what lets browsers keep it. Thread-safe.
class Site {
public:
    /// `files` outlives the site. Without an /index.html among them there is no page.
    explicit Site(std::span<const File> files);

    /// The page, whatever its address: it reads that itself. Where the program was built without
    /// one, a notice that says so.
    http::Reply page(const net::Headers& asked) const;

    /// The file of that path, still percent-encoded. `not_found` for one that is not there.
    Result<http::Reply> file(std::string_view path, const net::Headers& asked) const;

private:
    std::map<std::string_view, const File*> files_;
};

}  // namespace fairlead::web
