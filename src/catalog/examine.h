// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "catalog/catalog.h"
#include "catalog/sources.h"

#include <map>
#include <string>
#include <vector>

namespace fairlead::catalog {

/// One provider file read: shape checked, `id` equal to the file's name. `label` is what messages
/// call it. A file with faults has no use but its faults.
YamlDocument read_provider_file(std::string_view text, const std::string& id,
                                const std::string& label);

/// Reads the provider with every variant and method, and collects what is wrong. Server values
/// that `server` lacks are taken for well-formed ones.
std::vector<FileFault> examine(const Sources& sources, const std::string& id,
                               const std::map<std::string, std::string>& server,
                               LoopbackHttp loopback_http);

/// A provider's line of the catalogue, and the server values that it wants.
struct Outlined {
    ProviderSummary summary;
    std::vector<std::string> server_names;
};
Result<Outlined> outline_provider(const Sources& sources, const std::string& id);

/// One resolved provider, ready for `read_provider`; a shipped one's addresses are the sandbox's
/// where there is one.
Result<Layered> resolved(const Sources& sources, std::string_view id, std::string_view variant,
                         const std::map<std::string, std::string>& server);

}  // namespace fairlead::catalog
