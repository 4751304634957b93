// SPDX-License-Identifier: Apache-2.0
#include "target.h"

#include <cstddef>
#include <cstdint>

// libFuzzer looks for it by its name.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fairlead::fuzz::try_input({reinterpret_cast<const char*>(data), size});
    return 0;
}
