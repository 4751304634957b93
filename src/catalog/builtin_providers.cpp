// SPDX-License-Identifier: Apache-2.0
#include "catalog/builtin_providers.h"

// The assembler takes the file as it is: no array for the compiler to read.
asm(".section .rodata\n"
    ".global fairlead_providers_begin\n"
    ".global fairlead_providers_end\n"
    "fairlead_providers_begin:\n"
    ".incbin \"" FAIRLEAD_PROVIDERS_TABLE
    "\"\n"
    "fairlead_providers_end:\n"
    ".byte 0\n"
    ".previous\n");

extern "C" const char fairlead_providers_begin[];
extern "C" const char fairlead_providers_end[];

namespace fairlead::catalog {

std::string_view builtin_providers() {
    return {fairlead_providers_begin,
            static_cast<std::size_t>(fairlead_providers_end - fairlead_providers_begin)};
}

}  // namespace fairlead::catalog
