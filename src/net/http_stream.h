// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/http_client.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace fairlead::net {

/// The next piece of a body; empty at its end. An Error ends the exchange.
using BodySource = std::function<Task<Result<std::string>>()>;
/// Takes the next piece; the one after it is read when this is done, so a slow taker slows the
/// sender down. An Error ends the exchange.
using BodySink = std::function<Task<Result<void>>(std::string piece)>;

/// Where the bodies of an exchange come from and go to, in pieces.
struct BodyFlow {
    /// Replaces ClientRequest::body where set; sent in chunks unless `length` is known. The
    /// request is then sent once: `repeatable` is ignored.
    BodySource source;
    std::optional<std::uint64_t> length;

    /// Called before the first piece of the answer; `body` is empty. May be empty itself.
    std::function<Task<Result<void>>(ClientResponse head)> head;
    BodySink sink;

    /// The longest wait for the other side to take or give the next bytes. The source's and the
    /// sink's own time does not count here, but does in ClientRequest::total_timeout.
    Milliseconds stall_timeout{30000};
};

/// HttpClient for bodies that are not held in memory. The same promises; `max_body` still counts.
class StreamingHttpClient {
public:
    virtual ~StreamingHttpClient() = default;

    /// The response's body went to the sink. Answered: the whole of it. Not answered: the head
    /// and some pieces may have gone out all the same.
    virtual Task<Result<Exchange>> stream(ClientRequest request, BodyFlow flow) = 0;
};

}  // namespace fairlead::net
