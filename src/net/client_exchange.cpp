// SPDX-License-Identifier: Apache-2.0
#include "net/client_exchange.h"

#include "base/async.h"
#include "base/secret.h"
#include "net/keep_alive_hint.h"

#include <algorithm>

namespace fairlead::net {
namespace {

using SteadyClock = std::chrono::steady_clock;
using boost::asio::ip::tcp;

constexpr std::size_t read_room = 64 * 1024;
constexpr int most_interim_answers = 8;
static_assert(read_room >= longest_response_head);

Error bad_request(const char* message) { return Error{Errc::invalid, message}; }

bool is_token(char c) {
    constexpr std::string_view others = "!#$%&'*+-.^_`|~";
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           others.find(c) != std::string_view::npos;
}

bool is_field(std::string_view name, std::string_view value) {
    if (name.empty() || !std::all_of(name.begin(), name.end(), is_token)) return false;
    return std::none_of(value.begin(), value.end(), [](char c) {
        return (static_cast<unsigned char>(c) < ' ' && c != '\t') || c == 0x7f;
    });
}

/// What a call proves itself with in the handshake is part of what its connections are.
std::string mark_of(const ClientRequest& request) {
    return request.certificate ? " " + request.certificate->fingerprint() : std::string{};
}

/// What the other side's refusal is about, for whoever has to mend it.
Error about_certificate(const ClientRequest& request, std::string detail) {
    const std::string what =
        request.certificate
            ? "The other side refuses our client certificate, which is good until " +
                  to_rfc3339(request.certificate->until()) + "."
            : std::string{"The other side wants a client certificate."};
    return Error{Errc::provider_failed, what, std::move(detail)};
}

}  // namespace

ClientExchange::ClientExchange(const ClientServices& services, ClientRequest request, BodyFlow flow,
                               const Executor& executor)
    : services_(services),
      request_(std::move(request)),
      flow_(std::move(flow)),
      executor_(executor),
      pool_(boost::asio::use_service<ClientPool>(executor.context())),
      key_(services.pool_prefix + request_.url.origin() + mark_of(request_)),
      connect_end_(SteadyClock::now() + std::min(request_.connect_timeout, request_.total_timeout)),
      end_(SteadyClock::now() + request_.total_timeout),
      deadline_(executor),
      buffer_(read_room) {}

ClientExchange::~ClientExchange() {
    // Both may hold tokens.
    wipe_string(head_);
    wipe_string(request_.body);
}

Result<void> ClientExchange::prepare() {
    const Url& url = request_.url;
    if ((url.scheme != "https" && url.scheme != "http") || url.host.empty() || url.port == 0) {
        return bad_request("The URL to call is not complete.");
    }
    if (request_.certificate && url.scheme != "https")
        return bad_request("A client certificate is shown over TLS alone.");
    if (url.has_userinfo) return bad_request("The URL to call has a user part.");
    if (flow_.source && !request_.body.empty())
        return bad_request("The body comes from two places.");
    if (request_.method == Method::other) return bad_request("The method is not one we send.");
    for (const auto& [name, value] : request_.headers) {
        if (!is_field(name, value)) return bad_request("A header field is malformed.");
    }
    for (const char* ours : {"Host", "Content-Length", "Connection", "Transfer-Encoding"}) {
        if (request_.headers.has(ours)) return bad_request("A header field is not the caller's.");
    }
    write_head();
    return ok();
}

void ClientExchange::write_head() {
    const Url& url = request_.url;
    const Headers& headers = request_.headers;
    head_.reserve(1024);
    head_.append(to_text(request_.method)).append(" ").append(url.target()).append(" HTTP/1.1\r\n");
    head_.append("Host: ").append(url.origin().substr(url.scheme.size() + 3)).append("\r\n");
    if (!headers.has("User-Agent")) head_.append("User-Agent: Fairlead/" FAIRLEAD_VERSION "\r\n");
    if (!headers.has("Accept-Encoding")) head_.append("Accept-Encoding: identity\r\n");
    for (const auto& [name, value] : headers) {
        head_.append(name).append(": ").append(value).append("\r\n");
    }
    const Method method = request_.method;
    const bool carries = method == Method::post || method == Method::put || method == Method::patch;
    if (flow_.source && !flow_.length) {
        head_.append("Transfer-Encoding: chunked\r\n");
    } else if (flow_.source || carries || !request_.body.empty()) {
        const std::uint64_t length = flow_.source ? *flow_.length : request_.body.size();
        head_.append("Content-Length: ").append(std::to_string(length)).append("\r\n");
    }
    head_.append("\r\n");
}

void ClientExchange::arm(Moment moment) {
    deadline_.arm(moment, [this] {
        if (stream_) stream_->cancel();
    });
}

Task<Result<ClientResponse>> ClientExchange::run() {
    CO_CHECK(prepare());
    const Unused wanted = is_repeatable() ? Unused::any : Unused::recent;
    stream_ = pool_.take(key_, wanted, SteadyClock::now());
    if (stream_) {
        auto answer = co_await talk();
        if (answer || !went_stale()) co_return answer;
        if (!is_repeatable()) pool_.note_hang_up(key_, SteadyClock::now());
        if (!is_repeatable() && progress_ == Progress::sent) co_return answer;
        stream_.reset();
    }
    CO_CHECK(co_await open());
    co_return co_await talk();
}

/// Of a connection from the pool: the other side had given it up.
bool ClientExchange::went_stale() const {
    return failed_ && !answer_began_ && !refused_by_caller_ && !cancelled_ && !deadline_.passed();
}

Task<Result<void>> ClientExchange::open() {
    const Url& url = request_.url;
    CO_TRY(auto addresses, co_await services_.names.resolve(url.host, connect_end_));
    if (auto checked = services_.guard.check(url.host, url.port, addresses); !checked) {
        services_.log.warning("An outgoing call was denied: not a public address.",
                              {{"host", url.host}, {"port", url.port}});
        co_return std::move(checked).error();
    }
    CO_CHECK(co_await open_any(std::move(addresses)));
    if (url.scheme == "https") CO_CHECK(co_await secure());
    co_return ok();
}

/// Tries the checked addresses in order; each gets its share of the time that is left, so that
/// one that swallows packets does not take it all.
Task<Result<void>> ClientExchange::open_any(std::vector<boost::asio::ip::address> addresses) {
    for (std::size_t i = 0; i < addresses.size() && !cancelled_; ++i) {
        const Moment now = SteadyClock::now();
        if (now >= connect_end_) break;
        stream_ = std::make_unique<ClientStream>(executor_);
        arm(now + (connect_end_ - now) / static_cast<int>(addresses.size() - i));
        const tcp::endpoint endpoint{addresses[i], request_.url.port};
        failed_ = co_await stream_->connect(endpoint);
        if (!failed_) co_return ok();
        const auto alive = co_await check_cancelled();
        cancelled_ = !alive;
    }
    co_return why_it_ended("Connecting to the other side");
}

Task<Result<void>> ClientExchange::secure() {
    arm(connect_end_);
    auto resumed = pool_.find_session(key_);
    const ClientStream::KeepSession keep = [&pool = pool_, key = key_](TlsSession session) {
        pool.keep_session(key, std::move(session));
    };
    stream_->prove_with(request_.certificate);
    failed_ = co_await stream_->secure(services_.tls, request_.url.host, std::move(resumed), keep);
    if (failed_) co_return why_it_ended("The TLS handshake with the other side");
    (stream_->is_resumed() ? services_.resumed_handshakes : services_.full_handshakes).add();
    co_return ok();
}

Task<Result<ClientResponse>> ClientExchange::talk() {
    arm(end_);
    arm_next();
    if (request_.before_send) {
        auto allowed = request_.before_send();
        refused_by_caller_ = !allowed;
        CO_CHECK(std::move(allowed));
    }
    CO_CHECK(co_await write());
    if (flow_.source) CO_CHECK(co_await write_source());
    if (request_.after_send) request_.after_send();
    CO_CHECK(co_await read_answer());
    const Moment answered = SteadyClock::now();
    if (request_.last_byte) request_.last_byte();
    deadline_.disarm();
    keep_connection(answered);
    co_return std::move(parser_->response());
}

/// An error only when nothing can have left, or nothing can come back any more. A server may
/// answer, and close, before it read the whole request: then the answer is what counts.
Task<Result<void>> ClientExchange::write() {
    const auto alive = co_await check_cancelled();
    cancelled_ = !alive;
    if (cancelled_ || deadline_.passed()) {
        failed_ = boost::asio::error::operation_aborted;
        co_return why_it_ended("Sending to the other side");
    }
    const ClientStream::Buffers buffers = {boost::asio::buffer(head_),
                                           boost::asio::buffer(request_.body)};
    failed_ = {};
    const Progress before = progress_;
    progress_ = Progress::sent;
    const std::size_t size = co_await stream_->write(buffers, failed_);
    broken_ = static_cast<bool>(failed_);
    if (!failed_ || size != 0) co_return ok();
    // A plain socket that took no byte sent none. Of TLS records that is not known.
    if (!stream_->is_secure()) progress_ = before;
    co_return why_it_ended("Sending to the other side");
}

Task<Result<void>> ClientExchange::read_answer() {
    for (int i = 0; i < most_interim_answers; ++i) {
        parser_.emplace(request_.max_body, request_.method == Method::head);
        scan_ = {};
        CO_CHECK(co_await read_head());
        if (parser_->is_interim()) continue;
        CO_CHECK(co_await pass_head());
        co_return co_await read_body();
    }
    co_return Error{Errc::provider_failed, "The other side sent too many interim answers."};
}

Task<Result<void>> ClientExchange::read_head() {
    while (true) {
        const auto state = scan_.scan(buffer_.pending());
        if (state == HeadScan::State::complete) break;
        if (state != HeadScan::State::more) {
            co_return Error{Errc::provider_failed, "The other side's answer is not valid HTTP."};
        }
        if (buffer_.is_full()) {
            co_return Error{Errc::too_large, "The other side's answer has too long a head."};
        }
        const bool came = co_await fill();
        if (!came) co_return why_it_ended("Waiting for the other side's answer");
    }
    CO_CHECK(parser_->read_head(buffer_.pending().substr(0, scan_.size())));
    buffer_.consume(scan_.size());
    co_return ok();
}

Task<Result<void>> ClientExchange::read_body() {
    while (!parser_->is_done()) {
        if (!buffer_.pending().empty()) {
            std::size_t taken = 0;
            auto parsed = parser_->read_body(buffer_.pending(), taken);
            buffer_.consume(taken);
            CO_CHECK(std::move(parsed));
            CO_CHECK(co_await pass_body());
            if (parser_->is_done()) break;
        }
        if (buffer_.is_full()) {
            co_return Error{Errc::provider_failed, "The other side's answer is not valid HTTP."};
        }
        const bool came = co_await fill();
        if (came) continue;
        if (failed_ == boost::asio::error::eof) co_return parser_->read_end();
        co_return why_it_ended("Reading the other side's answer");
    }
    co_return ok();
}

/// Waits for bytes. When the wait is ended, by the deadline or by the caller, what has arrived by
/// then still counts: the socket is read dry before the timer is believed.
Task<bool> ClientExchange::fill() {
    const auto room = buffer_.prepare();
    failed_ = boost::asio::error::operation_aborted;
    std::size_t size = 0;
    if (!deadline_.passed() && !cancelled_) {
        failed_ = {};
        size = co_await stream_->read_some(room, failed_);
    }
    if (failed_ == boost::asio::error::operation_aborted && size == 0) {
        cancelled_ = cancelled_ || !deadline_.passed();
        size = stream_->read_at_once(room, failed_);
        if (failed_ == boost::asio::error::would_block) {
            failed_ = boost::asio::error::operation_aborted;
        }
    }
    buffer_.commit(size);
    if (size != 0 && !answer_began_) {
        answer_began_ = true;
        if (request_.first_byte) request_.first_byte();
    }
    co_return size != 0;
}

void ClientExchange::keep_connection(Moment answered) {
    if (broken_ || !parser_->keep_alive() || !buffer_.pending().empty()) return;
    if (ends_soon(parser_->response().headers)) return;
    pool_.put(key_, std::move(stream_), answered);
}

Error ClientExchange::why_it_ended(const char* stage) const {
    const std::string what{stage};
    const std::string detail = "host " + request_.url.host + ": " + failed_.message();
    if (is_unread()) return about_certificate(request_, detail);
    if (cancelled_) return Error{Errc::cancelled, what + " was stopped.", detail};
    const bool late = deadline_.passed() || SteadyClock::now() >= end_;
    if (late) return Error{Errc::timeout, what + " took too long.", detail};
    // Some hang up on whom they do not know, without a word.
    const bool is_silent = request_.certificate && progress_ == Progress::sent && !answer_began_;
    const char* const guess =
        is_silent ? " It may be our client certificate that the other side does not take." : "";
    return Error{Errc::provider_failed, what + " failed." + guess, detail};
}

}  // namespace fairlead::net
