// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/postgres_row_reads.h"

#include <algorithm>
#include <iterator>

namespace fairlead::storage {

namespace {

/// So many rows at most are one answer: nobody waits for a long row of others.
constexpr std::size_t most_rows = 64;

Result<Rows> row_of_id(const Result<Rows>& rows, const Uuid& id) {
    if (!rows) return rows.error();
    const auto is_its = [&id](const Row& row) { return row.uuid(row.columns() - 1) == id; };
    const auto found = std::find_if(rows->begin(), rows->end(), is_its);
    Rows answer;
    if (found != rows->end()) answer.rows.push_back(*found);
    return answer;
}

}  // namespace

bool PostgresRowReads::add(const Access& access, Sql sql, Waiting one) {
    const auto [place, is_first] = waiting_.try_emplace(key_of(access, sql));
    place->second.push_back(std::move(one));
    return is_first;
}

PostgresRowReads::Batch PostgresRowReads::take(const Access& access, Sql sql) {
    const auto place = waiting_.find(key_of(access, sql));
    if (place == waiting_.end()) return {};
    Batch& waiting = place->second;
    if (waiting.empty()) {
        waiting_.erase(place);
        return {};
    }
    if (waiting.size() <= most_rows) return std::exchange(waiting, {});
    const auto end = waiting.begin() + most_rows;
    Batch taken{std::make_move_iterator(waiting.begin()), std::make_move_iterator(end)};
    waiting.erase(waiting.begin(), end);
    return taken;
}

std::string PostgresRowReads::ids_of(const Batch& batch) {
    std::string ids = "{";
    for (const Waiting& one : batch) {
        if (ids.size() > 1) ids += ',';
        ids += one.id.text();
    }
    return ids + "}";
}

void PostgresRowReads::hand_out(const Batch& batch, const Result<Rows>& rows) {
    for (const Waiting& one : batch) one.resume(row_of_id(rows, one.id));
}

}  // namespace fairlead::storage
