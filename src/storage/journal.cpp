// SPDX-License-Identifier: Apache-2.0
#include "storage/journal.h"

#include "base/async.h"
#include "base/fail_point.h"
#include "base/text.h"
#include "storage/full_slots.h"

#include <boost/asio/steady_timer.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

namespace fairlead::storage {

namespace {

constexpr std::size_t header_size = 4096;
constexpr std::string_view magic = "fairlead journal";
constexpr std::uint32_t format_version = 1;

Error none_free() {
    return Error{Errc::unavailable, "Too many refreshes are in flight. Try again.",
                 "no slot of the journal is free", nullptr, 1s};
}

/// The file's first page. Numbers are little-endian.
struct Header {
    Uuid node_id;
    std::uint32_t slots = 0;
};

void put_number(std::string& page, std::size_t at, std::uint32_t number) {
    for (std::size_t i = 0; i < 4; ++i) page[at + i] = static_cast<char>(number >> (8 * i));
}

std::uint32_t number_at(const std::string& page, std::size_t at) {
    std::uint32_t number = 0;
    for (std::size_t i = 0; i < 4; ++i) {
        number |= std::uint32_t{static_cast<std::uint8_t>(page[at + i])} << (8 * i);
    }
    return number;
}

std::string encode(const Header& header) {
    std::string page(header_size, '\0');
    page.replace(0, magic.size(), magic);
    put_number(page, 16, format_version);
    put_number(page, 20, Journal::slot_size);
    put_number(page, 24, header.slots);
    std::memcpy(page.data() + 32, header.node_id.bytes.data(), header.node_id.bytes.size());
    return page;
}

Result<Header> decode(const std::string& page, const std::string& path) {
    const bool known = page.compare(0, magic.size(), magic) == 0 &&
                       number_at(page, 16) == format_version &&
                       number_at(page, 20) == Journal::slot_size && number_at(page, 24) > 0;
    if (!known) {
        return Error{Errc::conflict,
                     path +
                         " is no journal of this Fairlead. Point it at another directory, or "
                         "use the version that made the file."};
    }
    Header header;
    header.slots = number_at(page, 24);
    std::memcpy(header.node_id.bytes.data(), page.data() + 32, header.node_id.bytes.size());
    return header;
}

std::uint64_t offset_of(std::uint32_t number) {
    return header_size + std::uint64_t{number} * Journal::slot_size;
}

bool is_zero(std::string_view bytes) {
    return std::all_of(bytes.begin(), bytes.end(), [](char byte) { return byte == '\0'; });
}

Result<std::string> read_bytes(File& file, std::uint64_t offset, std::size_t size) {
    std::string bytes(size, '\0');
    const auto room = std::as_writable_bytes(std::span{bytes.data(), bytes.size()});
    CHECK_OK(file.read_at(offset, room));
    return bytes;
}

/// The space first, the header last: a file without one was never used.
Result<void> create_content(Disk& disk, File& file, const Header& header, const std::string& path) {
    CHECK_OK(fill_with_zeros(file, offset_of(header.slots)));
    CHECK_OK(file.write_at(0, bytes_of(encode(header))));
    CHECK_OK(file.sync());
    const auto slash = path.rfind('/');
    return disk.sync_directory(slash == std::string::npos ? "." : path.substr(0, slash + 1));
}

Uuid random_id(Random& random) {
    Uuid id;
    random.fill(std::as_writable_bytes(std::span{id.bytes}));
    return id;
}

}  // namespace

Result<std::uint32_t> count_full_slots(Disk& disk, const std::string& path) {
    auto file = disk.open(path, OpenMode::read);
    if (!file && file.error().code == Errc::not_found) return 0U;
    if (!file) return std::move(file).error();
    TRY(const bool mine, (*file)->try_lock());
    if (!mine) {
        return Error{Errc::conflict,
                     "The journal " + path + " is in use by a server. Stop it first."};
    }
    TRY(const auto page, read_bytes(**file, 0, header_size));
    if (is_zero(page)) return 0U;
    TRY(const auto header, decode(page, path));
    std::uint32_t full = 0;
    for (std::uint32_t number = 0; number < header.slots; ++number) {
        TRY(const auto content, read_bytes(**file, offset_of(number), Journal::slot_size));
        if (!is_zero(content)) ++full;
    }
    return full;
}

Journal::Slot::Slot(Slot&& other) noexcept
    : journal_(std::exchange(other.journal_, nullptr)), number_(other.number_) {}

Journal::Slot& Journal::Slot::operator=(Slot&& other) noexcept {
    if (this == &other) return *this;
    drop();
    journal_ = std::exchange(other.journal_, nullptr);
    number_ = other.number_;
    return *this;
}

Journal::Slot::~Slot() { drop(); }

void Journal::Slot::drop() {
    if (journal_ != nullptr) std::exchange(journal_, nullptr)->give_back(number_);
}

Result<std::unique_ptr<Journal>> Journal::open(Disk& disk, Random& random, std::string path,
                                               std::uint32_t slots) {
    TRY(auto file, disk.open(path, OpenMode::create));
    TRY(const bool mine, file->try_lock());
    if (!mine) {
        return Error{Errc::conflict, "The journal " + path +
                                         " is in use by another Fairlead. Give each node a "
                                         "directory of its own."};
    }
    TRY(const auto page, read_bytes(*file, 0, header_size));
    if (is_zero(page)) {
        const Header header{random_id(random), slots};
        CHECK_OK(create_content(disk, *file, header, path));
    }
    return load(std::move(file), path);
}

Result<std::unique_ptr<Journal>> Journal::load(std::unique_ptr<File> file,
                                               const std::string& path) {
    TRY(const auto page, read_bytes(*file, 0, header_size));
    TRY(const auto header, decode(page, path));
    // A file that was cut short (a copy that failed) gets its space back.
    CHECK_OK(fill_with_zeros(*file, offset_of(header.slots)));
    std::unique_ptr<Journal> journal{new Journal{std::move(file), header.node_id, header.slots}};
    CHECK_OK(journal->find_full());
    journal->thread_ = std::thread{[raw = journal.get()] { raw->work(); }};
    return journal;
}

Journal::Journal(std::unique_ptr<File> file, Uuid node_id, std::uint32_t slots)
    : file_(std::move(file)),
      node_id_(node_id),
      slots_(slots),
      states_(slots, State::free),
      used_(slots, 0) {}

Journal::~Journal() {
    {
        const std::lock_guard lock{mutex_};
        stopping_ = true;
    }
    wake_.notify_one();
    if (thread_.joinable()) thread_.join();
    found_.clear();  // its slots refer to this journal
}

Result<void> Journal::find_full() {
    for (std::uint32_t number = slots_; number-- > 0;) {
        TRY(auto content, read_bytes(*file_, offset_of(number), slot_size));
        if (is_zero(content)) {
            free_.push_back(number);
            continue;
        }
        states_[number] = State::full;
        used_[number] = slot_size;
        found_.push_back({Slot{*this, number}, std::move(content)});
    }
    std::reverse(found_.begin(), found_.end());
    return ok();
}

std::uint32_t Journal::free_slots() const {
    const std::lock_guard lock{mutex_};
    return static_cast<std::uint32_t>(free_.size());
}

std::vector<Journal::Found> Journal::take_found() { return std::exchange(found_, {}); }

void Journal::take_or_wait(std::uint64_t turn, const Resume<Slot>& resume) {
    std::unique_lock lock{mutex_};
    if (free_.empty()) {
        waiting_.emplace(turn, resume);
        return;
    }
    const auto number = free_.back();
    free_.pop_back();
    states_[number] = State::reserved;
    lock.unlock();
    resume(Slot{*this, number});
}

void Journal::leave(std::uint64_t turn) {
    const std::lock_guard lock{mutex_};
    waiting_.erase(turn);
}

void Journal::give_back(std::uint32_t number) {
    std::unique_lock lock{mutex_};
    if (states_[number] == State::reserved) hand_on(std::move(lock), number);
}

/// A slot that is free again is the longest waiter's. One that went away a moment ago drops it, and
/// so gives it back.
void Journal::hand_on(std::unique_lock<std::mutex> lock, std::uint32_t number) {
    if (waiting_.empty()) {
        states_[number] = State::free;
        free_.push_back(number);
        return;
    }
    states_[number] = State::reserved;
    const auto first = waiting_.extract(waiting_.begin());
    lock.unlock();
    first.mapped()(Slot{*this, number});
}

Task<Result<Journal::Slot>> Journal::reserve(Milliseconds at_most) {
    if (fail_points::hit("journal_full") == fail_points::Outcome::fail) co_return none_free();
    const Executor executor = co_await boost::asio::this_coro::executor;
    boost::asio::steady_timer patience{executor};
    const auto turn = ++turns_;
    std::function<void(Resume<Slot>)> start = [&](const Resume<Slot>& resume) {
        take_or_wait(turn, resume);
        patience.expires_after(at_most);
        patience.async_wait([resume](boost::system::error_code stopped) {
            if (!stopped) resume(none_free());
        });
    };
    auto slot = co_await suspend<Slot>(std::move(start), OnCancel::wake);
    if (!slot) leave(turn);
    co_return slot;
}

Task<Result<void>> Journal::write(Slot& slot, std::string content,
                                  std::function<void()> when_durable) {
    if (content.size() > slot_size) {
        co_return Error{Errc::too_large, "The answer does not fit into the journal."};
    }
    std::function<void(Resume<void>)> start =
        [this, number = slot.number(), content = std::move(content),
         when_durable = std::move(when_durable)](Resume<void> resume) {
            submit(Write{number, content, when_durable, std::move(resume)});
        };
    co_return co_await suspend<void>(std::move(start));
}

void Journal::wipe(Slot slot) {
    slot.journal_ = nullptr;
    submit(Wipe{slot.number_});
}

Task<Result<void>> Journal::flush() {
    std::function<void(Resume<void>)> start = [this](Resume<void> resume) {
        submit(Flush{std::move(resume)});
    };
    return suspend<void>(std::move(start));
}

void Journal::submit(Request request) {
    {
        const std::lock_guard lock{mutex_};
        queue_.push_back(std::move(request));
    }
    wake_.notify_one();
}

void Journal::work() {
    for (;;) {
        std::vector<Request> batch;
        {
            std::unique_lock lock{mutex_};
            wake_.wait(lock, [this] { return !queue_.empty() || stopping_; });
            if (queue_.empty()) return;
            batch = std::exchange(queue_, {});
        }
        run(std::move(batch));
    }
}

void Journal::run(std::vector<Request> batch) {
    std::vector<std::pair<Write*, Result<void>>> answers;
    bool wrote = false;
    for (auto& request : batch) {
        if (auto* const write = std::get_if<Write>(&request)) {
            auto put_there = put(*write);
            wrote = wrote || put_there;
            answers.emplace_back(write, std::move(put_there));
        }
    }
    if (wrote) {
        FAIRLEAD_FAIL_POINT("after_journal_write");
        auto synced = file_->sync();
        if (fail_points::hit("journal_eio") == fail_points::Outcome::fail) {
            synced = system_error(EIO, "fdatasync of the journal");
        }
        for (auto& [write, outcome] : answers) {
            if (outcome && !synced) outcome = synced;
            if (outcome && write->when_durable) write->when_durable();
        }
        FAIRLEAD_FAIL_POINT("after_fdatasync");
    }
    for (auto& [write, outcome] : answers) write->resume(std::move(outcome));
    for (auto& request : batch) {
        if (const auto* const wipe = std::get_if<Wipe>(&request)) zero(wipe->number);
        if (const auto* const flush = std::get_if<Flush>(&request)) flush->resume(ok());
    }
}

Result<void> Journal::put(const Write& write) {
    FAIRLEAD_FAIL_POINT("before_journal_write");
    {
        const std::lock_guard lock{mutex_};
        states_[write.number] = State::full;
        used_[write.number] = std::max(used_[write.number], write.content.size());
    }
    return file_->write_at(offset_of(write.number), bytes_of(write.content));
}

void Journal::zero(std::uint32_t number) {
    FAIRLEAD_FAIL_POINT("before_wipe");
    std::size_t used = 0;
    {
        const std::lock_guard lock{mutex_};
        used = used_[number];
    }
    const std::string zeros(used, '\0');
    // Not synced: the next write's fdatasync takes it along, and a lost wipe does no harm.
    const auto wiped = file_->write_at(offset_of(number), bytes_of(zeros));
    FAIRLEAD_FAIL_POINT("after_wipe");
    if (!wiped) return;  // the slot stays out of use until the next start
    std::unique_lock lock{mutex_};
    used_[number] = 0;
    hand_on(std::move(lock), number);
}

}  // namespace fairlead::storage
