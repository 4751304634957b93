// SPDX-License-Identifier: Apache-2.0
#include "storage/statements.h"

namespace fairlead::storage {

Task<Result<void>> run(Tx& tx, Sql sql, Params params) {
    CO_CHECK(co_await tx.run(sql, std::move(params)));
    co_return ok();
}

Task<Result<void>> run(Database& database, Access access, Sql sql, Params params,
                       Priority priority) {
    CO_CHECK(co_await database.write(access, sql, std::move(params), priority));
    co_return ok();
}

Task<Result<std::int64_t>> count_changed(Tx& tx, Sql sql, Params params) {
    CO_TRY(const auto rows, co_await tx.run(sql, std::move(params)));
    co_return rows.changed;
}

Task<Result<std::int64_t>> count_changed(Database& database, Access access, Sql sql, Params params,
                                         Priority priority) {
    CO_TRY(const auto rows, co_await database.write(access, sql, std::move(params), priority));
    co_return rows.changed;
}

Task<Result<bool>> changes_one(Tx& tx, Sql sql, Params params) {
    CO_TRY(const auto rows, co_await tx.run(sql, std::move(params)));
    co_return rows.changed == 1;
}

Task<Result<bool>> changes_one(Database& database, Access access, Sql sql, Params params) {
    CO_TRY(const auto rows, co_await database.write(access, sql, std::move(params)));
    co_return rows.changed == 1;
}

}  // namespace fairlead::storage
