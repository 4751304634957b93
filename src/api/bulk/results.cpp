// SPDX-License-Identifier: Apache-2.0
#include "api/bulk/bulk_view.h"
#include "api/cursors.h"
#include "api/mount.h"
#include "api/services.h"
#include "base/text.h"

namespace fairlead::api {

/// The connects' links are among them: for whoever may make links, not for whoever may only read.
struct BulkResults {
    static constexpr Route route{Method::get,
                                 "/api/integrations/bulk/{id}/results",
                                 Access::workspace,
                                 Scope::connections_write,
                                 "List what became of each of a bulk, in the order of the request",
                                 {.tag = "bulk"}};
    struct Input : ListInput {
        BulkId id;
    };
    using Output = http::Page<BulkItemView>;

    oauth::Bulks& bulks;
    const Cursors& cursors;

    Task<Result<Output>> operator()(Caller caller, Input input) const {
        const std::string list = "bulk\n" + input.id.text();
        std::int64_t after = -1;
        if (input.cursor) {
            CO_TRY(const auto position, co_await cursors.open(caller, list, *input.cursor));
            CO_TRY(after, parse_integer(position));
        }
        const int limit = *input.limit;
        // One more than is shown tells whether there are more.
        CO_TRY(auto entries, co_await bulks.entries(caller, input.id, after, limit + 1));
        const bool has_more = entries.size() > static_cast<std::size_t>(limit);
        if (has_more) entries.pop_back();
        Output output;
        if (has_more) {
            std::string position = std::to_string(entries.back().position);
            CO_TRY(output.next_cursor, co_await cursors.seal(caller, list, std::move(position)));
        }
        for (auto& entry : entries) output.items.push_back(view_of(std::move(entry)));
        co_return output;
    }
};
BOOST_DESCRIBE_STRUCT(BulkResults::Input, (ListInput), (id))

void mount_bulk_results(Router& router, const Services* services) {
    router.add<BulkResults>([&] { return BulkResults{services->bulks, services->cursors}; });
}

}  // namespace fairlead::api
