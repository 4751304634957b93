// SPDX-License-Identifier: Apache-2.0
#include "storage/copy/row_hash.h"

#include "base/text.h"
#include "crypto/hash.h"

namespace fairlead::storage {

namespace {

constexpr std::int64_t rows_per_page = 1000;

void add_number(std::string& text, char kind, std::int64_t number) {
    text += kind;
    const auto bits = static_cast<std::uint64_t>(number);
    for (int shift = 56; shift >= 0; shift -= 8) text += static_cast<char>(bits >> shift);
}

bool is_number(ColumnKind kind) {
    return kind == ColumnKind::integer || kind == ColumnKind::boolean || kind == ColumnKind::time;
}

void add_row(std::string& text, const TablePlan& plan, const Row& row) {
    for (std::size_t column = 0; column < plan.columns.size(); ++column) {
        if (row.is_null(column)) {
            text += 'N';
        } else if (is_number(plan.columns[column].kind)) {
            add_number(text, 'I', row.integer(column));
        } else {
            const std::string_view bytes = row.bytes(column);
            add_number(text, 'B', static_cast<std::int64_t>(bytes.size()));
            text += bytes;
        }
    }
}

}  // namespace

Result<TableProof> prove_table(CopySide& side, const TablePlan& plan) {
    TableProof proof;
    crypto::Digest digest = crypto::sha256(plan.table->name);
    TRY(Rows page, read_page(side, plan, nullptr, rows_per_page));
    while (!page.empty()) {
        for (const Row& row : page) {
            std::string text{text_of(digest)};
            add_row(text, plan, row);
            digest = crypto::sha256(text);
            ++proof.rows;
        }
        const Row last = std::move(page.rows.back());
        TRY(page, read_page(side, plan, &last, rows_per_page));
    }
    proof.digest = hex_encode(digest);
    if (plan.table->counter != nullptr) {
        TRY(proof.counter, side.counter(*plan.table));
    }
    return proof;
}

}  // namespace fairlead::storage
