// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/task.h"
#include "http/bind.h"
#include "http/reply.h"
#include "http/route.h"
#include "model/user.h"
#include "net/http_message.h"

#include <concepts>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace fairlead::http {

using net::Method;

/// What an endpoint may ask for in place of the bare Caller: the request itself as well. The
/// request lives until the endpoint has answered.
struct Context {
    Caller caller;
    const net::Request& request;
    const Route& route;
    /// Which of the endpoint's paths was asked, and what its {parameters} hold, decoded.
    std::string_view pattern;
    net::Pairs parameters;
};

template <class E, class Who>
concept AnswersOutput = requires(const E e, Who who, typename E::Input input) {
    { e(std::move(who), std::move(input)) } -> std::same_as<Task<Result<typename E::Output>>>;
};
template <class E, class Who>
concept AnswersReply = requires(const E e, Who who, typename E::Input input) {
    { e(std::move(who), std::move(input)) } -> std::same_as<Task<Result<Reply>>>;
};

/// One thing the server can be asked, whole in one struct:
///
///   struct RefreshConnection {
///       static constexpr Route route{Method::post, "/api/connections/{id}/refresh", Access::user,
///                                    Scope::connections_write, "Refresh the access token now"};
///       struct Input { ConnectionId id; bool force = false; };
///       struct Output { ConnectionId id; std::optional<Time> expires_at; };
///       Refresher& refresher;
///       Task<Result<Output>> operator()(Caller caller, Input input) const;
///   };
///   BOOST_DESCRIBE_STRUCT(RefreshConnection::Input, (), (id, force))
///   BOOST_DESCRIBE_STRUCT(RefreshConnection::Output, (), (id, expires_at))
///
/// Input: members named in the path come from it; of the others, those of GET, HEAD and DELETE
/// come from the query, else from the body. Use `Nothing` for none. It may have
/// `std::vector<Fault> check() const` for rules on values, called when every member was read.
/// Output: a described struct, `Nothing` (204), or `Reply` for what is not JSON. An endpoint whose
/// Output is a struct may still answer `Task<Result<Reply>>`, made with json_reply(output), where
/// it must also set a cookie or a status.
/// `static constexpr std::array aliases{"/other/{id}"}` adds paths with the same parameters.
template <class E>
concept Endpoint = std::same_as<decltype(E::route), const Route> &&
                   (AnswersOutput<E, Caller> || AnswersOutput<E, Context> ||
                    AnswersReply<E, Caller> || AnswersReply<E, Context>);

/// What is known of an endpoint without an instance of it: enough to route and to document.
struct EndpointInfo {
    const Route* route;
    std::vector<std::string_view> paths;  ///< route.path, then the aliases
    const Shape* input;
    const Shape* output;         ///< nullptr: Reply
    const std::type_info* type;  ///< the endpoint's own, for its name
};

template <Endpoint E>
EndpointInfo endpoint_info() {
    EndpointInfo info{
        &E::route, {E::route.path}, &shape_of<typename E::Input>(), nullptr, &typeid(E)};
    if constexpr (requires { E::aliases; }) {
        for (const std::string_view alias : E::aliases) info.paths.push_back(alias);
    }
    if constexpr (!std::same_as<typename E::Output, Reply>) {
        info.output = &shape_of<typename E::Output>();
    }
    return info;
}

/// An endpoint of any type, ready to be called.
class Handler {
public:
    virtual ~Handler() = default;
    virtual Task<Result<Reply>> handle(Context context) const = 0;
};

/// Fills `input` from path, query and body as `Endpoint` says. All faults at once.
Result<void> read_input(const Context& context, const Shape& shape, void* input);
/// `output` as JSON with the route's status.
Reply write_output(const Route& route, const Shape& shape, const void* output);

template <Endpoint E>
class HandlerOf final : public Handler {
public:
    explicit HandlerOf(E endpoint) : endpoint_(std::move(endpoint)) {}

    Task<Result<Reply>> handle(Context context) const override {
        using Input = typename E::Input;
        constexpr bool wants_context = AnswersOutput<E, Context> || AnswersReply<E, Context>;
        Input input{};
        CO_CHECK(read_input(context, shape_of<Input>(), &input));
        if constexpr (wants_context) {
            auto answer = co_await endpoint_(std::move(context), std::move(input));
            co_return reply(std::move(answer));
        } else {
            auto answer = co_await endpoint_(std::move(context.caller), std::move(input));
            co_return reply(std::move(answer));
        }
    }

private:
    static Result<Reply> reply(Result<Reply> answer) { return answer; }
    template <class Output>
    static Result<Reply> reply(const Result<Output>& answer) {
        if (!answer) return answer.error();
        return write_output(E::route, shape_of<Output>(), &*answer);
    }

    E endpoint_;
};

}  // namespace fairlead::http
