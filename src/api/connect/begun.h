// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/requests.h"
#include "oauth/connect_start.h"

namespace fairlead::api {

/// Begins a connect for whoever sent the request.
Task<Result<oauth::ConnectStarted>> begin_connect(oauth::ConnectStart& connect, Context context,
                                                  oauth::ConnectAsk ask);

/// `reply`, with the cookie that binds the flow to this browser where the platform's page is next.
Reply bind_browser(Reply reply, const oauth::ConnectStarted& started);

/// Begins it and says what to open. `Output` is the URL and the state, as the route names them.
template <class Output>
Task<Result<Reply>> answer_begun(oauth::ConnectStart& connect, Context context,
                                 oauth::ConnectAsk ask) {
    CO_TRY(const auto started, co_await begin_connect(connect, std::move(context), std::move(ask)));
    co_return bind_browser(http::json_reply(Output{started.auth_url, started.state}), started);
}

}  // namespace fairlead::api
