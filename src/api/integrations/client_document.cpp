// SPDX-License-Identifier: Apache-2.0
#include "api/mount.h"
#include "api/services.h"
#include "oauth/client_source.h"
#include "oauth/integrations.h"

namespace fairlead::api {

/// What a platform fetches that knows its clients by a document of theirs (OAuth Client ID Metadata
/// Document): its address is the client id. It follows from the address alone, set up or not.
struct ShowClientDocument {
    static constexpr Route route{
        Method::get,
        "/api/integrations/client/{key}",
        Access::open,
        Scope::none,
        "The document by which platforms know this server as a client",
        {.limit = "callback", .tag = "integrations", .produces = "application/json"}};
    struct Input {
        std::string key;
    };
    using Output = Reply;

    const oauth::Integrations& integrations;

    Task<Result<Reply>> operator()(Caller, Input input) const {
        CO_CHECK(oauth::check_key(input.key));
        co_return Reply::json(
            oauth::client_document(integrations.redirect_base_url(), input.key).text);
    }
};
BOOST_DESCRIBE_STRUCT(ShowClientDocument::Input, (), (key))

void mount_show_client_document(Router& router, const Services* services) {
    router.add<ShowClientDocument>([&] { return ShowClientDocument{services->integrations}; });
}

}  // namespace fairlead::api
