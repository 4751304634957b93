// SPDX-License-Identifier: Apache-2.0
#include "storage/heartbeat.h"

namespace fairlead::storage {
namespace {

constexpr Sql ask{"SELECT COUNT(*) FROM workspaces"};

}  // namespace

Task<Result<void>> answers(Database& database) {
    Params none;
    CO_CHECK(co_await database.read(Access::service(), ask, std::move(none)));
    co_return ok();
}

}  // namespace fairlead::storage
