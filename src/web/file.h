// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

namespace fairlead::web {

/// One file of the built page, as it is and as the build compressed it. The texts live as long as
/// the program.
struct File {
    std::string_view path;    ///< as asked for: /assets/main-1a2b.js
    std::string_view digest;  ///< of the content, in hex
    std::string_view plain;
    std::string_view brotli;  ///< empty: not compressed so
    std::string_view gzip;    ///< empty: not compressed so
};

/// What the build put into the program; nothing with FAIRLEAD_EMBED_WEB=OFF.
std::span<const File> embedded_files();

}  // namespace fairlead::web
