// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "catalog/paging.h"
#include "catalog/provider_spec.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fairlead::catalog {

class NodeReader;

/// What a record becomes in the record store (SPEC C3).
enum class RecordType : std::uint8_t {
    other,
    contact,
    company,
    deal,
    event,
    calendar,
    message,
    channel,
    post,
    profile,
    task,
    decision,
    metric,
    file,
};

const char* to_text(RecordType type);

/// One way through a platform's records: the call for a page, and how pages follow each other.
struct Walk {
    Request request;  ///< a read: asked again after a failure without harm
    Paging paging;
    std::vector<std::string> items;  ///< pointers to the page's records: a list, or one record
    /// A page without records lacks the list as well, and is an object with these members at most.
    std::optional<std::vector<std::string>> sparse;

    friend bool operator==(const Walk&, const Walk&) = default;
};

/// How a moment is written for the platform.
enum class MomentFormat : std::uint8_t { rfc3339, epoch, epoch_ms, date };

enum class IncrementalStyle : std::uint8_t {
    time_param,    ///< what changed since a moment: `send`, or `{since}` in the call
    cursor,        ///< the last page's cursor, sent again another day, brings what is new
    sync_token,    ///< the last page names a token that brings the changes since
    newest_first,  ///< records come newest first: stop at the first that is older
};

/// The recipe for what changed since the last time.
struct Incremental {
    IncrementalStyle style = IncrementalStyle::time_param;
    std::string send = {};
    MomentFormat format = MomentFormat::rfc3339;
    std::vector<std::string> next = {};  ///< of sync_token: where the last page names it
    bool is_link = false;                ///< the token is a URL: the next time's first page
    Seconds overlap{0};                  ///< asked for so much earlier: a platform's index may lag
    std::int64_t window = 0;           ///< records that one question brings at most; 0: any number
    std::optional<Walk> instead = {};  ///< where changes are asked for by another call

    friend bool operator==(const Incremental&, const Incremental&) = default;
};

/// A resource of which every record of another one has its own: the events of each calendar.
struct Each {
    std::string of;
    std::map<std::string, std::string> set;  ///< name -> pointer into the other one's record

    friend bool operator==(const Each&, const Each&) = default;
};

/// `resources.<name>`: what can be read of a platform.
struct Resource {
    std::string name;
    std::string says;
    RecordType type = RecordType::other;
    std::vector<std::string> scopes;  ///< each is needed
    Walk walk;
    std::vector<std::string> id;
    std::vector<std::string> updated;
    std::optional<Incremental> incremental;
    std::optional<Each> each;

    friend bool operator==(const Resource&, const Resource&) = default;
};
using Resources = std::vector<Resource>;

/// Reads `resources`; `paging` is the API's. Adds a fault for what is missing or does not fit.
Resources read_resources(const NodeReader& node, const NodeReader& paging,
                         const std::vector<Template>& base);

/// Those of a provider that is resolved, in the file's order.
Result<Resources> resources_of(const ProviderSpec& provider);

/// nullptr: there is none of that name.
const Resource* find_resource(const Resources& resources, std::string_view name);

/// How many resources stand before one that is read for each record of another.
constexpr std::size_t deepest_resource = 3;

}  // namespace fairlead::catalog
