// SPDX-License-Identifier: Apache-2.0
#include "api/mount.h"
#include "api/services.h"
#include "api/user/event_stream.h"
#include "auth/sessions.h"
#include "base/text.h"

#include <algorithm>

namespace fairlead::api {

/// Goes on after the Last-Event-ID that a browser sends when it comes back, where an event may come
/// once more (its `id` in the data tells); else from now on. A
/// page's stream lives for hours, and ends when its session does; who holds a key or a token comes
/// back to prove it once more. Of more than five streams of a user the oldest ends, with an event
/// `stream.replaced`.
struct Events {
    static constexpr Route route{
        Method::get,
        "/api/integrations/events",
        Access::user,
        Scope::connections_read,
        "Follow what happens to the user's connections",
        {.cors = Cors::none, .tag = "user", .produces = "text/event-stream"}};
    struct Input {
        /// How long the stream stays open: at most 60 for a key or a token (25), and 43200, the
        /// default, for a session.
        std::optional<std::uint32_t> seconds;
    };
    using Output = Reply;

    EventHub& hub;
    storage::EventStore& events;
    auth::Sessions& sessions;
    const Clock& clock;

    Task<Result<Reply>> operator()(Context context, Input input) const {
        EventStream::Wanted wanted{
            .workspace = context.caller.workspace, .user = *context.caller.user, .after = 0};
        CO_TRY(wanted.life, life_of(context.caller, input.seconds));
        CO_CHECK(co_await begin(context, wanted));
        Reply reply;
        reply.headers.set("Content-Type", "text/event-stream");
        // nginx would wait for more.
        reply.headers.set("X-Accel-Buffering", "no");
        const EventStream::Services services{hub, events, clock};
        reply.stream = std::make_shared<EventStream>(services, wanted, watch(context.caller));
        co_return reply;
    }

private:
    Task<Result<void>> begin(const Context& context, EventStream::Wanted& wanted) const {
        CO_TRY(const auto place, co_await events.place(clock.now()));
        if (const auto last = context.request.headers.find("Last-Event-ID")) {
            CO_TRY(wanted.after, sequence_of(*last, place.newest()));
            co_return ok();
        }
        wanted.after = place.settled();
        wanted.told = place.beyond();
        co_return ok();
    }

    static Result<Milliseconds> life_of(const Caller& caller, std::optional<std::uint32_t> asked) {
        const bool page = caller.kind == CallerKind::session;
        const std::uint32_t most = page ? 43'200 : 60;
        const std::uint32_t seconds = asked.value_or(page ? most : 25);
        if (seconds >= 1 && seconds <= most) return Milliseconds{Seconds{seconds}};
        const std::string words = "must be from 1 to " + std::to_string(most);
        return Error{.code = Errc::invalid,
                     .message = "The stream cannot be open for so long.",
                     .faults = {{"/seconds", words}}};
    }

    static Result<std::int64_t> sequence_of(std::string_view id, std::int64_t newest) {
        TRY(const auto sequence, parse_integer(id));
        // One from before a restore from backup would wait for ever.
        return std::min(std::max<std::int64_t>(sequence, 0), newest);
    }

    /// Disabling a user ends their sessions, so the session says it all. To look does not count as
    /// being seen: a page that is left open is idle all the same.
    EventStream::StillMay watch(const Caller& caller) const {
        if (!caller.session) return [] { return always(); };
        return [&known = sessions, workspace = caller.workspace, user = *caller.user,
                id = *caller.session] { return is_alive(known, workspace, user, id); };
    }
    static Task<Result<bool>> is_alive(auth::Sessions& known, WorkspaceId workspace, UserId user,
                                       SessionId id) {
        CO_TRY(const auto alive, co_await known.list(workspace, user));
        co_return std::ranges::find(alive, id, &storage::Session::id) != alive.end();
    }
    static Task<Result<bool>> always() { co_return true; }
};
BOOST_DESCRIBE_STRUCT(Events::Input, (), (seconds))

void mount_events(Router& router, const Services* services) {
    router.add<Events>([&] {
        return Events{services->hub, services->events, services->sessions, services->clock};
    });
}

}  // namespace fairlead::api
