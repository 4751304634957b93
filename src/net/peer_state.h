// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace fairlead::net {

/// What the kernel knows of the other side of a TCP socket.
enum class PeerState {
    listens,
    closed,  ///< it sent FIN: it closed, or at least will send nothing more
    reset,   ///< the connection is dead
};

PeerState peer_state(int socket);

}  // namespace fairlead::net
