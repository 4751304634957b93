// SPDX-License-Identifier: Apache-2.0
#include "net/server_connection.h"

namespace fairlead::net {

Task<Result<void>> serve_plain(ServerShard& shard, Socket socket, std::string peer) {
    ServerConnection<Socket> connection{shard, std::move(peer), std::move(socket)};
    co_return co_await connection.run();
}

}  // namespace fairlead::net
