// SPDX-License-Identifier: Apache-2.0
#include "api/mount.h"
#include "api/services.h"
#include "api/user/event_stream.h"
#include "base/text.h"

namespace fairlead::api {

/// Goes on after the Last-Event-ID that a browser sends when it comes back; else from now on.
struct Events {
    static constexpr Route route{
        Method::get,
        "/api/integrations/events",
        Access::user,
        Scope::connections_read,
        "Follow what happens to the user's connections",
        {.cors = Cors::none, .tag = "user", .produces = "text/event-stream"}};
    struct Input {
        Default<std::uint16_t> seconds{25};  ///< how long the stream stays open

        std::vector<Fault> check() const {
            if (*seconds >= 1 && *seconds <= 60) return {};
            return {{"/seconds", "must be from 1 to 60"}};
        }
    };
    using Output = Reply;

    storage::EventStore& events;
    const Clock& clock;

    Task<Result<Reply>> operator()(Context context, Input input) const {
        EventStream::Wanted wanted{.workspace = context.caller.workspace,
                                   .user = *context.caller.user,
                                   .after = 0,
                                   .life = Seconds{*input.seconds}};
        CO_TRY(wanted.after, co_await events.last_sequence());
        const auto last = context.request.headers.find("Last-Event-ID");
        if (last) {
            CO_TRY(wanted.after, sequence_of(*last, wanted.after));
        }
        Reply reply;
        reply.headers.set("Content-Type", "text/event-stream");
        // nginx would wait for more.
        reply.headers.set("X-Accel-Buffering", "no");
        reply.stream = std::make_shared<EventStream>(events, clock, wanted);
        co_return reply;
    }

private:
    static Result<std::int64_t> sequence_of(std::string_view id, std::int64_t newest) {
        TRY(const auto sequence, parse_integer(id));
        // One from before a restore from backup would wait for ever.
        return std::min(std::max<std::int64_t>(sequence, 0), newest);
    }
};
BOOST_DESCRIBE_STRUCT(Events::Input, (), (seconds))

void mount_events(Router& router, const Services* services) {
    router.add<Events>([&] { return Events{services->events, services->clock}; });
}

}  // namespace fairlead::api
