// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/postgres_row_reads.h"

#include <algorithm>
#include <iterator>

namespace fairlead::storage {

namespace {

/// So many rows at most are one answer: nobody waits for a long row of others.
constexpr std::size_t most_rows = 64;

bool is_of(const Row& row, const Uuid& id) { return row.uuid(row.columns() - 1) == id; }

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
    if (!rows) {
        for (const Waiting& one : batch) one.resume(rows.error());
        return;
    }
    // They come in the order of the ids as a rule, one for each, neither of which SQL promises.
    const auto end = rows->end();
    auto next = rows->begin();
    for (const Waiting& one : batch) {
        const auto is_its = [&one](const Row& row) { return is_of(row, one.id); };
        auto found = std::find_if(next, end, is_its);
        if (found == end) {
            const auto before = std::find_if(rows->begin(), next, is_its);
            if (before != next) found = before;
        }
        Rows answer;
        if (found != end) answer.rows.push_back(*found);
        if (found == next && next != end) ++next;
        one.resume(std::move(answer));
    }
}

}  // namespace fairlead::storage
