// SPDX-License-Identifier: Apache-2.0
#include "support/sqlite_machine.h"

#include "base/mutex.h"
#include "support/http_caller.h"

#include <sqlite3.h>

#include <array>
#include <atomic>

namespace fairlead::tests {
namespace {

std::atomic<bool> is_full = false;
std::atomic<int> refused = 0;
std::atomic<std::int64_t> ahead_ms = 0;

// SQLite's own, and copies that differ in what is played. The objects behind them stay its own.
sqlite3_vfs* machine = nullptr;
sqlite3_vfs played;
/// It has one kind of file for databases, which are locked, and one for their logs.
struct FileKind {
    const sqlite3_io_methods* machine = nullptr;
    sqlite3_io_methods played{};
};
Mutex<std::array<FileKind, 4>> file_kinds;

int write(sqlite3_file* file, const void* data, int size, sqlite3_int64 at) {
    if (is_full) {
        ++refused;
        return SQLITE_FULL;
    }
    const sqlite3_io_methods* as_it_was = nullptr;
    {
        const auto kinds = file_kinds.lock();
        for (const FileKind& kind : *kinds)
            if (&kind.played == file->pMethods) as_it_was = kind.machine;
    }
    return as_it_was->xWrite(file, data, size, at);
}

const sqlite3_io_methods* play(const sqlite3_io_methods* methods) {
    const auto kinds = file_kinds.lock();
    for (FileKind& kind : *kinds) {
        if (kind.machine != nullptr && kind.machine != methods) continue;
        kind.machine = methods;
        kind.played = *methods;
        kind.played.xWrite = &write;
        return &kind.played;
    }
    throw Failure{"SQLite has more kinds of files than were thought of"};
}

int open(sqlite3_vfs* vfs, sqlite3_filename name, sqlite3_file* file, int flags, int* opened) {
    const int code = machine->xOpen(vfs, name, file, flags, opened);
    if (code != SQLITE_OK || file->pMethods == nullptr) return code;
    file->pMethods = play(file->pMethods);
    return code;
}

int current_time(sqlite3_vfs* vfs, sqlite3_int64* now) {
    const int code = machine->xCurrentTimeInt64(vfs, now);
    *now += ahead_ms.load();
    return code;
}

}  // namespace

SqliteMachine::SqliteMachine() {
    if (machine == nullptr) {
        machine = ::sqlite3_vfs_find(nullptr);
        if (machine == nullptr || machine->iVersion < 2) throw Failure{"SQLite has no such layer"};
        played = *machine;
        played.zName = "played";
        played.xOpen = &open;
        played.xCurrentTimeInt64 = &current_time;
    }
    ::sqlite3_vfs_register(&played, 1);
}

SqliteMachine::~SqliteMachine() {
    is_full = false;
    ahead_ms = 0;
    ::sqlite3_vfs_register(machine, 1);
}

void SqliteMachine::set_full(bool full) { is_full = full; }
void SqliteMachine::set_clock(Milliseconds ahead) { ahead_ms = ahead.count(); }
int SqliteMachine::refused_writes() const { return refused; }

}  // namespace fairlead::tests
