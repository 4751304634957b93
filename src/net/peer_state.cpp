// SPDX-License-Identifier: Apache-2.0
#include "net/peer_state.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

namespace fairlead::net {

PeerState peer_state(int socket) {
    tcp_info info{};
    socklen_t size = sizeof info;
    if (::getsockopt(socket, IPPROTO_TCP, TCP_INFO, &info, &size) != 0) return PeerState::reset;
    if (info.tcpi_state == TCP_ESTABLISHED) return PeerState::listens;
    return info.tcpi_state == TCP_CLOSE ? PeerState::reset : PeerState::closed;
}

}  // namespace fairlead::net
