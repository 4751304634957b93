// SPDX-License-Identifier: Apache-2.0
#include "api/mount.h"
#include "api/services.h"
#include "storage/notice_store.h"

namespace fairlead::api {

/// Something the user should do, e.g. "Please reconnect your account".
struct NoticeItem {
    NoticeId id;
    ConnectionId connection_id;
    std::string cause;
    std::string message;
    Time created_at;
};
BOOST_DESCRIBE_STRUCT(NoticeItem, (), (id, connection_id, cause, message, created_at))

/// At most one per connection and cause, so there are no pages.
struct ListNotices {
    static constexpr Route route{Method::get,
                                 "/api/notices",
                                 Access::user,
                                 Scope::connections_read,
                                 "List what the user should see to",
                                 {.tag = "user"}};
    using Input = Nothing;
    using Output = http::Page<NoticeItem>;

    storage::NoticeStore& notices;

    Task<Result<Output>> operator()(Caller caller, Nothing) const {
        CO_TRY(auto found, co_await notices.list(caller.workspace, *caller.user));
        Output output;
        for (Notice& notice : found) {
            output.items.push_back({.id = notice.id,
                                    .connection_id = notice.connection,
                                    .cause = std::move(notice.cause),
                                    .message = std::move(notice.message),
                                    .created_at = notice.created_at});
        }
        co_return output;
    }
};

void mount_list_notices(Router& router, const Services* services) {
    router.add<ListNotices>([&] { return ListNotices{services->notices}; });
}

}  // namespace fairlead::api
