// SPDX-License-Identifier: Apache-2.0
#include "net/server_connection.h"
#include "net/tls_context.h"

namespace fairlead::net {

Task<Result<void>> serve_tls(ServerShard& shard, Socket socket, std::string peer) {
    auto& context = shard.services().options.tls->impl().context;
    ServerConnection<boost::asio::ssl::stream<Socket>> connection{shard, std::move(peer),
                                                                  std::move(socket), context};
    co_return co_await connection.run();
}

}  // namespace fairlead::net
