// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/copy/copy_side.h"
#include "storage/copy/postgres_use.h"
#include "storage/postgres/postgres_session.h"

#include <memory>

namespace fairlead::storage {

/// A PostgreSQL database as one side of a copy. Its role must see every row: a member of
/// fairlead_service, as the service role is.
class PostgresSide final : public CopySide {
public:
    /// One read-only snapshot. `conflict` when a server uses it, when its schema is not this
    /// Fairlead's, or the role does not see every row; `unavailable` when nobody answers.
    static Result<std::unique_ptr<PostgresSide>> open_source(const Secret& address);
    /// Errors as above, and `conflict` when another copy writes there.
    static Result<std::unique_ptr<PostgresSide>> open_target(const Secret& address);

    const std::string& place() const override { return session_.place(); }
    Result<Rows> run(const std::string& text, const Params& params) override;
    Result<void> execute(const std::string& script) override;
    Result<void> insert(const TablePlan& plan, std::vector<Params> rows) override;
    bool takes(std::string_view text) const override;
    Result<std::int64_t> counter(const CopiedTable& table) override;
    Result<void> set_counter(const CopiedTable& table, std::int64_t last) override;
    Result<void> count_rows_anew() override;
    Result<void> refuse_if_used() override { return use_.refuse_if_used(); }

private:
    PostgresSide(PostgresSession session, PostgresUse use);
    static Result<std::unique_ptr<PostgresSide>> open(const Secret& address);

    PostgresSession session_;
    PostgresUse use_;
};

}  // namespace fairlead::storage
