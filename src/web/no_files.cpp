// SPDX-License-Identifier: Apache-2.0
// In place of the generated list where the program is built without the page.
#include "web/file.h"

namespace fairlead::web {

std::span<const File> embedded_files() { return {}; }

}  // namespace fairlead::web
