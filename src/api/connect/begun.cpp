// SPDX-License-Identifier: Apache-2.0
#include "api/connect/begun.h"

namespace fairlead::api {

Task<Result<oauth::ConnectStarted>> begin_connect(oauth::ConnectStart& connect, Context context,
                                                  oauth::ConnectAsk ask) {
    const auto origin = origin_of(context);
    co_return co_await connect.start(std::move(context.caller), std::move(ask), origin);
}

Reply bind_browser(Reply reply, const oauth::ConnectStarted& started) {
    if (started.cookie) reply.cookies.push_back(set_cookie(*started.cookie));
    return reply;
}

}  // namespace fairlead::api
