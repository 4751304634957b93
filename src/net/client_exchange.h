// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/log.h"
#include "base/metrics.h"
#include "net/client_pool.h"
#include "net/client_stream.h"
#include "net/deadline.h"
#include "net/egress_guard.h"
#include "net/head_scan.h"
#include "net/http_stream.h"
#include "net/name_resolver.h"
#include "net/read_buffer.h"
#include "net/response_parser.h"

#include <optional>
#include <string>

namespace fairlead::net {

/// What all exchanges of a client share. Thread-safe, but for nothing.
struct ClientServices {
    EgressGuard guard;
    std::shared_ptr<boost::asio::ssl::context> tls;  // shared with the open connections
    NameResolver& names;
    Log& log;
    std::string pool_prefix;  ///< tells this client's pooled connections from another's
    Counter& full_handshakes;
    Counter& resumed_handshakes;
};

/// One request and its answer, on one loop. How far it came is kept in members, so that it is
/// known whatever ends it.
class ClientExchange {
public:
    ClientExchange(const ClientServices& services, ClientRequest request, BodyFlow flow,
                   const Executor& executor);
    ~ClientExchange();
    ClientExchange(const ClientExchange&) = delete;
    ClientExchange& operator=(const ClientExchange&) = delete;

    Task<Result<ClientResponse>> run();

    Progress progress() const { return is_unread() ? Progress::never_sent : progress_; }
    /// It ended for want of a certificate; then the other side read nothing.
    bool is_unread() const { return is_about_certificate(failed_); }

private:
    using Moment = Deadline::Moment;
    using Code = boost::system::error_code;

    Result<void> prepare();
    Task<Result<void>> open();
    Task<Result<void>> open_any(std::vector<boost::asio::ip::address> addresses);
    Task<Result<void>> secure();
    Task<Result<ClientResponse>> talk();
    Task<Result<void>> write();
    Task<Result<void>> write_source();
    Task<Result<void>> write_piece(std::string piece);
    Task<Result<void>> read_answer();
    Task<Result<void>> read_head();
    Task<Result<void>> read_body();
    Task<Result<void>> pass_head();
    Task<Result<void>> pass_body();
    Task<bool> fill();

    void write_head();
    void keep_connection(Moment answered);
    /// It may be sent a second time.
    bool is_repeatable() const { return request_.repeatable && !flow_.source; }
    bool went_stale() const;
    Error why_it_ended(const char* stage) const;
    void arm(Moment moment);
    /// Before each wait for the other side: the end, or the longest stall of a flow.
    void arm_next();

    const ClientServices& services_;
    ClientRequest request_;
    BodyFlow flow_;
    Executor executor_;
    ClientPool& pool_;
    const std::string key_;
    const Moment connect_end_;
    const Moment end_;
    Deadline deadline_;
    std::unique_ptr<ClientStream> stream_;
    std::string head_;
    ReadBuffer buffer_;
    HeadScan scan_;
    std::optional<ResponseParser> parser_;
    Progress progress_ = Progress::never_sent;
    bool answer_began_ = false;
    bool refused_by_caller_ = false;
    bool cancelled_ = false;
    bool broken_ = false;  ///< not all of the request was sent
    Code failed_;
};

}  // namespace fairlead::net
